"""Marks what matched: words by their stem, synonyms, prefixes, phrases in a row."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate, compress, count
from operator import or_

from indexer.analysis.analyser import TOKEN, Analyser
from indexer.query import Fragment
from indexer.understanding.grammar import Clause, Either, Group, Quoted, Start, Word
from indexer.understanding.units import Expanded, Synonymous, Unit, topical

WIDTH = 240  # characters of a fragment
LEAD = 60  # of them before the first mark
OTHERS = ""  # no token: stands for those that nothing asks for
Span = tuple[int, int]
Mark = tuple[int, int, int]  # from, to, which words of the query: a bit each
Marks = tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Marker:
    """What to mark: single tokens, token sequences, beginnings of words.

    Each with the words of the query that it says, as bits: another name of a thing
    says all the words of its name.
    """

    singles: Mapping[str, int]
    phrases: Mapping[tuple[str, ...], int]
    prefixes: Mapping[str, int]

    def telling(self, pieces: Iterable[str], analyser: Analyser) -> dict[str, "Piece"]:
        """Those of these pieces that have something to mark: most have nothing."""
        of_piece = analyser.of_piece
        unlike = frozenset(self.singles).union(*self.phrases).isdisjoint
        there = {piece for piece in pieces if not unlike(of_piece(piece))}
        if self.prefixes:
            there.update(filter(self._begins, pieces))
        return {piece: self._piece(piece, analyser) for piece in there}

    def _begins(self, piece: str) -> bool:
        starts = tuple(self.prefixes)
        return any(w.lower().startswith(starts) for w in TOKEN.findall(piece))

    def _piece(self, piece: str, analyser: Analyser) -> "Piece":
        words = [(word.span(), word[0]) for word in TOKEN.finditer(piece)]
        return Piece(
            tuple(
                (*span, says)
                for span, word in words
                if (says := self._says(word, analyser))
            ),
            tuple((t, span) for span, word in words for t in analyser.of_word(word)),
        )

    def _says(self, written: str, analyser: Analyser) -> int:
        says = 0
        for token in analyser.of_word(written):
            says |= self.singles.get(token, 0)
        for prefix, word in self.prefixes.items():
            if written.lower().startswith(prefix):
                says |= word
        return says


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
    singles: dict[str, int] = {}
    phrases: dict[tuple[str, ...], int] = {}
    prefixes: dict[str, int] = {}
    for clause, says in _clauses(topical(group.wanted), count()):
        if isinstance(clause, Start):
            prefixes[clause.prefix] = prefixes.get(clause.prefix, 0) | says
        elif len(clause) == 1:
            singles[clause[0]] = singles.get(clause[0], 0) | says
        else:
            phrases[clause] = phrases.get(clause, 0) | says
    return Marker(singles, phrases, prefixes)


def marks_in(texts: Sequence[str], marker: Marker, analyser: Analyser) -> list[Marks]:
    """For each text the character ranges that match, in order, and what they say.

    All are looked at as one: the same words stand in many texts of a page.
    """
    if not (marker.singles or marker.phrases or marker.prefixes):
        return [()] * len(texts)
    # No token has white space in it, so that a piece between two spaces is whole.
    pieces = " ".join(texts).replace("\n", " ").replace("\t", " ").split(" ")
    telling = marker.telling({*pieces}, analyser)
    standing = _standing(pieces, telling)
    there = {token for piece in telling.values() for token, _ in piece.tokens}
    phrases = {r: says for r, says in marker.phrases.items() if there.issuperset(r)}
    begins = [at for _, at, _ in standing]
    marks: list[Marks] = []
    start = first = 0
    for text in texts:
        end = start + len(text)
        last = bisect_left(begins, end, first)
        here = standing[first:last]
        found = [
            (at + a, at + b, n) for _, at, piece in here for a, b, n in piece.marks
        ]
        if phrases and (rows := _rows(pieces, here, phrases, analyser)):
            found = _merged({*found, *rows})
        marks.append(tuple([(a - start, b - start, n) for a, b, n in found]))
        start, first = end + 1, last
    return marks


def spans(marks: Marks) -> tuple[Span, ...]:
    """The character ranges of marks."""
    return tuple((start, end) for start, end, _ in marks)


def fragment(text: str, marks: Sequence[Mark]) -> tuple[Fragment, int]:
    """The window of the text with most words of the query, cut at spaces, ends told
    by "…", and how many of them it has.

    The text comes back as it is: whoever writes HTML escapes it.
    """
    start, end = _window(text, marks)
    cut = text[start:end]
    head = "…" if start else ""
    shift = len(head) - start
    inside = [mark for mark in marks if mark[0] >= start and mark[1] <= end]
    found = Fragment(
        head + cut + ("…" if end < len(text) else ""),
        tuple((a + shift, b + shift) for a, b, _ in inside),
    )
    return found, _told(inside)


def _window(text: str, marks: Sequence[Mark]) -> Span:
    if len(text) <= WIDTH:
        return 0, len(text)
    best, most, last, all_words = 0, -1, 0, _told(marks)
    for i, (start, _, _) in enumerate(marks):
        reach = start + WIDTH - LEAD
        while last < len(marks) and marks[last][1] <= reach:
            last += 1
        inside = _told(marks[i:last])
        if inside > most:
            best, most = max(0, start - LEAD), inside
        if inside == all_words or last == len(marks):
            break  # from here on no window has more of them
    start = best if not best else _after_space(text, best)
    end = min(len(text), start + WIDTH)
    return start, end if end == len(text) else _before_space(text, end)


def _told(marks: Iterable[Mark]) -> int:
    """How many words of the query these marks say together."""
    words = 0
    for _, _, says in marks:
        words |= says
    return words.bit_count()


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
    phrases: Mapping[tuple[str, ...], int],
    analyser: Analyser,
) -> list[Mark]:
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
        (words[first][0], words[first + len(row) - 1][1], phrases[row])
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


def _merged(marks: set[Mark]) -> list[Mark]:
    merged: list[Mark] = []
    for start, end, says in sorted(marks):
        if merged and start < merged[-1][1]:
            first, last, other = merged[-1]
            merged[-1] = (first, max(end, last), says | other)
        else:
            merged.append((start, end, says))
    return merged


Told = tuple[tuple[str, ...] | Start, int]


def _clauses(units: Iterable[Unit], numbers: Iterator[int]) -> Iterator[Told]:
    """What the units ask for, each with the words of the query that it says."""
    for unit in units:
        if isinstance(unit, Expanded):
            yield from _clauses(unit.wanted, numbers)
        elif isinstance(unit, Synonymous):
            own = [*_clauses(topical(unit.words), numbers)]
            yield from own
            whole = reduce(or_, (says for _, says in own), 0)
            yield from ((a.tokens, whole) for a in unit.alternatives)
        else:
            says = 1 << next(numbers)
            yield from ((clause, says) for clause in _plain(unit))


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
