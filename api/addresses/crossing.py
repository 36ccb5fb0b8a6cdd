"""Which two fields are crossed, over which documents: read and written back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from api.addresses.links import Place
from api.addresses.parameters import (
    EXCLUDE,
    VIEWS,
    Given,
    Parameter,
    search_parameters,
)
from api.addresses.question import query_of
from indexer.query import Query, QueryError, Selection, View
from indexer.visible import STATE
from mappings.load import Mappings
from mappings.schema import Field, Schema

ROWS, COLUMNS = "technology", "pillar"  # where the mappings have them
SAME = "must be another field than rows"


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
            choices=VIEWS,
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


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two fields crossed over what `query` finds; its view is what is counted."""

    rows: str
    columns: str
    query: Query

    @property
    def others(self) -> tuple[Selection, ...]:
        """What is chosen of other fields than those crossed."""
        fields = (self.rows, self.columns)
        return tuple(s for s in self.query.selections if s.field not in fields)

    def place(self, path: str) -> Place:
        """Where these fields are crossed, for other words and filters."""
        told = (("rows", self.rows), ("columns", self.columns))
        return Place(path, (*told, ("unit", self.query.view)))

    def url(self, path: str) -> str:
        """Where just this is asked."""
        return self.place(path).url(self.query)


def crossing_of(
    given: Given,
    parameters: Mapping[str, Parameter],
    schema: Schema,
    audience: tuple[str, ...],
) -> Crossing:
    """The crossing of checked values; QueryError for a field crossed with itself."""
    rows, columns, unit = (
        parameters[name].value(given) for name in ("rows", "columns", "unit")
    )
    if rows == columns:
        raise QueryError("columns", columns, SAME)
    return Crossing(rows, columns, query_of(given, schema, cast(View, unit), audience))
