"""From text to tokens: the one analysis both engines, the highlighter and the
vocabulary share.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import chain
from threading import Lock
from typing import TypeVar

from snowballstemmer import stemmer

# Raised whenever the same text may give other tokens; part of a generation's name.
VERSION = "3"
FILLER = "_"  # stands where a text field is empty: TOKEN can never give it
LONGEST = 40
MANY = 500_000  # words kept at most
T = TypeVar("T")

TOKEN = re.compile(r"[^\W_]+(?:[&+@'][^\W_]+)*")
CODE = re.compile(r"([a-z]{2,})([0-9]{2,})")
WORD = re.compile(r"[a-z]+")
PLURAL = re.compile(r"([^aeious]{2}|[a-z]{2,}[^s])s")
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\xa0": " "})
FOLDED = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"}
)


def plain(text: str) -> str:
    """Text as it is stored: NFC, straight apostrophes and quotes, plain spaces."""
    return unicodedata.normalize("NFC", text).translate(PLAIN)


class Kept(dict[str, T]):
    """What was made of each key, so that it is made once."""

    def __init__(self, make: Callable[[str], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: str) -> T:
        made = self._make(key)
        if len(self) > MANY:
            self.clear()
        self[key] = made
        return made


class Analyser:
    """The analysis with its list of abbreviations that are not stemmed.

    `protected` are single words in lower case (``epr``, ``ers``); of their plurals the
    ``s`` goes, whatever stands before it.
    """

    def __init__(self, protected: frozenset[str] = frozenset()) -> None:
        self._protected = protected
        self._stem = stemmer("english").stemWord
        self._stemming = Lock()
        known: Mapping[str, tuple[str, ...]] = Kept(self._tokens)
        # No token has white space in it: what stands between two spaces ("record),")
        # is looked at once, and the text itself by no regular expression.
        pieces: Mapping[str, tuple[str, ...]] = Kept(
            lambda piece: tuple(
                chain.from_iterable(map(known.__getitem__, TOKEN.findall(piece)))
            )
        )
        piece: Mapping[str, str] = Kept(lambda piece: " ".join(pieces[piece]))
        # Each line of an artefact comes again in a passage and in its Blueprint.
        lines: Mapping[str, str] = Kept(
            lambda line: " ".join(filter(None, map(piece.__getitem__, line.split())))
        )
        #: The tokens of one written word: mostly one, two of a code (DCB0129).
        self.of_word: Callable[[str], tuple[str, ...]] = known.__getitem__
        #: The tokens of what stands between two spaces of a text.
        self.of_piece: Callable[[str], tuple[str, ...]] = pieces.__getitem__
        self._joined_line: Callable[[str], str] = lines.__getitem__

    def words(self, text: str) -> list[str]:
        """The tokens of a text, without offsets."""
        return list(chain.from_iterable(map(self.of_piece, text.split())))

    def joined(self, text: str) -> str:
        """What an engine is given to split on white space; the filler if no token."""
        lines = filter(None, map(self._joined_line, text.split("\n")))
        return " ".join(lines) or FILLER

    def _tokens(self, written: str) -> tuple[str, ...]:
        word = unicodedata.normalize("NFKD", written).casefold().translate(FOLDED)
        word = "".join(c for c in word if not unicodedata.combining(c))
        word = word.removesuffix("'s").replace("'", "")
        code = CODE.fullmatch(word)
        # The plain form of a letter may have white space in it: ﷺ is four words.
        parts = code.groups() if code else word.split()
        return tuple(self._stemmed(part)[:LONGEST] for part in parts)

    def _stemmed(self, word: str) -> str:
        if word in self._protected or not WORD.fullmatch(word):
            return word
        # No vowel need stand in an abbreviation (GPs, PCNs), or one at its end (SLAs).
        # With one, three letters are mostly a word or a name (cis, das).
        if (plural := PLURAL.fullmatch(word)) and plural[1] in self._protected:
            return plural[1]
        # It writes the word into itself while it works: two at once are mixed up, and
        # what came of that would be kept.
        with self._stemming:
            stemmed: str = self._stem(word)
        return stemmed
