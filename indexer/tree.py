"""The query tree an engine compiles: a closed set of nodes over finished tokens."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class All:
    """Every document, with score 1."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No document."""


@dataclass(frozen=True, slots=True)
class Words:
    """Documents with these tokens next to each other in a text field, by BM25."""

    field: str
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """Documents with one of these ids in a keyword field, or tokens in a text field; no
    score.
    """

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Has:
    """Documents that have a value in a keyword field; no score."""

    field: str


@dataclass(frozen=True, slots=True)
class Constant:
    """What `item` matches, each with the same score."""

    item: "Node"
    score: float


@dataclass(frozen=True, slots=True)
class Boost:
    """What `item` matches, its score times `by`."""

    item: "Node"
    by: float


@dataclass(frozen=True, slots=True)
class Best:
    """What any item matches: the best score, plus `tie` times the others'."""

    items: tuple["Node", ...]
    tie: float = 0.0


@dataclass(frozen=True, slots=True)
class Every:
    """All of `must` and `filters`, none of `without`, `need` of `should`.

    The score adds up `must` and the matching `should`; `filters` add nothing.
    """

    must: tuple["Node", ...] = ()
    should: tuple["Node", ...] = ()
    filters: tuple["Node", ...] = ()
    without: tuple["Node", ...] = ()
    need: int = 0


Node = All | Nothing | Words | Key | Has | Constant | Boost | Best | Every


def size(node: Node) -> int:
    """How many leaves a tree has: what a cluster counts as clauses."""
    match node:
        case Boost() | Constant():
            return size(node.item)
        case Best():
            return sum(map(size, node.items))
        case Every():
            parts = (*node.must, *node.should, *node.filters, *node.without)
            return sum(map(size, parts))
    return 1
