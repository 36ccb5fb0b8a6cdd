"""The words of a generation with their document frequencies, beside the index."""

import json
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.analyser import TOKEN, Analyser

MAX_EXPANSIONS = 200  # words one prefix stands for: the most frequent ones
PROFILE_TERMS = 25


class Counting:
    """Counts document frequencies while documents pass by."""

    def __init__(self, analyser: Analyser) -> None:
        self._analyser = analyser
        self._words: Counter[str] = Counter()
        self._tokens: Counter[str] = Counter()
        self._documents = 0

    def add(self, texts: Iterable[str]) -> None:
        """Count each word and token of one document once."""
        words = {w.lower() for text in texts for w in TOKEN.findall(text)}
        of_word = self._analyser.of_word
        self._words.update(words)
        self._tokens.update({t for w in words for t in of_word(w)})
        self._documents += 1

    def vocabulary(self) -> "Vocabulary":
        """What was counted."""
        return Vocabulary(dict(self._words), dict(self._tokens), self._documents)


@dataclass(frozen=True)
class Vocabulary:
    """Written words (lower case) and tokens, each with its document frequency."""

    words: Mapping[str, int]
    tokens: Mapping[str, int]
    documents: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sorted", sorted(self.words))

    def starting(self, prefix: str) -> tuple[str, ...]:
        """The words that begin so, the most frequent ones if they are many."""
        ordered: list[str] = getattr(self, "_sorted")  # noqa: B009 (frozen cache)
        at = bisect_left(ordered, prefix)
        found: list[str] = []
        while at < len(ordered) and ordered[at].startswith(prefix):
            found.append(ordered[at])
            at += 1
        found.sort(key=lambda w: (-self.words[w], w))
        return tuple(found[:MAX_EXPANSIONS])

    def idf(self, token: str) -> float:
        """BM25's inverse document frequency; the highest for an unknown token."""
        df = self.tokens.get(token, 0)
        return math.log(1 + (self.documents - df + 0.5) / (df + 0.5))

    def profile(self, words: Counter[str], analyser: Analyser) -> list[list[object]]:
        """The terms that tell a text from the library: ``[token, word, weight]``.

        Weight is tf·idf as a share of the best one. Words in more than a third of the
        documents, in fewer than two, or written once are left out.
        """
        counts: Counter[str] = Counter()
        spelled: dict[str, str] = {}
        for word, n in words.most_common():
            for token in analyser.of_word(word):
                counts[token] += n
                spelled.setdefault(token, word.lower())
        scored = [
            (math.log1p(n) * self.idf(token), token)
            for token, n in counts.items()
            if n >= 2
            and len(token) > 2
            and token.isalpha()
            and 2 <= self.tokens.get(token, 0) <= max(3, self.documents / 3)
        ]
        scored.sort(key=lambda pair: (-pair[0], pair[1]))
        best = scored[0][0] if scored else 1.0
        return [
            [token, spelled[token], round(score / best, 4)]
            for score, token in scored[:PROFILE_TERMS]
        ]

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.write_text(
            json.dumps(
                {
                    "documents": self.documents,
                    "words": self.words,
                    "tokens": self.tokens,
                },
                ensure_ascii=False,
                separators=(",", ":"),
            ),
            "utf-8",
        )

    @staticmethod
    def load(path: Path) -> "Vocabulary":
        """The vocabulary that was saved."""
        kept = json.loads(path.read_text("utf-8"))
        return Vocabulary(kept["words"], kept["tokens"], kept["documents"])
