"""Facets: buckets of both units put together, with what is selected always shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from indexer.engine import Bucket
from indexer.query import MISSING, Facet, FacetValue, Query, Selection
from indexer.tree import Every, Has, Key, Node

SHOWN = 20  # values of one facet in an answer; /facets/{field} has the rest
NONE = Bucket(0, 0)


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
    label_of: Callable[[str], str],
    prefix: str = "",
    size: int = SHOWN,
) -> Facet:
    """The facet: most Blueprints first, then by label; selected values at any count."""
    chosen = set(selection.any_of) if selection else set()
    refused = set(selection.none_of) if selection else set()

    def value_of(value: str) -> FacetValue:
        return FacetValue(
            value,
            counts.blueprints.get(value, 0),
            counts.artefacts.get(value, 0),
            value in chosen,
            value in refused,
        )

    blueprints, artefacts = counts.blueprints, counts.artefacts
    values = {*counts.values, *chosen, *refused} - {MISSING}
    named = ((v, label_of(v)) for v in values)
    if wanted := prefix.casefold():
        named = ((v, label) for v, label in named if _begins(label, wanted))
    ranked = sorted(
        (-blueprints.get(v, 0), -artefacts.get(v, 0), label.casefold(), v)
        for v, label in named
    )
    asked = chosen | refused
    kept = [v for i, (*_, v) in enumerate(ranked) if i < size or v in asked]
    others = len(ranked) - len(kept)
    return Facet(field, tuple(map(value_of, kept)), value_of(MISSING), others)


def _begins(label: str, prefix: str) -> bool:
    folded = label.casefold()
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
