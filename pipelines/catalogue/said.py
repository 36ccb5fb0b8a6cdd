"""What somebody wrote about a Blueprint, one field at a time, and where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from unicodedata import normalize

from indexer.documents import NOBODY
from mappings.taxonomy import fold
from pipelines.bundle import Problem
from pipelines.extract.cells import unescaped

Cell = str | float | bool | date | time | timedelta
NOTHING = frozenset(("", "n a", "na", "none", "null", "nil", "not applicable"))
LATER = frozenset(  # somebody was to write it: reported, never a value
    "tbc|tba|tbd|n k|unknown|not known|not stated|see notes|see above"
    "|to be confirmed|to be added|to follow|pending|various".split("|")
)
# What a cell shows whose formula has no value (ECMA-376, part 1, 18.17.3), and what is
# written for one that was never worked out.
UNKNOWN = "a formula without a value"
ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", UNKNOWN)
)
# What is taken for said where that is still open: a slip opens nothing.
CLOSED = {"audience": NOBODY, "state": "in-review"}
SLIPPED = (CLOSED["audience"],)
CLOSING = "taken for an audience, and until it is mended nobody is in it"


@dataclass(frozen=True, slots=True)
class Said:
    """The cells written for one field: one of a row, or the list in a YAML file.

    `column` is the header or key as written; `row` is the row or line, from 1.
    """

    field: str
    cells: tuple[Cell, ...]
    source: str
    row: int | None
    column: str

    @property
    def text(self) -> str:
        """All cells as one text; empty where they say nothing, as "n/a" does. A
        question mark says that something is still open, and so does a failed formula.
        """
        texts = [text_of(cell) for cell in self.cells]
        said = (t for t in texts if "?" in t or t in ERRORS or fold(t) not in NOTHING)
        return "; ".join(said)

    def problem(self, value: Cell, detail: str) -> Problem:
        """That `value` of this field was not understood."""
        return Problem(self.source, self.row, self.column, text_of(value), detail)


def closed(source: str, fields: Iterable[str] = tuple(CLOSED)) -> tuple[Said, ...]:
    """What is taken for said of these fields by a file that cannot be read."""
    return tuple(Said(f, (CLOSED[f],), source, None, f) for f in fields)


def text_of(cell: Cell) -> str:
    """The cell as people see it, with plain spaces; whole numbers have no point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and not (cell.hour or cell.minute):
        return cell.date().isoformat()
    text = normalize("NFC", unescaped(str(cell))).replace("\0", "")
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def slug(written: str) -> str:
    """The id of a name that no taxonomy has: ``northvale-hospitals-nhs-trust``."""
    return fold(written).replace(" ", "-")
