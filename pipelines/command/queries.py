"""From words of the command line to a Query, and all pages of its answer."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from difflib import get_close_matches
from typing import get_args

from indexer.index import Index
from indexer.query import MISSING, Hit, Query, QueryError, Selection, View
from indexer.terms import strange, today
from indexer.visible import STATE
from mappings.load import Mappings
from mappings.schema import Field
from mappings.taxonomy import fold

PAGE = 100  # hits asked for at a time
VIEWS: tuple[View, ...] = get_args(View)


def view_of(written: str) -> View:
    """The view of that name; QueryError if there is none."""
    for view in VIEWS:
        if view == written:
            return view
    raise QueryError("view", written, f"must be one of {', '.join(VIEWS)}")


def selections(
    index: Index, wanted: Iterable[str], unwanted: Iterable[str] = ()
) -> tuple[Selection, ...]:
    """Selections written as ``field=value``, by id, label or alias of the value.

    QueryError if one names no facet, or has no value or one that the facet cannot have.
    """
    any_of: dict[str, list[str]] = {}
    none_of: dict[str, list[str]] = {}
    for written, kept in ((wanted, any_of), (unwanted, none_of)):
        for pair in written:
            field, value = _pair(index, pair)
            kept.setdefault(field, []).append(value)
    return tuple(
        Selection(f, tuple(any_of.get(f, ())), tuple(none_of.get(f, ())))
        for f in dict.fromkeys([*any_of, *none_of])
    )


def every(index: Index, query: Query) -> Iterator[Hit]:
    """All hits of a query, in pages read one after another."""
    page = 0
    while True:
        page += 1
        asked = replace(query, page=page, size=PAGE, facets=())
        hits = index.search(asked).hits
        yield from hits
        if len(hits) < PAGE:
            return


def _pair(index: Index, pair: str) -> tuple[str, str]:
    mappings = index.lexicon.mappings
    name, equals, value = (part.strip() for part in pair.partition("="))
    fields = {f.name: f for f in _fields(mappings)}
    if name not in fields:
        near = get_close_matches(name, fields, 1)
        hint = f"did you mean {near[0]}" if near else f"there are {', '.join(fields)}"
        raise QueryError("facet", pair, f"{name!r} is no facet; {hint}")
    if not equals or not value:
        raise QueryError("facet", pair, "must be written field=value")
    taxonomy = mappings.taxonomies.get(fields[name].taxonomy or "")
    id_ = today(taxonomy, value)
    if fields[name].open and taxonomy and id_ not in (*taxonomy.by_id, MISSING):
        return name, _own(index, name, pair, value)
    if name == "blueprint" and id_ != MISSING and not index.open("blueprint", id_):
        raise QueryError("facet", pair, "there is no such Blueprint")
    if detail := strange(fields[name], taxonomy, id_):
        raise QueryError("facet", pair, detail)
    return name, id_


def _own(index: Index, field: str, pair: str, value: str) -> str:
    """The id of a name that people wrote and no list has."""
    written = index.live.written().get(field, {})
    names = {fold(label): id_ for id_, label in written.items()}
    id_ = value if value in written else names.get(fold(value))
    if id_ is None:
        near = get_close_matches(fold(value), names, 1)
        hint = f"; did you mean {written[names[near[0]]]}" if near else ""
        raise QueryError("facet", pair, f"there is no such value{hint}")
    return id_


def _fields(mappings: Mappings) -> tuple[Field, ...]:
    schema = mappings.schema
    return (*schema.facets, *(f for f in schema.keywords if f.name == STATE))
