"""Marks what matched: words by their stem, synonyms, prefixes, phrases in a row."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate, chain

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
    # What to mark in what stands between two spaces, and where its tokens come from:
    # a query looks at many passages.
    _known: dict[str, tuple[Span, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _cut: dict[str, tuple[Span, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def spans(self, text: str, analyser: Analyser) -> list[Span]:
        """The character ranges that match, in order, merged where they touch."""
        # No token has white space in it, so that each piece is looked at once.
        pieces = text.replace("\n", " ").replace("\t", " ").split(" ")
        starts = [*accumulate(map(len, pieces), initial=0)]  # were there no spaces
        known = self._known
        if new := {*pieces}.difference(known):
            known.update(dict.fromkeys(new, ()))
            for piece in self._promising(new, analyser):
                known[piece] = self._inside(piece, analyser)
        found = [
            (starts[i] + i + start, starts[i] + i + end)
            for i, inside in enumerate(map(known.__getitem__, pieces))
            if inside
            for start, end in inside
        ]
        rows = self._rows(pieces, starts, analyser) if self.phrases else ()
        return _merged({*found, *rows}) if rows else found

    def _rows(
        self, pieces: list[str], starts: list[int], analyser: Analyser
    ) -> list[Span]:
        """Where the token sequences stand, whatever is between their tokens."""
        parts = [*map(analyser.of_piece, pieces)]
        tokens = [*chain.from_iterable(parts)]
        there = set(tokens)
        firsts = [
            (first, first + len(row) - 1)
            for row in self.phrases
            if there.issuperset(row)
            for first in _places(tokens, row)
        ]
        if not firsts:
            return []
        ends = [*accumulate(map(len, parts))]

        def word(n: int) -> Span:
            """The characters of the word that the token of that number comes from."""
            i = bisect_right(ends, n)
            start, end = self._words(pieces[i], analyser)[n - ends[i]]  # from the end
            return starts[i] + i + start, starts[i] + i + end

        return [(word(first)[0], word(last)[1]) for first, last in firsts]

    def _words(self, piece: str, analyser: Analyser) -> tuple[Span, ...]:
        """For each token of a piece the word that it comes from."""
        if piece not in self._cut:
            self._cut[piece] = tuple(
                word.span()
                for word in TOKEN.finditer(piece)
                for _ in analyser.of_word(word[0])
            )
        return self._cut[piece]

    def _promising(self, pieces: set[str], analyser: Analyser) -> Iterable[str]:
        """The pieces that may have a word to mark: most have none."""
        if self.prefixes:
            return pieces
        unlike, of_piece = self.singles.isdisjoint, analyser.of_piece
        return [piece for piece in pieces if not unlike(of_piece(piece))]

    def _inside(self, piece: str, analyser: Analyser) -> tuple[Span, ...]:
        """The words of a piece that are to be marked."""
        return tuple(
            word.span()
            for word in TOKEN.finditer(piece)
            if self._wants(word[0], analyser)
        )

    def _wants(self, written: str, analyser: Analyser) -> bool:
        return not self.singles.isdisjoint(analyser.of_word(written)) or (
            bool(self.prefixes) and written.lower().startswith(self.prefixes)
        )


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
    words = [text[start:end].lower() for start, end in spans]
    best, most, last = 0, -1, 0
    for i, (start, _) in enumerate(spans):
        reach = start + WIDTH - LEAD
        while last < len(spans) and spans[last][1] <= reach:
            last += 1
        inside = len({*words[i:last]})
        if inside > most:
            best, most = max(0, start - LEAD), inside
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
