"""The profile of a Blueprint: the terms that tell it from the other Blueprints."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indexer.analysis.vocabulary import Vocabulary
from indexer.understanding.units import COMMON

TERMS = 50
SHORTEST = 3  # letters of a term
TEMPLATE = 0.5  # of the Blueprints: what more of them have is of their template
RARITY = 1.3  # power of the idf
LEAST = 5.0  # length up to which a profile is thin and stays shorter than 1

Term = tuple[str, str, float]  # token, word as people write it, weight


@dataclass(frozen=True, slots=True)
class Spread:
    """In how many of all Blueprints each token stands."""

    blueprints: int
    having: Mapping[str, int]

    @staticmethod
    def of(texts: Iterable[Iterable[str]]) -> "Spread":
        """The spread of the tokens of each Blueprint's texts."""
        having: Counter[str] = Counter()
        blueprints = 0
        for tokens in texts:
            having.update(set(tokens))
            blueprints += 1
        return Spread(blueprints, having)

    def idf(self, token: str) -> float:
        """BM25's inverse document frequency."""
        n = self.having.get(token, 0)
        return math.log(1 + (self.blueprints - n + 0.5) / (n + 0.5))


def profile(
    counts: Mapping[str, int], spread: Spread, vocabulary: Vocabulary
) -> list[Term]:
    """The terms with the highest tf·idf, best first.

    The weights have length 1, less in a thin profile: one poor word makes no likeness.

    `counts` says how often the Blueprint has each token. Numbers, common words, words
    not to be shown, those of the template and those no other Blueprint has are left
    out.
    """
    most = max(3, spread.blueprints * TEMPLATE)
    weights = [
        (math.log1p(n) * spread.idf(token) ** RARITY, token)
        for token, n in counts.items()
        if len(token) >= SHORTEST
        and token.isalpha()
        and 2 <= spread.having.get(token, 0) <= most
        and token in vocabulary.spelled
        and vocabulary.spelled[token] not in COMMON
    ]
    weights.sort(key=lambda pair: (-pair[0], pair[1]))
    best = weights[:TERMS]
    length = max(LEAST, math.hypot(*(weight for weight, _ in best)))
    return [(t, vocabulary.spelled[t], round(w / length, 4)) for w, t in best]
