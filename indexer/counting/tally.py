"""What is counted for a query: both units, in all and by each facet, in one call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from indexer.counting.facets import Counts, others
from indexer.engine import NONE, Ask, Collection, Found
from indexer.query import Query
from indexer.tree import Node

# Which count it is: the facet whose own selection is left out, if any, and of what.
Counted = tuple[str | None, Collection]
TEXT: Counted = ("", "artefacts")  # what matches the text, whatever is selected


@dataclass(frozen=True)
class Tally:
    """The counts that an answer to a query has, of these facets.

    `always` are the filters that hold whatever is selected.
    """

    query: Query
    fields: tuple[str, ...]
    always: tuple[Node, ...]

    def asks(self, tree: Node, spare: int = 0) -> dict[Counted, Ask]:
        """What counts the matches of a tree; the text's own total comes first."""
        own: Collection = self.query.view
        text = Ask(own, tree, self.always, spare=spare)
        counts = {
            (left, collection): Ask(
                collection,
                tree,
                (*self.always, *others(self.query, left or "")),
                count=fields,
                parents=own == "artefacts",
                spare=spare,
            )
            for left, fields in self._sets
            for collection in self._units
        }
        return {TEXT: text, **counts} if self.query.selections else counts

    def text(self, found: Mapping[Counted, Found]) -> int:
        """How many documents of the view match the text, whatever is selected."""
        whole: Counted = (None, self.query.view)
        return found[TEXT if self.query.selections else whole].total

    def total(self, found: Mapping[Counted, Found]) -> tuple[int, int]:
        """How many Blueprints and artefacts match all that is asked."""
        artefacts = found[None, "artefacts"]
        if self.query.view == "artefacts":
            return artefacts.parents, artefacts.total
        return found[None, "blueprints"].total, artefacts.total

    def of(self, field: str, found: Mapping[Counted, Found]) -> Counts:
        """Both units by the values of a facet."""
        left = field if field in self._chosen else None
        artefacts = found[left, "artefacts"].counts[field]
        if self.query.view == "artefacts":
            return {v: (b.parents, b.documents) for v, b in artefacts.items()}
        blueprints = found[left, "blueprints"].counts[field]
        return {
            v: (
                blueprints.get(v, NONE).documents,
                artefacts.get(v, NONE).documents,
            )
            for v in {**blueprints, **artefacts}
        }

    @cached_property
    def _chosen(self) -> frozenset[str]:
        return frozenset(s.field for s in self.query.selections)

    @property
    def _sets(self) -> Iterator[tuple[str | None, tuple[str, ...]]]:
        """Each distinct set of filters once: (the facet it leaves out, its facets)."""
        yield None, tuple(f for f in self.fields if f not in self._chosen)
        yield from ((f, (f,)) for f in self.fields if f in self._chosen)

    @property
    def _units(self) -> tuple[Collection, ...]:
        """The collections counted, that of the view first."""
        if self.query.view == "artefacts":
            return ("artefacts",)
        return ("blueprints", "artefacts")
