"""Broader questions, for people whose own finds nothing: each with what it finds."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from api.addresses.links import Place
from api.views.chosen import Chosen, chosen, without
from api.views.frame import Frame
from indexer.query import Query
from indexer.understanding.grammar import Clause, Either, Group, parse

MOST_VALUES = 10
MOST_WORDS = 6
PART = re.compile(r"\w[\w'’-]*")


@dataclass(frozen=True)
class Removal:
    """A chosen value, and how many results there are without it."""

    chosen: Chosen
    count: int


@dataclass(frozen=True)
class Alone:
    """A word of the question, and how many results it has by itself."""

    word: str
    count: int
    url: str


@dataclass(frozen=True)
class Broader:
    """Chosen values to give up, and words to ask for alone."""

    removals: tuple[Removal, ...] = ()
    alone: tuple[Alone, ...] = ()


def ways(frame: Frame, place: Place, query: Query) -> tuple[Query, ...]:
    """The questions that are broader: without each chosen value, for each word."""
    some = chosen(frame, place, query)[:MOST_VALUES]
    less = (without(query, one.field, one.value, one.excluded) for one in some)
    return (*less, *_single(frame, query))


def broader(
    frame: Frame, place: Place, query: Query, counts: tuple[int, ...]
) -> Broader:
    """The chosen values without which there are results, and the words that find
    something by themselves; `counts` are those of `ways`, none if there are results.
    """
    if not counts:
        return Broader()
    some = chosen(frame, place, query)[:MOST_VALUES]
    return Broader(
        tuple(Removal(one, n) for one, n in zip(some, counts, strict=False) if n),
        tuple(
            Alone(one.text, n, place.url(one))
            for one, n in zip(_single(frame, query), counts[len(some) :], strict=True)
            if n
        ),
    )


def _single(frame: Frame, query: Query) -> list[Query]:
    """A question for each word; none if there is only one."""
    lexicon = frame.index.lexicon
    group = parse(query.text, lexicon.analyser, lexicon.prefixes).group
    words = list(dict.fromkeys(w.lower() for w in words_of(group.wanted)))
    if words == [query.text.lower()]:
        return []
    return [replace(query, text=w, page=1) for w in words[:MOST_WORDS]]


def words_of(clauses: Iterable[Clause]) -> Iterator[str]:
    """Every word that is wanted, as it was written, without quotes and signs."""
    for clause in clauses:
        if isinstance(clause, Either):
            yield from words_of(clause.items)
        elif isinstance(clause, Group):
            yield from words_of(clause.wanted)
        else:
            yield from PART.findall(clause.written)
