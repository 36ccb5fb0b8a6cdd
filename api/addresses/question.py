"""From checked values to a Query and back."""

from typing import cast

from api.addresses.parameters import (
    EXCLUDE,
    EXPLAIN,
    FACETS,
    NO_FACETS,
    PAGE,
    SIZE,
    SORT,
    SYNONYMS,
    TEXT,
    Given,
    filters,
)
from indexer.documents import EVERYONE
from indexer.query import Query, Selection, Sort, View
from mappings.schema import Schema


def query_of(
    given: Given,
    schema: Schema,
    view: View,
    audience: tuple[str, ...] = (EVERYONE,),
) -> Query:
    """The question of checked values, as `read` returns them."""
    selections = (
        Selection(
            field.name,
            tuple(sorted(given.get(field.name, ()))),
            tuple(sorted(given.get(EXCLUDE + field.name, ()))),
        )
        for field in filters(schema)
        if field.name in given or EXCLUDE + field.name in given
    )
    counted = given.get(FACETS)
    return Query(
        view,
        TEXT.value(given),
        tuple(selections),
        audience,
        cast(Sort, SORT.value(given)),
        int(PAGE.value(given)),
        int(SIZE.value(given)),
        SYNONYMS.value(given) == "on",
        _fields(counted[0], schema) if counted else None,
        EXPLAIN.value(given) == "true",
    )


def pairs_of(query: Query) -> list[tuple[str, str]]:
    """The parameters of a query in one fixed order, defaults left out."""
    default = Query()
    pairs = [("q", query.text)] if query.text else []
    for selection in query.selections:
        pairs += [(selection.field, value) for value in selection.any_of]
        pairs += [(EXCLUDE + selection.field, value) for value in selection.none_of]
    for name in ("sort", "page", "size"):
        if getattr(query, name) != getattr(default, name):
            pairs.append((name, str(getattr(query, name))))
    if not query.synonyms:
        pairs.append(("synonyms", "off"))
    if query.explain:
        pairs.append(("explain", "true"))
    if query.facets is not None:
        pairs.append(("facets", ",".join(query.facets) or NO_FACETS))
    return pairs


def _fields(chosen: str, schema: Schema) -> tuple[str, ...]:
    asked = set(chosen.split(","))
    return tuple(f.name for f in schema.facets if f.name in asked)
