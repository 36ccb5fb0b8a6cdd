"""Broader questions, for those whose own finds nothing: each with what it finds."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from api.frame import Frame
from api.links import Place
from api.present import chosen, present, without
from api.views import BroaderView, Chosen, SearchView
from indexer.grammar import Clause, Either, Group, parse
from indexer.query import Query

MOST_FILTERS = 10
MOST_WORDS = 6
PART = re.compile(r"\w[\w'’-]*")

Values = tuple[Chosen, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A broader question, and the chosen values that it does without."""

    query: Query
    without: Values = ()


def answer(frame: Frame, place: Place, query: Query) -> SearchView:
    """The answer to a query asked at `place`; if it finds nothing, with the broader
    questions that find something.
    """
    every = chosen(frame, place, query)
    filters = _filters(every)[:MOST_FILTERS]
    less = [_less(query, one) for one in filters]
    # Of two filters each is alone without the other.
    alone = [_less(query, _but(every, one)) for one in filters if len(filters) > 2]
    none = [_less(query, every)] if len(filters) > 1 else []
    ways = [*less, *alone, *none, *map(Way, _single(frame, query))]
    result = frame.index.search(query, [way.query for way in ways])
    found = [(way, n) for way, n in zip(ways, result.ways, strict=False) if n]
    if any(way in less for way, _ in found):
        found = [(way, n) for way, n in found if way not in alone]
    broader = (
        BroaderView(way.query.text, way.without, n, {"self": place.url(way.query)})
        for way, n in found
    )
    return present(frame, place, query, result, tuple(broader))


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
