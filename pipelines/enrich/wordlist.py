"""Word lists: phrases found in a text by their words, all of them in one pass."""

import re
from collections.abc import Iterable

import numpy as np
from ahocorasick_rs import AhoCorasick

WORD = re.compile(r"[^\W_]+")

Words = tuple[str, ...]  # of a phrase, in lower case
Place = tuple[int, int, int]  # number of a phrase, start, end

# A space for whatever is no letter and no digit: words are then what spaces part.
_PLAIN = "".join(c if c.isalnum() else " " for c in map(chr, range(0x20000)))


class WordList:
    """Phrases by number, found where their words follow each other.

    Aho and Corasick's automaton goes once through the words with a space between each
    two, whatever stood between them in the text.
    """

    def __init__(self, phrases: Iterable[Words]) -> None:
        spaced = (f" {' '.join(words)} " for words in phrases)
        self._automaton = AhoCorasick(spaced, store_patterns=False)

    def numbers(self, lower: str) -> set[int]:
        """Which phrases a text in lower case has."""
        return {number for number, _, _ in self._hits(plain(lower).split())}

    def places(self, lower: str) -> list[Place]:
        """Where phrases stand in a text in lower case, by where they end."""
        spaced = plain(lower)
        words = spaced.split()
        hits = self._hits(words)
        if not hits:
            return []
        numbers, first, last = np.array(hits).T
        lengths = np.fromiter(map(len, words), np.intp, len(words))
        begin = np.cumsum(lengths + 1) - lengths
        points = np.frombuffer(spaced.encode("utf-32-le", "surrogatepass"), "<u4")
        edges = np.flatnonzero(np.diff(points == ord(" "), prepend=True, append=True))
        starts = edges[::2][np.searchsorted(begin, first + 1)]
        ends = edges[1::2][np.searchsorted(begin, last) - 1]
        return list(zip(numbers.tolist(), starts.tolist(), ends.tolist(), strict=True))

    def _hits(self, words: list[str]) -> list[Place]:
        """Phrases in the words with a space around each, overlapping ones too."""
        spaced = f" {' '.join(words)} "
        return self._automaton.find_matches_as_indexes(spaced, overlapping=True)


def plain(text: str) -> str:
    """The text with a space for whatever is no letter and no digit.

    A line is translated alone: it is ten times as fast where all of it is ASCII.
    """
    return " ".join([line.translate(_PLAIN) for line in text.split("\n")])
