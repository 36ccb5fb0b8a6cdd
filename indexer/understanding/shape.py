"""The shape of a text query: how clauses become a tree over the text fields.

The numbers that decide about rank stand here and beside what each weighs (`synonyms`,
`widening`, `units`, `question`), once, for both engines; how they were fitted stands in
docs/relevance.md.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from indexer.query import QueryError
from indexer.tree import (
    All,
    Best,
    Boost,
    Constant,
    Every,
    Key,
    Node,
    Nothing,
    Words,
    size,
)
from indexer.understanding.grammar import Clause, Either, Group, Quoted, Start, Word
from indexer.understanding.units import (
    Alternative,
    Expanded,
    Synonymous,
    Tokens,
    Unit,
    is_brief,
    is_common,
    is_particle,
    loose_words,
    of_no_field,
    parted,
    together,
    topical,
)

TIE = 0.4  # share of the other fields in a word's score
OTHERS = 0.3  # share of the other names of a thing in its score
APART = 0.2  # weight of one of several words that belong together, inside a hit
PROXIMITY = 0.1  # weight of the words next to each other
HELD = 0.3  # the same with the common words between or behind them
MOST = 900  # leaves of a tree: a cluster takes 1,024, with the filters
SELECTIVE = 0.5  # power of a word's rarity, of the text's mean, in its weight in prose

Prefixed = Callable[[str], tuple[str, ...]]  # beginning of a word → tokens
Rarity = Callable[[str], float]  # token → its inverse document frequency
LookUp = Callable[[str, str], tuple[str, ...] | None]  # field, value → ids


@dataclass(frozen=True, slots=True)
class Shape:
    """What a text is asked of: fields with weights, and where prefixes are looked up.

    `body` is the field that has all the text: words of the family of one written are
    asked of it alone. `look_up` gives for a field that people wrote before a colon, and
    the value behind it, the ids of that value; None for a field of words. `lifts` are
    the values that the words name: field, id, and what a document gains that has it.
    The words of `moving` fields, with their weights, only move what is found.
    """

    fields: Mapping[str, float]
    body: str
    prefixed: Prefixed
    look_up: LookUp
    rarity: Rarity
    lifts: Sequence[tuple[str, str, float]] = ()
    moving: Mapping[str, float] = field(default_factory=dict)
    # All trees of an answer ask for the same words: each is made once.
    _made: dict[tuple[tuple[str, ...], str | None], Node] = field(
        default_factory=dict, compare=False, repr=False
    )

    def strict(self, group: Expanded) -> Node:
        """Documents with all of the wanted units and none of the unwanted."""
        return self._trees(group, ())[0]

    def trees(self, group: Expanded) -> tuple[Node, Node]:
        """The strict tree, and the loose one: documents with any of the words, all that
        was asked on purpose, and none of the unwanted.
        """
        units = topical(group.wanted)
        return self._trees(group, (*self._values(), *self._context(units)))

    def _trees(self, group: Expanded, moves: Iterable[Node]) -> tuple[Node, Node]:
        units = topical(group.wanted)
        without = tuple(self._clause(c) for c in group.unwanted)
        if not units and not without:
            return All(), All()
        bound, free = parted(units)
        firm = self._units(bound)
        words, room = _fitting(self._units(free), _room((*firm, *without)))
        bonus, _ = _fitting((*self._bonus(group.wanted), *moves), room)
        some = min(1, len(words))
        strict = Every(must=(*firm, *words), without=without)
        loose = Every(must=firm, should=words, without=without, need=some)
        return _raised(strict, bonus), _raised(loose, bonus)

    def relaxed(self, group: Expanded) -> Node:
        """Documents with any of the wanted units: for what lies inside a hit.

        What was asked of a field is left out: the hit has it, its parts need not, and
        a passage has no such field. Words that the hit must have together may stand in
        different parts of it.
        """
        written = [u for t in group.wanted if (u := of_no_field(t)) is not None]
        units = [u for t in topical(group.wanted) if (u := of_no_field(t)) is not None]
        if not units:
            return All()
        wanted, room = _fitting(self._units(units), MOST)
        apart, room = _fitting(self._apart(units), room)
        bonus, _ = _fitting((*self._bonus(written), *self._values()), room)
        wanted = (*wanted, *apart)
        return _raised(Every(should=wanted, need=1), bonus)

    def _units(self, units: Iterable[Unit]) -> tuple[Node, ...]:
        """A node for each, a repeated one once with the weight of all."""
        times = Counter(units)
        weights = self._selective(times)
        weighted = ((self._unit(u), n * weights.get(u, 1.0)) for u, n in times.items())
        return tuple(Boost(node, w) if w != 1 else node for node, w in weighted)

    def _apart(self, units: Iterable[Unit]) -> tuple[Node, ...]:
        """What each of the words brings alone that belong together in a unit."""
        words = dict.fromkeys(w for u in units for w in together(u))
        return tuple(Boost(self._unit(w), APART) for w in words)

    def _selective(self, times: Mapping[Unit, int]) -> Mapping[Unit, float]:
        """In prose, how far a unit's weight differs by how rare its words are.

        A sentence has many words that carry little; in a few words each was meant.
        """
        if is_brief(tuple(Counter(times).elements())):
            return {}
        rarest = {
            u: max(map(self.rarity, tokens))
            for u in times
            if (tokens := [t for w in loose_words(u) for t in w.tokens])
        }
        total = sum(rarest[u] * times[u] for u in rarest)
        mean = total / max(1, sum(times[u] for u in rarest))
        return {u: round((r / mean) ** SELECTIVE, 4) for u, r in rarest.items()}

    def _unit(self, unit: Unit) -> Node:
        if isinstance(unit, Expanded):
            return self.strict(unit)
        if not isinstance(unit, Synonymous):
            return self._clause(unit)
        own = self._said(unit.words)
        others = tuple(self._alternative(a) for a in unit.alternatives)
        return Best((own, *others), OTHERS) if others else own

    def _said(self, words: tuple[Clause, ...]) -> Node:
        """What must be there of the words of a unit. The common ones bring nothing: in
        "return on investment" the "on" of another title is no sign of it.
        """
        if len(words) == 1:
            return self._clause(words[0])
        telling = topical(words)
        return Every(
            must=tuple(self._clause(c) for c in words if c in telling),
            filters=tuple(self._clause(c) for c in words if c not in telling),
        )

    def _alternative(self, other: Alternative) -> Node:
        return Boost(self._words(other.tokens, None), other.weight)

    def _clause(self, clause: Clause) -> Node:
        match clause:
            case Word() | Quoted() | Start():
                return self._written(clause)
            case Either():
                return Best(tuple(self._clause(c) for c in clause.items))
            case Group():
                return self.strict(Expanded(clause.wanted, clause.unwanted))

    def _written(self, clause: Word | Quoted | Start) -> Node:
        if clause.field:
            ids = self.look_up(clause.field, clause.written)
            if ids is not None:
                return Key(clause.field, ids) if ids else Nothing()
        if isinstance(clause, Start):
            return self._begun(self.prefixed(clause.prefix), clause.field)
        return self._words(clause.tokens, clause.field)

    def _words(self, tokens: tuple[str, ...], of: str | None) -> Node:
        made = self._made.get((tokens, of))
        if made is None:
            parts = (Boost(Words(f, tokens), w) for f, w in self._weights(of).items())
            made = Best(found, TIE) if (found := tuple(parts)) else Nothing()
            self._made[tokens, of] = made
        return made

    def _begun(self, tokens: tuple[str, ...], of: str | None) -> Node:
        """Any of these tokens: one leaf a field, however many they are. How often they
        stand there is not counted, but in which fields.
        """
        weights = self._weights(of) if tokens else {}
        found = tuple(Constant(Key(f, tokens), w) for f, w in weights.items())
        return Best(found, TIE) if found else Nothing()

    def _weights(self, of: str | None) -> Mapping[str, float]:
        if of is None:
            return self.fields
        return {f: w for f, w in self.fields.items() if f == of}

    def _values(self) -> Iterator[Node]:
        """What moves a document that is found: it has a value that the words name."""
        for name, id_, lift in self.lifts:
            yield Constant(Key(name, (id_,)), lift)

    def _context(self, units: Iterable[Unit]) -> Iterator[Node]:
        """What moves an artefact that is found: what it lies in is called so."""
        if self.moving:
            shape = replace(self, fields=self.moving, _made={})
            yield from (shape._unit(u) for u in units if loose_words(u))

    def _bonus(self, units: Iterable[Unit]) -> tuple[Node, ...]:
        """What moves a document that is found: neighbouring loose words next to each
        other, and words of the same family.
        """
        units = tuple(units)
        near = sorted(_neighbours(units).items())
        kin = {a for u in units if isinstance(u, Synonymous) for a in u.kin}
        return (
            *(Boost(self._words(row, None), weight) for row, weight in near),
            *(
                Boost(Words(self.body, a.tokens), a.weight)
                for a in sorted(kin, key=lambda a: a.tokens)
            ),
        )


def _neighbours(units: tuple[Unit, ...]) -> Mapping[Tokens, float]:
    """What loose words make together, and its weight: two by two as if no common word
    stood between them; with those that do ("end of life"); and with a particle behind
    or before ("opt out", "out of hours").
    """
    found: dict[Tokens, float] = {}
    telling = topical(units)
    last: Tokens = ()  # of the telling word before
    row: Tokens = ()  # the same with the common words since
    for unit in units:
        words = loose_words(unit)
        if not words:
            last = row = ()
        for word in words:
            tokens = word.tokens
            if unit in telling and not (is_common(word) and len(words) > 1):
                if last:
                    found.setdefault((*last, *tokens), PROXIMITY)
                if row != last:
                    found.setdefault((*row, *tokens), HELD)
                last = row = tokens
                continue
            particle = is_particle(word)
            if last and row == last and particle:
                found.setdefault((*row, *tokens), HELD)
            if row or particle:
                row = (*row, *tokens)
    return found


def _room(asked: Iterable[Node]) -> int:
    """How many leaves are left beside what was asked on purpose; QueryError if none
    are: words of a long text may be left out of a search, these may not.
    """
    leaves = sum(map(size, asked))
    if leaves > MOST:
        detail = (
            f"makes {leaves:,} look-ups, one for each word or phrase in each field;"
            f" {MOST:,} are the most, leave some out"
        )
        raise QueryError("q", "…", detail)
    return MOST - leaves


def _fitting(nodes: Iterable[Node], room: int) -> tuple[tuple[Node, ...], int]:
    """The first of these that have no more leaves than that together, and the rest of
    the room.
    """
    kept: list[Node] = []
    for node in nodes:
        leaves = size(node)
        if leaves > room:
            break
        room -= leaves
        kept.append(node)
    return tuple(kept), room


def _raised(tree: Node, bonus: tuple[Node, ...]) -> Node:
    """What a tree matches, its score raised by what else matches."""
    return Every(must=(tree,), should=bonus) if bonus else tree
