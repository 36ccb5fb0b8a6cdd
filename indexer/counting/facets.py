"""Facets: buckets of both units put together, with what is selected always shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.query import MISSING, Facet, FacetValue, Query, Selection
from indexer.tree import Every, Has, Key, Node

BLUEPRINT = "blueprint"  # the facet of which the values are Blueprints
SHOWN = 20  # values of one facet in an answer; /facets/{field} has the rest
ById = Mapping[str, str]
Counts = Mapping[str, tuple[int, int]]  # Blueprints and artefacts by value
NONE = (0, 0)
# The counts of the list shown and of the other unit below zero, the label without case,
# the value.
Rank = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """What people call the values of one field.

    `folded` are the same labels without case.
    `written` is what people wrote for the values that have none.
    """

    labels: ById
    folded: ById
    written: ById

    def label(self, value: str) -> str:
        """The label, or what people wrote, or the value itself."""
        return self.labels.get(value) or self.written.get(value, value)

    def without_case(self, value: str) -> str:
        """The same without case, by which values are ordered and looked for."""
        return self.folded.get(value) or self.label(value).casefold()


def filter_of(selection: Selection) -> Node:
    """The filter a selection stands for."""
    wanted = _any_of(selection.field, selection.any_of)
    unwanted = _any_of(selection.field, selection.none_of)
    return Every(filters=wanted, without=unwanted)


def others(query: Query, field: str) -> tuple[Node, ...]:
    """The filters of all selections but the field's own."""
    return tuple(filter_of(s) for s in query.selections if s.field != field)


def facet_of(
    field: str,
    counts: Counts,
    names: Names,
    query: Query,
    prefix: str = "",
    size: int = SHOWN,
) -> Facet:
    """The facet: first what most of the list has that the query asks for, Blueprints or
    artefacts, then by label; selected values at any count.
    """
    selection = query.selection(field)
    chosen, refused = frozenset(selection.any_of), frozenset(selection.none_of)
    asked = chosen | refused
    counted = {**dict.fromkeys(asked, NONE), **counts}
    own, other = (1, 0) if query.view == "artefacts" else (0, 1)
    ranked: list[Rank] = [
        (-both[own], -both[other], names.without_case(value), value)
        for value, both in counted.items()
        if value != MISSING
    ]
    if wanted := prefix.casefold().split():
        ranked = [one for one in ranked if _begins(one[2], wanted)]
    ranked.sort()
    kept = [value for *_, value in ranked[:size]]
    kept += [value for *_, value in ranked[size:] if value in asked]

    def value_of(value: str) -> FacetValue:
        blueprints, artefacts = counted.get(value, NONE)
        return FacetValue(
            value,
            names.label(value),
            blueprints,
            artefacts,
            value in chosen,
            value in refused,
        )

    others = len(ranked) - len(kept)
    return Facet(field, tuple(map(value_of, kept)), value_of(MISSING), others)


def _begins(folded: str, wanted: Sequence[str]) -> bool:
    """Whether these words, the last of them only begun, stand in the label."""
    return f" {' '.join(wanted)}" in f" {' '.join(folded.split())}"


def _any_of(field: str, values: tuple[str, ...]) -> tuple[Node, ...]:
    ids = tuple(v for v in values if v != MISSING)
    nodes: list[Node] = [Key(field, ids)] if ids else []
    if MISSING in values:
        nodes.append(Every(without=(Has(field),)))
    if len(nodes) > 1:
        return (Every(should=tuple(nodes), need=1),)
    return tuple(nodes)
