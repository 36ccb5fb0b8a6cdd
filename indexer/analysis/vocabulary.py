"""The words of a generation with their document frequencies, beside the index."""

import json
import math
import sys
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.analysis.analyser import TOKEN, Analyser, Kept

MAX_EXPANSIONS = 200  # words one prefix stands for: the most frequent ones
SHORT, LONG = 4, 8  # letters from which one and two slips are forgiven
MAX_NEAR = 3
ROOT = 5  # letters that words of a family share at least
SHARED = 0.6  # and the share of both words
MAX_FAMILY = 5
FREQUENT = 0.01  # of the documents have each half of a word, or the whole of two
MAX_HALVES = 2  # ways to write a word as two
HEAD = 3  # letters before the known end of an unknown word
TAIL = 5  # letters that the known end of an unknown word has at least

Analysis = Callable[[str], tuple[str, ...]]  # written word → tokens


class Counting:
    """Counts document frequencies while documents pass by."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        # No word has white space in it: each piece between two is looked at once. In
        # lower case only then, since the lower case of İ is no letter alone.
        self._words_of: Mapping[str, list[str]] = Kept(
            lambda piece: [word.lower() for word in TOKEN.findall(piece)]
        )
        self._words: Counter[str] = Counter()
        self._tokens: Counter[str] = Counter()
        self._public: set[str] = set()
        self._closed: Counter[str] = Counter()
        self._documents = 0

    def add(self, texts: Iterable[str], public: bool = True) -> None:
        """Count each word and token of one document once."""
        pieces: set[str] = set()
        for text in texts:
            pieces.update(text.split())
        words = set(chain.from_iterable(map(self._words_of.__getitem__, pieces)))
        self._words.update(words)
        tokens = set(chain.from_iterable(map(self._analyser.of_word, words)))
        self._tokens.update(tokens)
        self._documents += 1
        if public:
            self._public |= words
        else:
            self._closed.update(tokens)

    def vocabulary(self) -> "Vocabulary":
        """What was counted."""
        of_word = self._analyser.of_word
        spelled: dict[str, str] = {}
        for word, _ in sorted(self._words.items(), key=lambda w: (-w[1], w[0])):
            tokens = of_word(word)
            if word in self._public and len(tokens) == 1:
                spelled.setdefault(tokens[0], word)
        return Vocabulary(
            dict(self._words),
            dict(self._tokens),
            spelled,
            self._documents,
            frozenset(self._words.keys() - self._public),
            dict(self._closed),
        )


@dataclass(frozen=True)
class Vocabulary:
    """Written words (lower case) and tokens, each with its document frequency.

    `spelled` has the word most often written for each token, of the documents that
    everyone may see; `hidden` are the words that none of these has. Only words that
    are not hidden are ever shown. `closed` has for each token how many of its documents
    are not for everyone.
    """

    words: Mapping[str, int]
    tokens: Mapping[str, int]
    spelled: Mapping[str, str]
    documents: int
    hidden: frozenset[str] = frozenset()
    closed: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def open(self) -> "Vocabulary":
        """The same without what only documents have that are not for everyone."""
        if not self.closed:
            return self
        left = ((t, n - self.closed.get(t, 0)) for t, n in self.tokens.items())
        return Vocabulary(
            {w: n for w, n in self.words.items() if w not in self.hidden},
            {t: n for t, n in left if n},
            self.spelled,
            self.documents,
        )

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.words)

    @cached_property
    def _shown(self) -> list[str]:
        """Tokens of letters alone that may be shown, sorted."""
        return sorted(t for t in self.spelled if t.isalpha())

    @cached_property
    def _backwards(self) -> list[str]:
        """The same read from the end, sorted."""
        return sorted(t[::-1] for t in self._shown)

    @cached_property
    def _written(self) -> list[str]:
        """Words of letters alone that may be shown, sorted."""
        return sorted(w for w in self.words.keys() - self.hidden if w.isalpha())

    def starting(self, prefix: str) -> tuple[str, ...]:
        """The words that begin so, the most frequent ones if they are many."""
        found = _beginning(self._sorted, prefix)
        found.sort(key=lambda w: (-self.words[w], w))
        return tuple(found[:MAX_EXPANSIONS])

    def near(self, word: str, of_word: Analysis) -> tuple[tuple[str, str], ...]:
        """Tokens of words spelled most like this one, with these words.

        One slip of the pen (a letter more, less, other or swapped) is forgiven, two
        from eight letters on; the first letter counts as right, and short words do. A
        slip is sought among words as written and among their stems: "onoin" is a slip
        from the stem of "onions" alone, "sustainabilty" from the word alone. The word
        of a stem differs by one letter more at most: "sickle" is no "sickness".
        """
        if not word.isalpha():
            return ()
        slips: dict[tuple[str, str], int] = {}
        for other, slip in _alike(word, self._written):
            if len(tokens := of_word(other)) == 1:
                slips[tokens[0], other] = slip
        for token in of_word(word):
            for other, slip in _alike(token, self._shown):
                pair = other, self.spelled[other]
                if OSA.distance(word, pair[1]) <= slip + 1:
                    slips[pair] = min(slip, slips.get(pair, slip))
        least = min(slips.values(), default=0)
        found = [pair for pair, slip in slips.items() if slip == least]
        found.sort(key=lambda p: (-self.tokens[p[0]], -self.words[p[1]], p))
        return _once(found)[:MAX_NEAR]

    def family(self, token: str) -> tuple[tuple[str, str], ...]:
        """Other tokens that share most of their beginning, with their words."""
        if len(token) < ROOT or not token.isalpha():
            return ()
        root = token[: max(ROOT, math.ceil(len(token) * SHARED))]
        return self._likely(
            t
            for t in _beginning(self._shown, root)
            if t != token and len(root) >= len(t) * SHARED
        )[:MAX_FAMILY]

    def ending(self, token: str) -> tuple[tuple[str, str], ...]:
        """The longest token that this one ends in and most of it is, with its word;
        else those that end in this one and are most of it.
        """
        shortest = max(TAIL, math.ceil(len(token) * SHARED))
        if not token.isalpha():
            return ()
        for at in range(HEAD, len(token) - shortest + 1):
            end = token[at:]
            if self.tokens.get(end, 0) >= 2 and end in self.spelled:
                return ((end, self.spelled[end]),)
        longest = len(token) / SHARED if len(token) >= TAIL else 0
        longer = (t[::-1] for t in _beginning(self._backwards, token[::-1]))
        return self._likely(t for t in longer if len(t) <= longest)[:MAX_FAMILY]

    def _likely(self, tokens: Iterable[str]) -> tuple[tuple[str, str], ...]:
        ordered = sorted(tokens, key=lambda t: (-self.tokens[t], t))
        return tuple((t, self.spelled[t]) for t in ordered)

    def halves(self, word: str) -> tuple[tuple[str, str], ...]:
        """Ways to write a word as two ("e mail", "log in"), both of them frequent."""
        found = [
            (word[:at], word[at:])
            for at in range(1, len(word) - 1)
            if word.isalpha() and (len(word) > SHORT if at > 1 else word[0] == "e")
        ]
        least = {p: min(map(self._share, p)) for p in found}
        ordered = sorted(found, key=lambda p: -least[p])
        return tuple(p for p in ordered[:MAX_HALVES] if least[p] >= FREQUENT)

    def whole(self, first: str, second: str) -> str:
        """What two words are as one (healthcare), if that is frequent; else nothing."""
        word = first + second
        return word if word.isalpha() and self._share(word) >= FREQUENT else ""

    def _share(self, word: str) -> float:
        """The share of the documents that have a word which may be shown."""
        shown = 0 if word in self.hidden else self.words.get(word, 0)
        return shown / max(1, self.documents)

    def idf(self, token: str) -> float:
        """BM25's inverse document frequency; the highest for an unknown token."""
        df = self.tokens.get(token, 0)
        return math.log(1 + (self.documents - df + 0.5) / (df + 0.5))

    def as_json(self) -> str:
        """It as a generation keeps it."""
        kept = {
            "documents": self.documents,
            "words": self.words,
            "tokens": self.tokens,
            "spelled": self.spelled,
            "hidden": sorted(self.hidden),
            "closed": self.closed,
        }
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

    @staticmethod
    def of_json(text: str) -> "Vocabulary":
        """The vocabulary that was kept so; ValueError or KeyError if it is none."""
        kept = json.loads(text)
        return Vocabulary(
            kept["words"],
            kept["tokens"],
            kept["spelled"],
            kept["documents"],
            frozenset(kept["hidden"]),
            kept.get("closed", {}),
        )


def _alike(word: str, ordered: list[str]) -> Iterator[tuple[str, int]]:
    """Those of these words that are few slips away, and how many."""
    if len(word) >= SHORT:
        for other, slip, _ in process.extract_iter(
            word,
            _beginning(ordered, word[0]),
            scorer=OSA.distance,
            score_cutoff=1 if len(word) < LONG else 2,
        ):
            yield other, int(slip)


def _once(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The first word of each token."""
    first: dict[str, str] = {}
    for token, word in pairs:
        first.setdefault(token, word)
    return tuple(first.items())


def _beginning(ordered: list[str], prefix: str) -> list[str]:
    end = prefix + chr(sys.maxunicode)  # behind all that begin so
    return ordered[bisect_left(ordered, prefix) : bisect_left(ordered, end)]
