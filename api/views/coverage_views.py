"""Coverage as people and programs see it."""

from dataclasses import dataclass

from api.views.chosen import Chosen
from api.views.parts import Links, Value
from indexer.query import View


@dataclass(frozen=True)
class Cell:
    """How many documents are found at an address."""

    count: int
    url: str


@dataclass(frozen=True)
class Line:
    """A value of an axis with its own total; `cells` are those of a row."""

    value: str
    label: str
    total: Cell
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class CoverageView:
    """Two fields crossed, over what `q` finds. `gaps` cells of named values are empty.

    `unlisted` values of rows and columns have a count or a name and are not shown.
    """

    q: str
    unit: View
    rows_field: Value
    columns_field: Value
    columns: tuple[Line, ...]
    rows: tuple[Line, ...]
    total: Cell
    gaps: int
    unlisted: tuple[int, int]
    chosen: tuple[Chosen, ...]
    generation: str
    links: Links
