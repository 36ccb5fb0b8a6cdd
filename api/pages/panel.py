"""The filter panel: which facets and values are offered, and what the form carries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from api.addresses.links import Site, with_query
from api.addresses.parameters import EXCLUDE
from api.addresses.question import pairs_of
from api.views.facets import FacetView
from api.views.search import SearchView
from indexer.counting.facets import BLUEPRINT
from indexer.query import FacetValue, Query
from mappings.schema import Schema

SHOWN = 8  # values of a facet before "show all"
OPEN = 2  # facets that are open at first

Hidden = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Option:
    """A value to tick, with how many results it has in the list that is shown. The box
    of one that is left out is ticked: without the tick it is left out no more.
    """

    name: str  # of the parameter
    value: str
    label: str
    count: int
    ticked: bool
    left_out: bool


@dataclass(frozen=True)
class Group:
    """A facet of the panel; `more` values are on the page at `all`."""

    field: str
    label: str
    options: tuple[Option, ...]
    open: bool
    chosen: int
    more: int
    all: str


@dataclass(frozen=True)
class Panel:
    """All facets, and what the form must carry beside the ticks it shows."""

    groups: tuple[Group, ...]
    hidden: Hidden


def panel_of(site: Site, schema: Schema, query: Query, view: SearchView) -> Panel:
    """The panel of an answer."""
    years = {f.name for f in schema.facets if f.kind == "year"}
    groups = tuple(
        _group(site, query, facet, place < OPEN, facet.field in years)
        for place, facet in enumerate(f for f in view.facets if _offered(f, query))
    )
    return Panel(groups, carried(query, groups))


def carried(query: Query, groups: Iterable[Group]) -> Hidden:
    """Selections that no tick box stands for, the view and the synonyms."""
    boxes = {(o.name, o.value) for g in groups for o in g.options}
    kept = replace(query, text="", page=1, size=Query().size, sort=Query().sort)
    return tuple(p for p in page_pairs(kept) if p not in boxes)


def page_pairs(query: Query) -> list[tuple[str, str]]:
    """The parameters of a query on a page, which has the view among them."""
    pairs = pairs_of(replace(query, facets=None))
    return [*pairs, ("view", query.view)] if query.view == "artefacts" else pairs


def _offered(facet: FacetView, query: Query) -> bool:
    """Blueprints are offered where they group something."""
    chosen = any(s.field == facet.field for s in query.selections)
    if facet.field == BLUEPRINT and query.view == "blueprints":
        return chosen
    return chosen or any(getattr(v, query.view) for v in facet.values)


def _group(
    site: Site, query: Query, facet: FacetView, first: bool, by_value: bool
) -> Group:
    selection = query.selection(facet.field)
    values = (
        sorted(facet.values, key=lambda v: v.value, reverse=True)
        if by_value
        else facet.values
    )
    offered = [v for v in values if getattr(v, query.view) or _chosen(v)]
    listed = [v for i, v in enumerate(offered) if i < SHOWN or _chosen(v)]
    if getattr(facet.missing, query.view) or _chosen(facet.missing):
        listed.append(facet.missing)
    chosen = len(selection.any_of) + len(selection.none_of)
    return Group(
        facet.field,
        facet.label,
        tuple(_option(facet.field, v, query) for v in listed),
        first or bool(chosen),
        chosen,
        len(offered) + facet.others,
        all_values(site, facet.field, query),
    )


def all_values(site: Site, field: str, query: Query) -> str:
    """The address of the page with all values of a facet."""
    pairs = page_pairs(replace(query, page=1))
    return with_query(f"{site.root}/facets/{field}", pairs)


def _chosen(value: FacetValue) -> bool:
    return value.selected or value.excluded


def _option(field: str, value: FacetValue, query: Query) -> Option:
    """A value with the count of the list that is shown."""
    left_out = value.excluded and not value.selected
    return Option(
        EXCLUDE + field if left_out else field,
        value.value,
        value.label,
        getattr(value, query.view),
        _chosen(value),
        left_out,
    )


def carried_beside(query: Query, field: str) -> Hidden:
    """What the form of one facet's page carries of the other facets."""
    others = tuple(s for s in query.selections if s.field != field)
    return tuple(page_pairs(replace(query, page=1, selections=others)))
