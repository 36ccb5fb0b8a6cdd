"""Word lists: phrases found in a text by their words, all of them in one pass."""

import re
from collections.abc import Iterable
from itertools import chain

import numpy as np
import numpy.typing as npt
from ahocorasick_rs import AhoCorasick

WORD = re.compile(r"[^\W_]+")

Words = tuple[str, ...]  # of a phrase, in lower case
Place = tuple[int, int, int]  # number of a phrase, start, end
Places = npt.NDArray[np.intp]  # a row for each of these

# A space for whatever is no letter and no digit: words are then what spaces part.
# Bytes are told by a table in a tenth of the time that characters take.
_ODD = re.compile(r"[^\x00-\x7f\w]")
_PLAIN = bytes(b if b > 127 or chr(b).isalnum() else ord(" ") for b in range(256))


class WordList:
    """Phrases by number, found where their words follow each other.

    Aho and Corasick's automaton goes once through the words with a space between each
    two, whatever stood between them in the text.
    """

    def __init__(self, phrases: Iterable[Words]) -> None:
        spaced = (f" {' '.join(words)} " for words in phrases)
        self._automaton = AhoCorasick(spaced, store_patterns=False)

    def places(self, lower: str) -> Places:
        """Where phrases stand in a text in lower case, by where they end."""
        spaced = plain(lower)
        words = f" {' '.join(spaced.split())} "
        hits = self._automaton.find_matches_as_indexes(words, overlapping=True)
        flat = np.fromiter(chain.from_iterable(hits), np.intp, 3 * len(hits))
        places = flat.reshape(-1, 3)
        if hits:
            spaces = bytes_of(f" {spaced} ") == ord(" ")
            edges = np.flatnonzero(spaces[1:] != spaces[:-1])
            starts, ends = edges[::2], edges[1::2]
            begin = np.cumsum(ends - starts + 1) - (ends - starts)
            places[:, 1] = starts[begin.searchsorted(places[:, 1] + 1)]
            places[:, 2] = ends[begin.searchsorted(places[:, 2]) - 1]
        return places


def bytes_of(text: str) -> npt.NDArray[np.uint8]:
    """A byte for each character, a question mark for one beyond Latin-1."""
    return np.frombuffer(text.encode("latin-1", "replace"), np.uint8)


def plain(text: str) -> str:
    """The text with a space for whatever is no letter and no digit."""
    apart = text if text.isascii() else _ODD.sub(" ", text)
    spaced = apart.encode("utf-8", "surrogatepass").translate(_PLAIN)
    return spaced.decode("utf-8", "surrogatepass")
