"""The shape of a text query: how clauses become a tree over the text fields.

Every number that decides about rank stands here, once, for both engines.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from indexer.grammar import Clause, Either, Group, Quoted, Start, Word
from indexer.synonyms import (
    COMMON,
    Alternative,
    Expanded,
    Synonymous,
    Unit,
    topical,
)
from indexer.tree import All, Best, Boost, Constant, Every, Key, Node, Nothing, Words

TIE = 0.2  # share of the other fields in a word's score
PROXIMITY = 0.5  # weight of the words next to each other
ENOUGH = 0.75  # of three words and more


Prefixed = Callable[[str], tuple[str, ...]]  # beginning of a word → tokens


@dataclass(frozen=True, slots=True)
class Shape:
    """What a text is asked of: fields with weights, and where prefixes are looked up.

    `keys` maps keyword fields people may write before a colon to a look-up of ids.
    """

    fields: Mapping[str, float]
    prefixed: Prefixed
    keys: Mapping[str, Callable[[str], tuple[str, ...]]]

    def strict(self, group: Expanded) -> Node:
        """Documents with enough of the wanted units and none of the unwanted."""
        wanted = [self._unit(u) for u in topical(group.wanted)]
        without = tuple(self._clause(c) for c in group.unwanted)
        if not wanted and not without:
            return All()
        firm = [n for n, u in wanted if _is_firm(u)]
        loose = [n for n, u in wanted if not _is_firm(u)]
        need = required(len(wanted)) - len(firm)
        bonus = self._proximity(group.wanted)
        tree = Every(
            must=tuple(firm),
            should=tuple(loose),
            without=without,
            need=max(0, min(need, len(loose))),
        )
        if not bonus:
            return tree
        return Every(must=(tree,), should=bonus)

    def relaxed(self, group: Expanded) -> Node:
        """Documents with any of the wanted units: for what lies inside a hit.

        What was asked of a field is left out: the hit has it, its parts need not.
        """
        wanted = tuple(
            self._unit(u)[0]
            for u in topical(group.wanted)
            if getattr(u, "field", None) is None
        )
        if not wanted:
            return All()
        return Every(should=(*wanted, *self._proximity(group.wanted)), need=1)

    def _unit(self, unit: Unit) -> tuple[Node, Unit]:
        if isinstance(unit, Expanded):
            return self.strict(unit), unit
        if isinstance(unit, Synonymous):
            said = tuple(self._clause(c) for c in unit.words)
            own = said[0] if len(said) == 1 else Every(must=said)
            others = tuple(self._alternative(a) for a in unit.alternatives)
            return Best((own, *others)), unit
        return self._clause(unit), unit

    def _alternative(self, other: Alternative) -> Node:
        return Boost(self._words(other.tokens, None), other.weight)

    def _clause(self, clause: Clause) -> Node:
        match clause:
            case Word() | Quoted():
                return self._written(clause)
            case Start():
                tokens = self.prefixed(clause.prefix)
                return Constant(self._any(tokens, clause.field), 1.0)
            case Either():
                return Best(tuple(self._clause(c) for c in clause.items))
            case Group():
                return self.strict(Expanded(clause.wanted, clause.unwanted))

    def _written(self, clause: Word | Quoted) -> Node:
        look_up = self.keys.get(clause.field or "")
        if look_up and clause.field:
            ids = look_up(clause.written)
            return Key(clause.field, ids) if ids else Nothing()
        return self._words(clause.tokens, clause.field)

    def _words(self, tokens: tuple[str, ...], field: str | None) -> Node:
        weights = self._weights(field)
        if not weights:
            return Nothing()
        return Best(tuple(Boost(Words(f, tokens), w) for f, w in weights.items()), TIE)

    def _any(self, tokens: Iterable[str], field: str | None) -> Node:
        weights = self._weights(field)
        words = tuple(Words(f, (t,)) for t in tokens for f in weights)
        return Best(words) if words else Nothing()

    def _weights(self, field: str | None) -> Mapping[str, float]:
        if field is None:
            return self.fields
        return {f: w for f, w in self.fields.items() if f == field}

    def _proximity(self, units: Iterable[Unit]) -> tuple[Node, ...]:
        """Neighbouring loose words, two by two, next to each other."""
        words = [w for u in units for w in _loose(u)]
        pairs = {
            (*a.tokens, *b.tokens)
            for a, b in pairwise(words)
            if not (a.tokens[0] in COMMON and b.tokens[0] in COMMON)
        }
        return tuple(
            Boost(self._words(pair, None), PROXIMITY) for pair in sorted(pairs)
        )


def required(units: int) -> int:
    """How many of the units must be found: all of one or two, three of four."""
    return units if units <= 2 else math.ceil(units * ENOUGH)


def _is_firm(unit: Unit) -> bool:
    """Phrases, fields, groups and prefixes are asked on purpose: never left out."""
    if isinstance(unit, Synonymous):
        return any(isinstance(w, Quoted) for w in unit.words)
    return not isinstance(unit, Word) or unit.field is not None


def _loose(unit: Unit) -> tuple[Word, ...]:
    if isinstance(unit, Word) and unit.field is None:
        return (unit,)
    if isinstance(unit, Synonymous):
        return tuple(w for w in unit.words if isinstance(w, Word))
    return ()
