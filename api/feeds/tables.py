"""Tables for spreadsheets: all that a search finds, and coverage."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import Place
from api.http.answered import answered
from api.http.context import frame_of, host_of
from api.http.given import asked_by, crossed_by, given
from api.views.coverage import CoverageView, coverage_view
from api.views.frame import Frame
from indexer.counting.facets import BLUEPRINT
from indexer.query import Hit, Query
from indexer.spreadsheet import inert

CSV = "text/csv; charset=utf-8; header=present"
Cell = str | int | None
Rows = Iterable[Iterable[Cell]]


def search_csv(request: Request) -> Response:
    """Every document that a search finds, on whatever page, a row each in its order.

    The values of a facet are parted by "; " and called as on the pages. QueryError if
    it finds more than 10,000.
    """
    query = asked_by(request, given(request, "page"))
    frame, host = frame_of(request), host_of(request)
    return answered(
        request,
        Place("/search.csv", (("view", query.view),)).url(query),
        lambda: _rows(frame, query, host),
        lambda rows: as_csv(cast(Rows, rows)),
        CSV,
    )


def coverage_csv(request: Request) -> Response:
    """The table of coverage with its heads and totals, however long."""
    crossing = crossed_by(request, given(request, "coverage"))
    frame = frame_of(request)
    path = f"{frame.site.root}/coverage.csv"
    return answered(
        request,
        crossing.url(path),
        lambda: coverage_view(frame, crossing, path, None),
        lambda view: as_csv(_lines(cast(CoverageView, view))),
        CSV,
    )


def as_csv(rows: Rows) -> bytes:
    """A table, with a mark at its start by which spreadsheets know UTF-8; a cell that
    they would run stands behind an apostrophe.
    """
    text = StringIO()
    lines = csv.writer(text)
    for row in rows:
        lines.writerow([inert(c) if isinstance(c, str) else c for c in row])
    return text.getvalue().encode("utf-8-sig", "replace")


def _rows(frame: Frame, query: Query, host: str) -> Iterator[list[Cell]]:
    facets = frame.index.lexicon.schema.facets
    fields = [f for f in facets if f.name != BLUEPRINT and "export" in f.shown]
    labels = [f.label for f in fields]
    of_files = query.view == "artefacts"
    own = ["Blueprint", "File", "Bytes"] if of_files else ["Summary", "Files"]
    yield ["Title", *own, "Published", *labels, "Address"]
    hits = frame.index.every(query)
    titles = frame.index.titles({h.blueprint for h in hits}, query.audience)
    for hit in hits:
        stored = hit.stored
        about: list[Cell] = [stored.get("summary", ""), stored.get("artefacts")]
        if of_files:
            title = titles.get(hit.blueprint, hit.blueprint)
            about = [title, stored.get("path", ""), stored.get("size")]
        values = [_values(frame, hit, f.name) for f in fields]
        address = f"{host}{frame.site.page(hit.kind, hit.id)}"
        yield [hit.title.text, *about, hit.published, *values, address]


def _values(frame: Frame, hit: Hit, field: str) -> str:
    own = hit.stored.get("labels", {}).get(field)
    values = hit.values.get(field, ())
    return "; ".join(frame.labels.of(field, value, own) for value in values)


def _lines(view: CoverageView) -> Rows:
    """The table line by line, with its heads and totals."""
    corner = f"{view.rows_field.label} ({view.unit})"
    yield [corner, *(c.label for c in view.columns), "All"]
    for row in view.rows:
        yield [row.label, *(c.count for c in row.cells), row.total.count]
    yield ["All", *(c.total.count for c in view.columns), view.total.count]
