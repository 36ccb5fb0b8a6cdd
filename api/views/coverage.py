"""Coverage: two facets crossed, what is not there shown as a gap."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.addresses.crossing import Crossing
from api.addresses.links import Place
from api.views.chosen import Chosen, chosen
from api.views.facets import NOT_STATED
from api.views.frame import Frame
from api.views.parts import Links, Value
from indexer.counting.coverage import Cross
from indexer.query import MISSING, Selection, View

# Values of one axis on a page; of longer lists only what has a count is shown.
LISTED = 100
SHORT = 12  # lists as short as this keep the order of their taxonomy


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


def coverage_view(
    frame: Frame, crossing: Crossing, path: str, search: Place | None
) -> CoverageView:
    """The answer asked at `path`; `search` is where its cells lead. Without one they
    lead nowhere, and no value is left out: an address costs more than its count.
    """
    query = replace(crossing.query, selections=crossing.others)
    found = frame.index.cross(query, crossing.rows, crossing.columns)
    return _Table(frame, crossing, found, search).view(path)


class _Table:
    """Counts laid out in rows and columns."""

    def __init__(
        self, frame: Frame, crossing: Crossing, found: Cross, search: Place | None
    ) -> None:
        self._frame, self._crossing = frame, crossing
        self._found, self._search = found, search
        self._order = [f.name for f in frame.index.lexicon.schema.facets]

    def view(self, path: str) -> CoverageView:
        frame, crossing, found = self._frame, self._crossing, self._found
        root, query = frame.site.root, crossing.query
        rows, more_rows = self._axis(crossing.rows, found.rows)
        columns, more_columns = self._axis(crossing.columns, found.columns)
        lines = tuple(
            replace(
                self._line(crossing.rows, row, found.rows),
                cells=tuple(self._cell(row, column) for column in columns),
            )
            for row in rows
        )
        named = [(r, c) for r in rows for c in columns if MISSING not in (r, c)]
        labels = frame.labels.fields
        return CoverageView(
            q=query.text,
            unit=query.view,
            rows_field=Value(crossing.rows, labels[crossing.rows]),
            columns_field=Value(crossing.columns, labels[crossing.columns]),
            columns=tuple(
                self._line(crossing.columns, c, found.columns) for c in columns
            ),
            rows=lines,
            total=Cell(found.total, self._url({})),
            gaps=sum(pair not in found.cells for pair in named),
            unlisted=(more_rows, more_columns),
            chosen=chosen(frame, crossing.place(path), query),
            generation=frame.index.generation,
            links={
                "self": crossing.url(path),
                "csv": crossing.url(f"{root}/coverage.csv"),
            },
        )

    def _axis(
        self, field: str, counts: Mapping[str, int]
    ) -> tuple[tuple[str, ...], int]:
        """The values shown of a field, "not stated" last, and how many are not."""
        taxonomy = self._frame.index.lexicon.taxonomy(field)
        terms = [t.id for t in taxonomy.terms] if taxonomy else []
        wanted = self._crossing.query.selection(field).any_of
        known = terms if len(terms) <= LISTED else []
        values = [
            v
            for v in dict.fromkeys([*known, *counts, *wanted])
            if v != MISSING and (not wanted or v in wanted)
        ]
        if not taxonomy:
            values.sort()
        elif len(terms) > SHORT:
            values.sort(key=lambda v: (-counts.get(v, 0), self._label(field, v)))
        shown = values[:LISTED] if self._search else values
        hidden = len(values) - len(shown)
        if not known and not wanted:
            hidden += len(set(terms) - set(counts))
        if not wanted or MISSING in wanted:
            shown.append(MISSING)
        return tuple(shown), hidden

    def _label(self, field: str, value: str) -> str:
        if value == MISSING:
            return NOT_STATED
        return self._frame.labels.of(field, value)

    def _line(self, field: str, value: str, counts: Mapping[str, int]) -> Line:
        total = Cell(counts.get(value, 0), self._url({field: value}))
        return Line(value, self._label(field, value), total)

    def _cell(self, row: str, column: str) -> Cell:
        pair = {self._crossing.rows: row, self._crossing.columns: column}
        return Cell(self._found.cells.get((row, column), 0), self._url(pair))

    def _url(self, values: Mapping[str, str]) -> str:
        """The search that finds just these documents."""
        if self._search is None:
            return ""
        own = (Selection(field, (value,)) for field, value in values.items())
        selections = sorted(
            (*self._crossing.others, *own), key=lambda s: self._order.index(s.field)
        )
        query = replace(self._crossing.query, selections=tuple(selections))
        return self._search.url(query)
