"""Marks what matched: words by their stem, synonyms, prefixes, phrases in a row."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.analyser import TOKEN, Analyser
from indexer.grammar import Clause, Either, Group, Quoted, Start, Word
from indexer.query import Fragment
from indexer.synonyms import Expanded, Synonymous, Unit, topical

WIDTH = 240  # characters of a fragment
LEAD = 60  # of them before the first mark
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Marker:
    """What to mark: single tokens, token sequences, beginnings of words."""

    singles: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    prefixes: tuple[str, ...]
    # Whether each word is to be marked: a query looks at many passages.
    _known: dict[str, bool] = field(default_factory=dict, compare=False, repr=False)

    def spans(self, text: str, analyser: Analyser) -> list[Span]:
        """The character ranges that match, in order, merged where they touch."""
        words = list(TOKEN.finditer(text))
        written = {word[0] for word in words}
        known = self._known
        for new in written - known.keys():
            known[new] = self._wants(new, analyser)
        wanted = {word for word in written if known[word]}
        found = {word.span() for word in words if word[0] in wanted}
        if rows := self._rows_in(text, analyser):
            of_word = analyser.of_word
            at = [(token, word) for word in words for token in of_word(word[0])]
            tokens = [token for token, _ in at]
            for row in rows:
                for first in _places(tokens, row):
                    last = first + len(row) - 1
                    found.add((at[first][1].start(), at[last][1].end()))
        return _merged(found)

    def _wants(self, written: str, analyser: Analyser) -> bool:
        return not self.singles.isdisjoint(analyser.of_word(written)) or (
            bool(self.prefixes) and written.lower().startswith(self.prefixes)
        )

    def _rows_in(self, text: str, analyser: Analyser) -> list[tuple[str, ...]]:
        """The token sequences that stand in the text."""
        if not self.phrases:
            return []
        joined = f" {analyser.joined(text)} "
        return [p for p in self.phrases if f" {' '.join(p)} " in joined]


def marker(group: Expanded) -> Marker:
    """What the wanted units of a query mark."""
    singles: set[str] = set()
    phrases: set[tuple[str, ...]] = set()
    prefixes: set[str] = set()
    for clause in _clauses(topical(group.wanted)):
        if isinstance(clause, Start):
            prefixes.add(clause.prefix)
        elif len(clause) == 1:
            singles.add(clause[0])
        else:
            phrases.add(clause)
    return Marker(frozenset(singles), tuple(sorted(phrases)), tuple(sorted(prefixes)))


def whole(text: str, marker: Marker, analyser: Analyser) -> Fragment:
    """All of the text with its marks."""
    return Fragment(text, tuple(marker.spans(text, analyser)))


def fragment(text: str, marker: Marker, analyser: Analyser) -> Fragment:
    """The window of the text with most marks, cut at spaces, ends told by "…".

    The text comes back as it is: whoever writes HTML escapes it.
    """
    spans = marker.spans(text, analyser)
    start, end = _window(text, spans)
    cut = text[start:end]
    head = "…" if start else ""
    shift = len(head) - start
    marks = tuple((a + shift, b + shift) for a, b in spans if a >= start and b <= end)
    return Fragment(head + cut + ("…" if end < len(text) else ""), marks)


def _window(text: str, spans: list[Span]) -> Span:
    if len(text) <= WIDTH:
        return 0, len(text)
    best, most = 0, -1
    for i, (start, _) in enumerate(spans):
        inside = {
            text[a:b].lower() for a, b in spans[i : i + 40] if b <= start + WIDTH - LEAD
        }
        if len(inside) > most:
            best, most = max(0, start - LEAD), len(inside)
    start = best if not best else _after_space(text, best)
    end = min(len(text), start + WIDTH)
    return start, end if end == len(text) else _before_space(text, end)


def _after_space(text: str, at: int) -> int:
    for i in range(at, min(at + LEAD - 1, len(text))):
        if text[i].isspace():
            return i + 1
    return at


def _before_space(text: str, at: int) -> int:
    for i in range(at, max(at - LEAD, 0), -1):
        if text[i].isspace():
            return i
    return at


def _places(words: list[str], phrase: tuple[str, ...]) -> Iterable[int]:
    first, length = phrase[0], len(phrase)
    at = -1
    for _ in range(words.count(first)):
        at = words.index(first, at + 1)
        if tuple(words[at : at + length]) == phrase:
            yield at


def _merged(spans: set[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _clauses(units: Iterable[Unit]) -> Iterable[tuple[str, ...] | Start]:
    for unit in units:
        if isinstance(unit, Expanded):
            yield from _clauses(unit.wanted)
        elif isinstance(unit, Synonymous):
            yield from _clauses(unit.words)
            yield from (a.tokens for a in unit.alternatives)
        else:
            yield from _plain(unit)


def _plain(clause: Clause) -> Iterable[tuple[str, ...] | Start]:
    match clause:
        case Word(tokens=tokens) | Quoted(tokens=tokens):
            yield tokens
        case Start():
            yield clause
        case Either(items=items):
            for item in items:
                yield from _plain(item)
        case Group(wanted=wanted):
            for item in wanted:
                yield from _plain(item)
