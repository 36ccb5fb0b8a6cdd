"""What is made for an answer, written as bytes."""

import csv
from collections.abc import Iterable
from io import StringIO

import orjson

from indexer.spreadsheet import inert

CSV = "text/csv; charset=utf-8; header=present"
Cell = str | int | None
Rows = Iterable[Iterable[Cell]]


def written(view: object) -> bytes:
    """A view (dataclasses, lists, strings, numbers) as JSON in UTF-8, not checked."""
    return orjson.dumps(view)


def as_csv(rows: Rows) -> bytes:
    """A table, with a mark at its start by which spreadsheets know UTF-8; a cell that
    they would run stands behind an apostrophe.
    """
    text = StringIO()
    lines = csv.writer(text)
    for row in rows:
        lines.writerow([inert(c) if isinstance(c, str) else c for c in row])
    return text.getvalue().encode("utf-8-sig", "replace")
