"""Broader questions, for those whose own finds nothing: each with what it finds."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from api.addresses.links import Place
from api.views.chosen import Chosen, chosen, without
from api.views.frame import Frame
from api.views.parts import Links
from indexer.query import Query
from indexer.understanding.grammar import Clause, Either, Group, parse

MOST_FILTERS = 10
MOST_WORDS = 6
PART = re.compile(r"\w[\w'’-]*")

Values = tuple[Chosen, ...]


@dataclass(frozen=True)
class BroaderView:
    """A broader question than one that finds nothing: `without` some of the chosen
    values, or for one of the words alone; `count` documents of its view are found.
    """

    q: str
    without: Values
    count: int
    links: Links


@dataclass(frozen=True, slots=True)
class Way:
    """A broader question, and the chosen values that it does without."""

    query: Query
    without: Values = ()


@dataclass(frozen=True, slots=True)
class Ways:
    """Without each filter, with each alone, without any, and for each word alone."""

    less: tuple[Way, ...]
    alone: tuple[Way, ...]
    none: tuple[Way, ...]
    words: tuple[Way, ...]

    @property
    def every(self) -> tuple[Way, ...]:
        """All of them, in the order in which people are told."""
        return (*self.less, *self.alone, *self.none, *self.words)


def ways(frame: Frame, place: Place, query: Query) -> Ways:
    """The questions that are broader than a query asked at `place`."""
    every = chosen(frame, place, query)
    filters = _filters(every)[:MOST_FILTERS]
    # Of two filters each is alone without the other.
    kept = filters if len(filters) > 2 else []
    return Ways(
        tuple(_less(query, one) for one in filters),
        tuple(_less(query, _but(every, one)) for one in kept),
        (_less(query, every),) if len(filters) > 1 else (),
        tuple(map(Way, _single(frame, query))),
    )


def broader(
    place: Place, tried: Ways, counts: tuple[int, ...]
) -> tuple[BroaderView, ...]:
    """Those that find something, by the counts of all that were tried; each filter
    alone only where it does not help to give up one.
    """
    found = [(way, n) for way, n in zip(tried.every, counts, strict=False) if n]
    if any(way in tried.less for way, _ in found):
        found = [(way, n) for way, n in found if way not in tried.alone]
    return tuple(
        BroaderView(way.query.text, way.without, n, {"self": place.url(way.query)})
        for way, n in found
    )


def _filters(every: Values) -> list[Values]:
    """The chosen values, those together that are alternatives of one field: one fewer
    of them finds no more.
    """
    found: dict[object, Values] = {}
    for one in every:
        key = (one.field, one.value) if one.excluded else one.field
        found[key] = (*found.get(key, ()), one)
    return list(found.values())


def _less(query: Query, some: Values) -> Way:
    for one in some:
        query = without(query, one.field, one.value, one.excluded)
    return Way(query, some)


def _but(every: Values, some: Values) -> Values:
    return tuple(one for one in every if one not in some)


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
