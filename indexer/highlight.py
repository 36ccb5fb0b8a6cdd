"""Marks what matched: words by their stem, synonyms, prefixes, phrases in a row."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, compress

from indexer.analyser import TOKEN, Analyser
from indexer.grammar import Clause, Either, Group, Quoted, Start, Word
from indexer.query import Fragment
from indexer.synonyms import Expanded, Synonymous, Unit, topical

WIDTH = 240  # characters of a fragment
LEAD = 60  # of them before the first mark
OTHERS = ""  # no token: stands for those that nothing asks for
Span = tuple[int, int]
Marks = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """What to mark: single tokens, token sequences, beginnings of words."""

    singles: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    prefixes: tuple[str, ...]

    def telling(self, pieces: Iterable[str], analyser: Analyser) -> dict[str, "Piece"]:
        """Those of these pieces that have something to mark: most have nothing."""
        of_piece = analyser.of_piece
        unlike = self.singles.union(*self.phrases).isdisjoint
        there = {piece for piece in pieces if not unlike(of_piece(piece))}
        if self.prefixes:
            there.update(filter(self._begins, pieces))
        return {piece: self._piece(piece, analyser) for piece in there}

    def _begins(self, piece: str) -> bool:
        return any(w.lower().startswith(self.prefixes) for w in TOKEN.findall(piece))

    def _piece(self, piece: str, analyser: Analyser) -> "Piece":
        words = [(word.span(), word[0]) for word in TOKEN.finditer(piece)]
        return Piece(
            tuple(span for span, word in words if self._wants(word, analyser)),
            tuple((t, span) for span, word in words for t in analyser.of_word(word)),
        )

    def _wants(self, written: str, analyser: Analyser) -> bool:
        return not self.singles.isdisjoint(analyser.of_word(written)) or (
            bool(self.prefixes) and written.lower().startswith(self.prefixes)
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two spaces: what to mark in it, and its tokens, each with the
    characters of its word.
    """

    marks: Marks
    tokens: tuple[tuple[str, Span], ...]


Standing = tuple[int, int, Piece]  # which piece it is, where it begins


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


def marks_in(texts: Sequence[str], marker: Marker, analyser: Analyser) -> list[Marks]:
    """For each text the character ranges that match, in order.

    All are looked at as one: the same words stand in many texts of a page.
    """
    if not (marker.singles or marker.phrases or marker.prefixes):
        return [()] * len(texts)
    # No token has white space in it, so that a piece between two spaces is whole.
    pieces = " ".join(texts).replace("\n", " ").replace("\t", " ").split(" ")
    standing = _standing(pieces, marker.telling({*pieces}, analyser))
    begins = [at for _, at, _ in standing]
    marks: list[Marks] = []
    start = first = 0
    for text in texts:
        end = start + len(text)
        last = bisect_left(begins, end, first)
        here = standing[first:last]
        spans = [(at + a, at + b) for _, at, piece in here for a, b in piece.marks]
        if here and (rows := _rows(pieces, here, marker.phrases, analyser)):
            spans = _merged({*spans, *rows})
        marks.append(tuple([(a - start, b - start) for a, b in spans]))
        start, first = end + 1, last
    return marks


def fragment(text: str, marks: Sequence[Span]) -> Fragment:
    """The window of the text with most marks, cut at spaces, ends told by "…".

    The text comes back as it is: whoever writes HTML escapes it.
    """
    start, end = _window(text, marks)
    cut = text[start:end]
    head = "…" if start else ""
    shift = len(head) - start
    inside = tuple((a + shift, b + shift) for a, b in marks if a >= start and b <= end)
    return Fragment(head + cut + ("…" if end < len(text) else ""), inside)


def _window(text: str, spans: Sequence[Span]) -> Span:
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
        if last == len(spans):
            break  # from here on a window has less of them
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


def _standing(pieces: list[str], telling: Mapping[str, Piece]) -> list[Standing]:
    """The telling ones of the pieces of a text, in order."""
    starts = [*accumulate(map(len, pieces), initial=0)]  # were there no spaces
    there = compress(range(len(pieces)), map(telling.__contains__, pieces))
    return [(i, starts[i] + i, telling[pieces[i]]) for i in there]


def _rows(
    pieces: list[str],
    standing: Sequence[Standing],
    phrases: Iterable[tuple[str, ...]],
    analyser: Analyser,
) -> list[Span]:
    """Where the token sequences stand, whatever is between their tokens."""
    there = {token for _, _, piece in standing for token, _ in piece.tokens}
    rows = [row for row in phrases if there.issuperset(row)]
    if not rows:
        return []
    tokens: list[str] = []
    words: list[Span] = []
    following, _, _ = standing[0]
    for i, at, piece in standing:
        if any(map(analyser.of_piece, pieces[following:i])):
            tokens.append(OTHERS)
            words.append((at, at))
        for token, (start, end) in piece.tokens:
            tokens.append(token)
            words.append((at + start, at + end))
        following = i + 1
    return [
        (words[first][0], words[first + len(row) - 1][1])
        for row in rows
        for first in _places(tokens, row)
    ]


def _places(tokens: list[str], row: tuple[str, ...]) -> Iterable[int]:
    first, length = row[0], len(row)
    at = -1
    for _ in range(tokens.count(first)):
        at = tokens.index(first, at + 1)
        if tuple(tokens[at : at + length]) == row:
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
            yield from _clauses(topical(unit.words))
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
