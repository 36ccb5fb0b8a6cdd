"""Broader questions, for people whose own finds nothing: each with what it finds."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from api.links import Place
from api.present import Frame, chosen, without
from api.views import Chosen
from indexer.grammar import Clause, Either, Group, parse
from indexer.query import Query

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


def removals(frame: Frame, place: Place, query: Query) -> tuple[Removal, ...]:
    """The chosen values without which there are results, and how many."""

    def count(one: Chosen) -> int:
        less = without(query, one.field, one.value, one.excluded)
        found = frame.index.search(replace(less, size=0, facets=()))
        return int(getattr(found.total, query.view))

    some = chosen(frame, place, query)[:MOST_VALUES]
    return tuple(Removal(one, n) for one in some if (n := count(one)))


def words_alone(frame: Frame, place: Place, query: Query) -> tuple[Alone, ...]:
    """The words that find something by themselves; none if there is only one."""
    lexicon = frame.index.lexicon
    group = parse(query.text, lexicon.analyser, lexicon.prefixes).group
    words = list(dict.fromkeys(w.lower() for w in words_of(group.wanted)))
    single = [replace(query, text=w, page=1) for w in words[:MOST_WORDS]]
    if not single or [q.text for q in single] == [query.text.lower()]:
        return ()
    counts = frame.index.counts(single)
    return tuple(
        Alone(one.text, count, place.url(one))
        for one, count in zip(single, counts, strict=True)
        if count
    )


def words_of(clauses: Iterable[Clause]) -> Iterator[str]:
    """Every word that is wanted, as it was written, without quotes and signs."""
    for clause in clauses:
        if isinstance(clause, Either):
            yield from words_of(clause.items)
        elif isinstance(clause, Group):
            yield from words_of(clause.wanted)
        else:
            yield from PART.findall(clause.written)
