"""Marked text: what matched, as HTML that is safe."""

from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from api.views.frame import Frame
from indexer.answering.highlight import marker, marks_in, spans
from indexer.query import Fragment
from indexer.understanding.grammar import parse


@dataclass
class Marked:
    """Text, the character ranges that matched, and both as HTML that is safe."""

    text: str
    marks: tuple[tuple[int, int], ...]
    html: str  # a Markup: templates leave it as it is


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
