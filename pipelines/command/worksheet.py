"""Labels as rows of a table: what is asked, to be filled in, and what came back."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from indexer.judgements.judging import Claim
from indexer.judgements.review import Doubt
from pipelines.errors import WrongUseError
from pipelines.extract.decoding import decoded

FILLED = ("verdict", "id", "field", "value", "by", "why")  # in the order of a Claim
HEADS = (
    *FILLED,
    *("title", "label", "reason", "band", "seen", "given", "phrase", "artefact"),
)
DOCUMENT = "document"  # how the log calls the column of ids
DELIMITERS = ",;\t"  # what spreadsheets write, by the country they are set to


def asked(one: Doubt) -> dict[str, Any]:
    """A question as a row of HEADS: verdict, by and why wait to be filled in."""
    told = {name: getattr(one, name) for name in HEADS if hasattr(one, name)}
    empty = {"verdict": "", "by": "", "why": ""}
    return {**told, "id": one.document, "given": "; ".join(one.given), **empty}


def filled(name: str, content: bytes) -> Iterator[tuple[int, Claim]]:
    """The rows with a verdict as claims, each with its number in a spreadsheet.

    Raises WrongUseError where the first row does not name these columns.
    """
    if b"\0" in content:
        raise WrongUseError(f"{name} is no CSV; save the sheet as CSV UTF-8")
    text = decoded(content)
    first = text.partition("\n")[0]
    rows = csv.reader(
        io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count)
    )
    heads = [head.strip().lower() for head in next(rows, [])]
    heads = ["id" if head == DOCUMENT else head for head in heads]
    if missing := [head for head in FILLED if head not in heads]:
        raise WrongUseError(f"{name}: the first row lacks {', '.join(missing)}")
    for number, cells in enumerate(rows, start=2):
        row = dict(zip(heads, map(str.strip, cells), strict=False))
        if verdict := row.get("verdict", ""):
            yield number, Claim(verdict.lower(), *(row.get(h, "") for h in FILLED[1:]))
