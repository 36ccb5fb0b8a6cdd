"""Coverage: two facets crossed, what is not there shown as a gap."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.context import answered, audience_of, context_of, given
from api.coverage_views import Cell, CoverageView, Line
from api.frame import Frame
from api.given import Kept, kept
from api.links import API, Place, with_query
from api.params import EXCLUDE, Parameter, pairs_of, query_of, search_parameters
from api.present import NOT_STATED, chosen
from api.rendering import answered_page, page
from api.views import Value
from api.written import CSV, Rows, as_csv
from indexer.coverage import Cross
from indexer.query import MISSING, Query, QueryError, Selection, View
from indexer.visible import STATE
from mappings.load import Mappings
from mappings.schema import Field, Schema

ROWS, COLUMNS = "technology", "pillar"  # where the mappings have them
UNITS: Mapping[str, str] = {"blueprints": "Blueprints", "artefacts": "Artefacts"}
LISTED = 100  # values of one axis; of longer lists only what has a count is shown
SHORT = 12  # lists as short as this keep the order of their taxonomy
SAME = "must be another field than rows"
SET = "coverage"  # the name of its set of parameters
TEMPLATE = "coverage.html.jinja"


def coverage_parameters(mappings: Mappings) -> dict[str, Parameter]:
    """The parameters of coverage: what is crossed, words and filters of a search."""
    names = tuple(f.name for f in crossed(mappings.schema))
    columns = next((n for n in (COLUMNS, *reversed(names)) if n in names), "")
    rows = next((n for n in (ROWS, *names) if n in names and n != columns), "")
    own = [
        Parameter("rows", "Field of the rows.", "choice", choices=names, default=rows),
        Parameter(
            "columns",
            "Field of the columns, another one.",
            "choice",
            choices=names,
            default=columns,
        ),
        Parameter(
            "unit",
            "What is counted.",
            "choice",
            choices=tuple(UNITS),
            default="blueprints",
        ),
    ]
    search = search_parameters(mappings)
    filters = [
        p
        for p in search.values()
        if p.kind == "value" and not p.name.startswith(EXCLUDE) and p.name != STATE
    ]
    words = (search["q"], search["synonyms"])
    return {p.name: p for p in (*own, *words, *filters)}


def crossed(schema: Schema) -> tuple[Field, ...]:
    """The facets that can be crossed: those with a list of values, and years."""
    return tuple(f for f in schema.facets if f.taxonomy or f.kind == "year")


class Asked:
    """The question of a request for coverage.

    QueryError or WrongParametersError for what is wrong in it, which a page leaves out
    and tells. Not found where the schema has no two fields to cross.
    """

    def __init__(self, request: Request, *, of_page: bool = False) -> None:
        read = kept(request, SET) if of_page else Kept(given(request, SET))
        asked, faults = read.given, read.faults
        parameters = context_of(request).parameters[SET]
        if not parameters["rows"].default:
            detail = "the schema has no two fields to cross"
            raise HTTPException(HTTPStatus.NOT_FOUND, detail)
        self.frame = context_of(request).frame(request)
        self.rows, self.columns, unit = (
            parameters[name].value(asked) for name in ("rows", "columns", "unit")
        )
        schema = self.frame.index.lexicon.schema
        if self.rows == self.columns:
            same = QueryError("columns", self.columns, SAME)
            if not of_page:
                raise same
            faults = (*faults, same)
            usual = (parameters["columns"].default, parameters["rows"].default)
            self.columns = next(name for name in usual if name != self.rows)
        self.faults = faults
        self.unit = cast(View, unit)
        self.query = query_of(asked, schema, self.unit, audience_of(request))
        self.order = [f.name for f in schema.facets]

    def address(self, path: str, **other: str) -> str:
        """The address of this question, or of one with other parameters."""
        told = {"rows": self.rows, "columns": self.columns, "unit": self.unit} | other
        pairs = [*told.items(), *pairs_of(self.query)]
        return with_query(f"{self.frame.site.root}{path}", pairs)

    def wordless(self, path: str) -> str:
        """The address of this question without its words."""
        return self.place(path).url(replace(self.query, text="", synonyms=True))

    def place(self, path: str) -> Place:
        """Where this question is asked, for filters taken out of it."""
        told = (("rows", self.rows), ("columns", self.columns), ("unit", self.unit))
        return Place(f"{self.frame.site.root}{path}", told)

    def view(self, path: str, search: Place) -> CoverageView:
        """The answer, its cells linked to a search, asked at `path`."""
        others = tuple(
            s for s in self.query.selections if s.field not in (self.rows, self.columns)
        )
        query = replace(self.query, selections=others)
        found = self.frame.index.cross(query, self.rows, self.columns)
        return _Table(self, found, others, search).view(path)


class _Table:
    """Counts laid out in rows and columns."""

    def __init__(
        self, asked: Asked, found: Cross, others: tuple[Selection, ...], search: Place
    ) -> None:
        self._asked, self._found = asked, found
        self._others, self._search = others, search

    def view(self, path: str) -> CoverageView:
        asked, found = self._asked, self._found
        rows, more_rows = self._axis(asked.rows, found.rows)
        columns, more_columns = self._axis(asked.columns, found.columns)
        lines = tuple(
            replace(
                self._line(asked.rows, row, found.rows),
                cells=tuple(self._cell(row, column) for column in columns),
            )
            for row in rows
        )
        named = [(r, c) for r in rows for c in columns if MISSING not in (r, c)]
        labels = asked.frame.labels.fields
        return CoverageView(
            asked.query.text,
            asked.unit,
            Value(asked.rows, labels[asked.rows]),
            Value(asked.columns, labels[asked.columns]),
            tuple(self._line(asked.columns, c, found.columns) for c in columns),
            lines,
            Cell(found.total, self._url({})),
            sum(pair not in found.cells for pair in named),
            (more_rows, more_columns),
            chosen(asked.frame, asked.place(path), asked.query),
            asked.frame.index.generation,
            {"self": asked.address(path), "csv": asked.address("/coverage.csv")},
        )

    def _axis(
        self, field: str, counts: Mapping[str, int]
    ) -> tuple[tuple[str, ...], int]:
        """The values shown of a field, "not stated" last, and how many are not."""
        taxonomy = self._asked.frame.index.lexicon.taxonomy(field)
        terms = [t.id for t in taxonomy.terms] if taxonomy else []
        wanted = self._selected(field)
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
        shown = values[:LISTED]
        hidden = len(values) - len(shown)
        if not known and not wanted:
            hidden += len(set(terms) - set(counts))
        if not wanted or MISSING in wanted:
            shown.append(MISSING)
        return tuple(shown), hidden

    def _selected(self, field: str) -> tuple[str, ...]:
        found = (s.any_of for s in self._asked.query.selections if s.field == field)
        return next(found, ())

    def _label(self, field: str, value: str) -> str:
        if value == MISSING:
            return NOT_STATED
        return self._asked.frame.labels.of(field, value)

    def _line(self, field: str, value: str, counts: Mapping[str, int]) -> Line:
        total = Cell(counts.get(value, 0), self._url({field: value}))
        return Line(value, self._label(field, value), total)

    def _cell(self, row: str, column: str) -> Cell:
        pair = {self._asked.rows: row, self._asked.columns: column}
        return Cell(self._found.cells.get((row, column), 0), self._url(pair))

    def _url(self, values: Mapping[str, str]) -> str:
        """The search that finds just these documents."""
        own = (Selection(field, (value,)) for field, value in values.items())
        order = self._asked.order
        selections = sorted((*self._others, *own), key=lambda s: order.index(s.field))
        query = replace(self._asked.query, selections=tuple(selections))
        return self._search.url(query)


def coverage_of(frame: Frame, query: Query) -> str:
    """Where the coverage of a search is; nothing for filters that it does not take."""
    if any(s.none_of or s.field == STATE for s in query.selections):
        return ""
    asked = Query(query.view, query.text, query.selections, synonyms=query.synonyms)
    unit = [] if query.view == "blueprints" else [("unit", query.view)]
    return with_query(f"{frame.site.root}/coverage", [*unit, *pairs_of(asked)])


def coverage_json(request: Request) -> Response:
    asked, path = Asked(request), f"{API}/coverage"
    search = Place(f"{asked.frame.site.root}{API}/{asked.unit}")
    return answered(request, asked.address(path), lambda: asked.view(path, search))


def coverage_page(request: Request) -> Response:
    asked, path = Asked(request, of_page=True), "/coverage"

    def values() -> Mapping[str, object]:
        view = asked.view(path, asked.frame.site.search(asked.unit))
        turned = asked.address(path, rows=asked.columns, columns=asked.rows)
        schema = asked.frame.index.lexicon.schema
        return {
            "current": "coverage",
            "faults": asked.faults,
            "view": view,
            "fields": crossed(schema),
            "units": UNITS,
            "turned": turned,
            "synonyms": asked.query.synonyms,
            "wordless": asked.wordless(path),
            "json": asked.address(f"{API}/coverage"),
            "created": asked.frame.index.manifest.get("created", ""),
            "address": str(request.url),
        }

    if asked.faults:
        return page(request, TEMPLATE, values(), HTTPStatus.UNPROCESSABLE_ENTITY)
    key = f"{request.base_url}{asked.address(path)}"
    return answered_page(request, key, TEMPLATE, values)


def coverage_csv(request: Request) -> Response:
    asked, path = Asked(request), "/coverage.csv"
    return answered(
        request,
        asked.address(path),
        lambda: asked.view(path, asked.frame.site.search(asked.unit)),
        lambda view: as_csv(_lines(cast(CoverageView, view))),
        CSV,
    )


def _lines(view: CoverageView) -> Rows:
    """The table line by line, with its heads and totals."""
    corner = f"{view.rows_field.label} ({view.unit})"
    yield [corner, *(c.label for c in view.columns), "All"]
    for row in view.rows:
        yield [row.label, *(c.count for c in row.cells), row.total.count]
    yield ["All", *(c.total.count for c in view.columns), view.total.count]
