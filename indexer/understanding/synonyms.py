"""Synonym expansion in our own clauses, so that both engines agree and can say so."""

from collections.abc import Iterable, Sequence

from indexer.analysis.analyser import Analyser, plain
from indexer.query import Expansion
from indexer.understanding.grammar import Clause, Group, Quoted, Word
from indexer.understanding.units import (
    Alternative,
    Expanded,
    Synonymous,
    Tokens,
    Unit,
    expansion_of,
    one_word,
)
from mappings.synonyms import SynonymGroup

EQUIVALENT = 0.8  # share of the score of the written word
RELATED = 0.4
MAX_ALTERNATIVES = 8


class Synonyms:
    """The groups keyed by analysed tokens, so that plurals and case match."""

    def __init__(self, groups: Sequence[SynonymGroup], analyser: Analyser) -> None:
        self._analyser = analyser
        self._by_key: dict[Tokens, list[Alternative]] = {}
        self._doubtful: dict[Tokens, list[Alternative]] = {}
        for group in groups:
            self._add(group)
        self._longest = max(map(len, self._by_key), default=0)

    def _add(self, group: SynonymGroup) -> None:
        silent = {*group.ambiguous, *group.one_way}
        names = (group.canonical, *group.equivalents)
        same = [self._alternative(n, EQUIVALENT) for n in names]
        near = [self._alternative(n, RELATED) for n in group.related]
        for name in names:
            key = self._tokens(name)
            if key and name not in silent:
                self._by_key.setdefault(key, []).extend([*same, *near])
            if len(key) == 1 and name in group.ambiguous:
                self._doubtful.setdefault(key, []).extend(same)

    def _alternative(self, written: str, weight: float) -> Alternative:
        return Alternative(written, self._tokens(written), weight)

    def _tokens(self, written: str) -> Tokens:
        return tuple(self._analyser.words(plain(written)))

    def alternatives(self, key: Tokens) -> tuple[Alternative, ...]:
        """What else means these tokens, best first, without the tokens themselves."""
        return _best(key, self._by_key.get(key, ()))

    def expand(self, group: Group) -> Expanded:
        """The group with its synonymous units; exclusions and prefixes stay as is."""
        said: list[Expansion] = []
        wanted: list[Unit] = []
        at = 0
        while at < len(group.wanted):
            length, found = self._longest_at(group.wanted, at)
            here = group.wanted[at : at + max(length, 1)]
            at += len(here)
            if found:
                wanted.append(Synonymous(here, found))
                said.append(expansion_of(here, found))
            else:
                wanted.append(self._single(here[0], said))
        return Expanded(tuple(wanted), group.unwanted, tuple(said))

    def _single(self, clause: Clause, said: list[Expansion]) -> Unit:
        if isinstance(clause, Group):
            inner = self.expand(clause)
            said.extend(inner.expansions)
            return inner
        word = one_word(clause)
        meant = _best(word.tokens, self._doubtful.get(word.tokens, ())) if word else ()
        return Synonymous((clause,), (), doubtful=meant) if meant else clause

    def _longest_at(
        self, clauses: Sequence[Clause], at: int
    ) -> tuple[int, tuple[Alternative, ...]]:
        """How many clauses from `at` on make the longest key, and its alternatives."""
        first = clauses[at]
        if isinstance(first, Quoted) and first.field is None:
            return 1, self.alternatives(first.tokens)
        key: Tokens = ()
        best: tuple[int, tuple[Alternative, ...]] = (0, ())
        for length, clause in enumerate(clauses[at : at + self._longest], 1):
            if not isinstance(clause, Word) or clause.field is not None:
                break
            key += clause.tokens
            if len(key) > self._longest:
                break
            if found := self.alternatives(key):
                best = (length, found)
        return best


def _best(key: Tokens, others: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """The best of each tokens other than the key's, best first."""
    best: dict[Tokens, Alternative] = {}
    for other in others:
        known = best.get(other.tokens)
        better = known is None or other.weight > known.weight
        if other.tokens and other.tokens != key and better:
            best[other.tokens] = other
    ordered = sorted(best.values(), key=lambda a: -a.weight)
    return tuple(ordered[:MAX_ALTERNATIVES])
