"""The profile of a Blueprint: the terms that tell it from the other Blueprints."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexer.analysis.analyser import Analyser
from indexer.analysis.vocabulary import Vocabulary
from indexer.documents import Document
from indexer.understanding.units import COMMON
from mappings.load import Mappings
from mappings.taxonomy import Taxonomy

TERMS = 50
SHORTEST = 3  # letters of a term
TEMPLATE = 0.5  # of the Blueprints: what more of them have is of their template
RARITY = 1.3  # power of the idf
LEAST = 5.0  # length up to which a profile is thin and stays shorter than 1

# Whose a Blueprint is, and what one is about.
MAKER = "organisation"
SUBJECTS = ("technology", "care_setting", "pillar", "project_type")
NUMBERS = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
    ninety hundred thousand million first second third fourth fifth twice
    """.split()
)

UNTELLING = COMMON | NUMBERS

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


def makers(
    blueprints: Iterable[Document], mappings: Mappings, analyser: Analyser
) -> frozenset[str]:
    """The tokens of the names of those whose Blueprints these are, without the words by
    which the lists of subjects know theirs: that a mental health trust made one makes
    "mental" no name.
    """
    taxonomies = mappings.by_field
    bodies = taxonomies.get(MAKER)
    names = {name for b in blueprints for name in _makers(b, bodies)}
    subjects = [taxonomies[name] for name in SUBJECTS if name in taxonomies]
    return _tokens(names, analyser).difference(
        *(_tokens(_words(subject), analyser) for subject in subjects)
    )


def _makers(blueprint: Document, bodies: Taxonomy | None) -> Iterator[str]:
    """What those are called whose it is, by the list or as people wrote it."""
    yield from blueprint.stored.get("labels", {}).get(MAKER, {}).values()
    for id_ in blueprint.values.get(MAKER, ()):
        if bodies and (term := bodies.by_id.get(id_)):
            yield from (term.label, *term.aliases)


def _words(subjects: Taxonomy) -> Iterator[str]:
    for term in subjects.terms:
        yield from (term.label, *term.aliases, *(p.text for p in term.phrases))


def _tokens(names: Iterable[str], analyser: Analyser) -> frozenset[str]:
    return frozenset(token for name in names for token in analyser.words(name))


def profile(
    counts: Mapping[str, int],
    spread: Spread,
    vocabulary: Vocabulary,
    names: frozenset[str],
) -> list[Term]:
    """The terms with the highest tf·idf, best first.

    The weights have length 1, less in a thin profile: one poor word makes no likeness.

    `counts` says how often the Blueprint has each token. Numbers, common words, words
    not to be shown, those of `names`, those of the template and those no other
    Blueprint has are left out.
    """
    most = max(3, spread.blueprints * TEMPLATE)
    weights = [
        (math.log1p(n) * spread.idf(token) ** RARITY, token)
        for token, n in counts.items()
        if len(token) >= SHORTEST
        and token.isalpha()
        and token not in names
        and 2 <= spread.having.get(token, 0) <= most
        and token in vocabulary.spelled
        and vocabulary.spelled[token] not in UNTELLING
    ]
    weights.sort(key=lambda pair: (-pair[0], pair[1]))
    best = weights[:TERMS]
    length = max(LEAST, math.hypot(*(weight for weight, _ in best)))
    return [(t, vocabulary.spelled[t], round(w / length, 4)) for w, t in best]
