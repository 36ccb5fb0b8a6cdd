"""Facets: buckets of both units put together, with what is selected always shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.query import MISSING, Facet, FacetValue, Query, Selection
from indexer.tree import Every, Has, Key, Node

SHOWN = 20  # values of one facet in an answer; /facets/{field} has the rest
Named = Mapping[str, str]
# Blueprints and artefacts below zero, the label without case, the value.
Rank = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """What people call the values of one field.

    `folded` are the same labels without case; `written` is what people wrote for the
    values that have none.
    """

    labels: Named
    folded: Named
    written: Named

    def label(self, value: str) -> str:
        """The label, or what people wrote, or the value itself."""
        return self.labels.get(value) or self.written.get(value, value)

    def rank(self, value: str) -> str:
        """What orders values that have equal counts."""
        return self.folded.get(value) or value.casefold()


@dataclass(frozen=True, slots=True)
class Counts:
    """Blueprints and artefacts by value, of one field."""

    blueprints: Mapping[str, int]
    artefacts: Mapping[str, int]

    @property
    def values(self) -> set[str]:
        """All values that have a count."""
        return {*self.blueprints, *self.artefacts} - {MISSING}


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
    selection: Selection | None,
    names: Names,
    prefix: str = "",
    size: int = SHOWN,
) -> Facet:
    """The facet: most Blueprints first, then by label; selected values at any count."""
    chosen = frozenset(selection.any_of if selection else ())
    refused = frozenset(selection.none_of if selection else ())
    blueprints, artefacts = counts.blueprints, counts.artefacts
    ranked: list[Rank] = [
        (-blueprints.get(value, 0), -artefacts.get(value, 0), names.rank(value), value)
        for value in (counts.values | chosen | refused) - {MISSING}
    ]
    if wanted := prefix.casefold():
        ranked = [rank for rank in ranked if _begins(rank[2], wanted)]
    ranked.sort()
    kept = ranked[:size]
    if asked := chosen | refused:
        kept += [rank for rank in ranked[size:] if rank[3] in asked]
    missing = (-blueprints.get(MISSING, 0), -artefacts.get(MISSING, 0), "", MISSING)

    def value_of(rank: Rank) -> FacetValue:
        most, more, _, value = rank
        label = names.label(value)
        return FacetValue(value, label, -most, -more, value in chosen, value in refused)

    others = len(ranked) - len(kept)
    return Facet(field, tuple(map(value_of, kept)), value_of(missing), others)


def _begins(folded: str, prefix: str) -> bool:
    return folded.startswith(prefix) or any(
        word.startswith(prefix) for word in folded.split()
    )


def _any_of(field: str, values: tuple[str, ...]) -> tuple[Node, ...]:
    ids = tuple(v for v in values if v != MISSING)
    nodes: list[Node] = [Key(field, ids)] if ids else []
    if MISSING in values:
        nodes.append(Every(without=(Has(field),)))
    if len(nodes) > 1:
        return (Every(should=tuple(nodes), need=1),)
    return tuple(nodes)
