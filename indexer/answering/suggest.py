"""What people may be about to write: titles, names of values, words of the library."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Literal

from indexer.engine import EVERY, Ask, Collection, Found, Row
from indexer.generations import OpenGeneration
from indexer.tree import All, Node
from indexer.understanding.lexicon import Lexicon
from indexer.understanding.units import COMMON
from mappings.taxonomy import fold

FREQUENT = 2  # documents with a word, titles with a phrase, from which it is offered
SHORTEST = 3  # letters of a word worth offering
MAX_KEPT = 16  # audiences whose titles and terms are held ready

# Never offered, wherever they stand: nobody should read them unasked.
BLOCKED = frozenset(
    "arse arsehole bastard bitch bollocks bullshit cunt fuck fucked fucker fucking"
    " nigger paki password passwords retard retarded shit shite slut twat wank"
    " wanker whore".split()
)

Filters = tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """A text offered; of a title or a term the facet and the value it stands for."""

    text: str
    kind: Literal["title", "term", "word"]
    field: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class _Name:
    """A folded name of something offered, and how many documents it leads to."""

    name: str
    documents: int
    suggested: Suggested
    other: bool = False  # not what is offered is called so, it has another name too


class _Names:
    """Names found by the beginnings of their words."""

    def __init__(self, names: Iterable[_Name]) -> None:
        self._names = [n for n in names if BLOCKED.isdisjoint(n.name.split())]
        self._words = sorted(
            (word, i)
            for i, name in enumerate(self._names)
            for word in set(name.name.split())
        )

    def starting(self, words: Sequence[str]) -> list[Suggested]:
        """What has names with all of these words, the last and any other but begun.
        Words written as one ("A&E", "e-r") stand together in the name.

        What is called just as typed comes first, then what begins so, by its own name
        before any other name, then what most documents have. Nobody sees another name:
        it counts only where it begins as typed.
        """
        typed = " ".join(words)
        found = [
            name
            for i in sorted(set(self._beginning(words[-1].split()[0])))
            if _has_all(name := self._names[i], words)
            and (name.name.startswith(typed) or not name.other)
        ]
        found.sort(
            key=lambda n: (
                n.name != typed,
                not n.name.startswith(typed),
                n.other,
                -n.documents,
                len(n.name),
            )
        )
        return list(dict.fromkeys(n.suggested for n in found))

    def _beginning(self, start: str) -> Iterator[int]:
        at = bisect_left(self._words, (start, -1))
        while at < len(self._words) and self._words[at][0].startswith(start):
            yield self._words[at][1]
            at += 1


@dataclass(frozen=True, slots=True)
class _Ready:
    """What one audience may be offered of one generation."""

    titles: _Names
    terms: _Names
    phrases: _Names


class Suggestions:
    """Suggestions over any generation; what was made of one is kept."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._words: tuple[str, _Names] = ("", _Names(()))
        self._ready: dict[tuple[str, Filters], _Ready] = {}

    def starting(
        self, generation: OpenGeneration, typed: str, filters: Filters, size: int
    ) -> tuple[Suggested, ...]:
        """At most `size` suggestions, terms, words and titles in turn.

        Only what documents under these filters have: `filters` say what the asker
        may see.
        """
        words = [*filter(None, map(fold, typed.split()))]
        if not words or size < 1 or not BLOCKED.isdisjoint(fold(typed).split()):
            return ()
        ready = self._of(generation, filters)
        kinds = (
            ready.terms.starting(words),
            self._completed(generation, ready, words),
            ready.titles.starting(words),
        )
        distinct: dict[str, Suggested] = {}
        for one in filter(None, chain.from_iterable(zip_longest(*kinds))):
            distinct.setdefault(fold(one.text), one)
            if len(distinct) == size:
                break
        return tuple(distinct.values())

    def _completed(
        self, generation: OpenGeneration, ready: _Ready, words: Sequence[str]
    ) -> list[Suggested]:
        """Words that begin as the one typed, and phrases that begin as all of them."""
        typed = " ".join(words)
        known = self._known(generation).starting(words)
        phrases = ready.phrases.starting(words)
        found = [(fold(s.text), s) for s in (*known, *phrases)]
        return [s for text, s in found if text.startswith(typed) and text != typed]

    def _known(self, generation: OpenGeneration) -> _Names:
        """Frequent words of documents that everyone may see."""
        name, known = self._words
        if name != generation.name:
            vocabulary = generation.vocabulary.open
            known = _Names(
                _Name(word, documents, Suggested(self._lexicon.written(word), "word"))
                for token, word in vocabulary.spelled.items()
                if (documents := vocabulary.tokens[token]) >= FREQUENT
                and len(word) >= SHORTEST
                and word.isalpha()
                and word not in COMMON
            )
            self._words = (generation.name, known)
        return known

    def _of(self, generation: OpenGeneration, filters: Filters) -> _Ready:
        key = (generation.name, filters)
        ready = self._ready.get(key)
        if ready is None:
            if len(self._ready) >= MAX_KEPT:
                self._ready.clear()
            ready = self._ready[key] = _ready(self._lexicon, generation, filters)
        return ready


def _ready(lexicon: Lexicon, generation: OpenGeneration, filters: Filters) -> _Ready:
    """Titles, and terms that have documents, in one call."""
    fields = tuple(f.name for f in lexicon.schema.facets if f.taxonomy)
    both: tuple[Collection, ...] = ("artefacts", "blueprints")
    asks = [Ask(collection, All(), filters, count=fields) for collection in both]
    listed = Ask("blueprints", All(), filters, "title", limit=EVERY)
    *counted, titles = generation.engine.answer([*asks, listed])
    return _Ready(
        _Names(_titles(titles.rows)),
        _Names(_terms(lexicon, fields, counted)),
        _Names(_repeated(lexicon, titles.rows)),
    )


def _titles(rows: Iterable[Row]) -> Iterator[_Name]:
    for row in rows:
        title, files = row.stored["title"], row.stored["stored"].get("artefacts", 0)
        offered = Suggested(title, "title", "blueprint", row.stored["id"])
        yield _Name(fold(title), files, offered)


def _terms(
    lexicon: Lexicon, fields: Iterable[str], counted: Sequence[Found]
) -> Iterator[_Name]:
    """All names of the terms that any of the counts has."""
    for field in fields:
        taxonomy = lexicon.taxonomy(field)
        buckets = [found.counts[field] for found in counted]
        for term in taxonomy.terms if taxonomy else ():
            documents = sum(b[term.id].documents for b in buckets if term.id in b)
            offered = Suggested(term.label, "term", field, term.id)
            for name in (term.label, *term.aliases) if documents else ():
                yield _Name(fold(name), documents, offered, name != term.label)


def _repeated(lexicon: Lexicon, rows: Iterable[Row]) -> Iterator[_Name]:
    """The phrases that several titles have."""
    titles = (fold(row.stored["title"]).split() for row in rows)
    phrases = Counter(phrase for words in titles for phrase in _phrases(words))
    for phrase, having in phrases.items():
        if having >= FREQUENT:
            yield _Name(phrase, having, Suggested(lexicon.written(phrase), "word"))


def _phrases(words: Sequence[str]) -> set[str]:
    """Two and three words next to each other, of which the ends carry a topic."""
    some = (words[i : i + n] for n in (2, 3) for i in range(len(words) - n + 1))
    return {" ".join(w) for w in some if COMMON.isdisjoint((w[0], w[-1]))}


def _has_all(name: _Name, starts: Sequence[str]) -> bool:
    spaced = f" {name.name}"
    return all(f" {start}" in spaced for start in starts)
