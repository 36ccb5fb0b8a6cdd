"""Marked text: what matched, as HTML that is safe, and in words."""

from collections.abc import Iterable
from html import escape

from markupsafe import Markup

from api.views.frame import Frame
from api.views.views import Marked, Why
from indexer.analyser import Analyser
from indexer.grammar import parse
from indexer.highlight import marker, marks_in, spans
from indexer.query import Expansion, Fragment

WORDS = 8  # told of one hit
PLACES = 3  # told of one word


def marked(fragment: Fragment) -> Marked:
    """The fragment with its HTML: escaped first, then marked."""
    return Marked(fragment.text, fragment.marks, html_of(fragment))


def html_of(fragment: Fragment) -> Markup:
    """The text escaped, each match in a mark element."""
    text, done, parts = fragment.text, 0, []
    safe = str if escape(text) == text else escape  # most text has nothing to escape
    for start, end in fragment.marks:
        before, match = safe(text[done:start]), safe(text[start:end])
        parts.append(f"{before}<mark>{match}</mark>")
        done = end
    return Markup("".join(parts) + safe(text[done:]))


def mark_all(text: str, q: str, frame: Frame, synonyms: bool = True) -> Fragment:
    """All of a text with what a search for `q` marks in it."""
    lexicon, words = frame.index.lexicon, frame.index.live.words(frame.audience)
    group = parse(q, lexicon.analyser, lexicon.prefixes).group
    units = lexicon.units(group, words, synonyms=synonyms)
    (marks,) = marks_in([text], marker(units), lexicon.analyser)
    return Fragment(text, spans(marks))


class Reasons:
    """Why hits are there: the words found, where, and for which written word."""

    def __init__(self, expansions: Iterable[Expansion], analyser: Analyser) -> None:
        self._analyser = analyser
        self._written = {
            tuple(analyser.words(other)): e.written
            for e in expansions
            for other in e.also
        }

    def of(self, found: Iterable[tuple[str, Fragment]]) -> tuple[Why, ...]:
        """The words marked in fragments, each with the names of its places."""
        places: dict[str, list[str]] = {}
        first: dict[str, str] = {}
        for place, fragment in found:
            for start, end in fragment.marks:
                word = fragment.text[start:end]
                key = word.casefold()
                first.setdefault(key, word)
                there = places.setdefault(key, [])
                if place not in there:
                    there.append(place)
        return tuple(
            Why(first[key], tuple(there[:PLACES]), self._instead_of(first[key]))
            for key, there in list(places.items())[:WORDS]
        )

    def _instead_of(self, word: str) -> str:
        if not self._written:
            return ""
        return self._written.get(tuple(self._analyser.words(word)), "")
