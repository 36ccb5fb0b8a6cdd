"""Why a hit scores what it scores: the parts that add up to it, in our own terms.

No engine is asked how it reckons. Each leaf of the tree is asked for alone, for the
hits at hand, and the tree is reckoned again over these scores: the same on any engine.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.engine import Ask, Collection, Found
from indexer.query import Part, PartKind
from indexer.tree import (
    All,
    Best,
    Boost,
    Constant,
    Every,
    Has,
    Key,
    Node,
    Nothing,
    Words,
)
from indexer.understanding.grammar import Clause, Either, Group, Quoted, Start, Word
from indexer.understanding.units import Expanded, Synonymous, Tokens, Unit

Leaf = All | Words | Key | Has | Constant
Scores = Mapping[Leaf, Mapping[str, float]]  # of each leaf, by id


@dataclass(frozen=True, slots=True)
class _Share:
    """A leaf with what it brings to a score."""

    leaf: Leaf
    score: float
    bonus: bool


def leaves(
    collection: Collection, tree: Node, ids: tuple[str, ...]
) -> Mapping[Leaf, Ask]:
    """What has to be asked so that the scores of these documents can be explained."""
    only = (Key("id", ids),)
    return {leaf: Ask(collection, leaf, only, limit=len(ids)) for leaf in _leaves(tree)}


def explained(
    tree: Node, group: Expanded, ids: tuple[str, ...], found: Mapping[Leaf, Found]
) -> Mapping[str, tuple[Part, ...]]:
    """For each id the parts of its score, the largest first.

    `tree` is what was asked, `group` what it was made of, `found` the answers to its
    leaves.
    """
    scores = {
        leaf: {row.stored["id"]: row.score for row in one.rows}
        for leaf, one in found.items()
    }
    wording = _Wording(group)
    return {id_: wording.parts(_shares(tree, id_, scores)) for id_ in ids}


def _leaves(node: Node) -> Iterator[Leaf]:
    match node:
        case Boost():
            yield from _leaves(node.item)
        case Best():
            for item in node.items:
                yield from _leaves(item)
        case Every():
            for item in (*node.must, *node.should, *node.filters, *node.without):
                yield from _leaves(item)
        case Nothing():
            pass
        case _:
            yield node


def _shares(node: Node, id_: str, scores: Scores) -> tuple[_Share, ...] | None:
    """What each leaf brings to the score of a document; None if it does not match."""
    match node:
        case Nothing():
            return None
        case Boost():
            inner = _shares(node.item, id_, scores)
            return None if inner is None else _times(inner, node.by)
        case Best():
            return _best(node, id_, scores)
        case Every():
            return _every(node, id_, scores)
    score = scores[node].get(id_)
    return None if score is None else (_Share(node, score, False),)


def _best(node: Best, id_: str, scores: Scores) -> tuple[_Share, ...] | None:
    found = [s for item in node.items if (s := _shares(item, id_, scores)) is not None]
    if not found:
        return None
    first = max(range(len(found)), key=lambda i: _sum(found[i]))
    return tuple(
        share
        for i, shares in enumerate(found)
        for share in (shares if i == first else _times(shares, node.tie))
    )


def _every(node: Every, id_: str, scores: Scores) -> tuple[_Share, ...] | None:
    must = [_shares(item, id_, scores) for item in node.must]
    should = [
        s for item in node.should if (s := _shares(item, id_, scores)) is not None
    ]
    without = any(_shares(n, id_, scores) is not None for n in node.without)
    filtered = all(_shares(n, id_, scores) is not None for n in node.filters)
    if without or not filtered or None in must or len(should) < node.need:
        return None
    if not node.need:  # they only move what is found anyway
        should = [tuple(_Share(s.leaf, s.score, True) for s in ss) for ss in should]
    return tuple(s for shares in (*must, *should) for s in shares or ())


def _times(shares: tuple[_Share, ...], by: float) -> tuple[_Share, ...]:
    return tuple(_Share(s.leaf, s.score * by, s.bonus) for s in shares)


def _sum(shares: Iterable[_Share]) -> float:
    return sum(s.score for s in shares)


class _Wording:
    """The words of a query by their tokens, to call leaves what people wrote."""

    def __init__(self, group: Expanded) -> None:
        self._written: dict[Tokens, str] = {}
        self._others: dict[Tokens, tuple[str, str]] = {}  # word, what it stands for
        self._starts: list[Start] = []
        for unit in group.wanted:
            self._add(unit)

    def parts(self, shares: tuple[_Share, ...] | None) -> tuple[Part, ...]:
        """The shares that bring something, with their words, the largest first."""
        found = [self._part(s) for s in shares or () if s.score]
        return tuple(sorted(found, key=lambda p: (-p.score, p.word, p.field)))

    def _part(self, share: _Share) -> Part:
        leaf = share.leaf
        if isinstance(leaf, Constant) and isinstance(leaf.item, Key):
            return self._chosen(leaf.item, share)
        if not isinstance(leaf, Words):
            return Part("word", "", "*", "", share.score)
        word, instead_of = self._word(leaf.tokens)
        kind: PartKind = "synonym" if instead_of else "word"
        if share.bonus:
            kind = "bonus"
        return Part(kind, leaf.field, word, instead_of, share.score)

    def _word(self, tokens: Tokens) -> tuple[str, str]:
        if tokens in self._written:
            return self._written[tokens], ""
        if tokens in self._others:
            return self._others[tokens]
        return " ".join(self._written.get((t,), t) for t in tokens), ""

    def _chosen(self, key: Key, share: _Share) -> Part:
        """A value that moves what is found, or words by their beginning."""
        first = key.values[0]
        if share.bonus:
            return Part("bonus", key.field, first, "", share.score)
        begun = [s.written for s in self._starts if first.startswith(s.prefix)]
        known = (*begun, *(s.written for s in self._starts), "*")
        return Part("word", key.field, known[0], "", share.score)

    def _add(self, unit: Unit) -> None:
        match unit:
            case Synonymous():
                for clause in unit.words:
                    self._add(clause)
                whole = " ".join(_written(c) for c in unit.words)
                for other in (*unit.alternatives, *unit.kin):
                    self._others.setdefault(other.tokens, (other.written, whole))
            case Word() | Quoted():
                self._written.setdefault(unit.tokens, unit.written)
            case Start():
                self._starts.append(unit)
            case Either():
                for item in unit.items:
                    self._add(item)
            case Group() | Expanded():
                for inner in unit.wanted:
                    self._add(inner)


def _written(clause: Clause) -> str:
    return clause.written if isinstance(clause, Word | Quoted | Start) else ""
