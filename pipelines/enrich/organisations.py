"""Organisations and places by a trained spaCy pipeline, where one is installed.

Names a statistical model finds are unconfirmed: they are evidence below the line for
a librarian, never a facet value.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from indexer.documents import Evidence
from pipelines.records import Segment

if TYPE_CHECKING:
    from spacy.language import Language

LABELS = {"ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "place"}
READ = 20_000  # characters of an artefact: a model reads slowly
SHOWN = 5  # names of a kind


class PipelineError(RuntimeError):
    """The trained pipeline of the settings cannot be loaded; says how to get one."""


def names(
    pipeline: str, segments: Iterable[Segment], artefact: str
) -> tuple[Evidence, ...]:
    """The most frequent names in the first pages, all in band low."""
    found = list(_found(_load(pipeline), segments))
    counts = Counter((label, written) for label, written, *_ in found)
    kept = [key for label in ("organisation", "place") for key in _most(counts, label)]
    first: dict[tuple[str, str], Evidence] = {}
    for label, written, segment, start in found:
        if (label, written) in kept and (label, written) not in first:
            first[label, written] = Evidence(
                label,
                written,
                "suggested",
                f"spacy pipeline {pipeline}",
                "low",
                written,
                artefact,
                segment,
                start,
                start + len(written),
            )
    return tuple(first[key] for key in kept)


def _most(counts: Counter[tuple[str, str]], label: str) -> list[tuple[str, str]]:
    ranked = sorted(counts, key=lambda key: (-counts[key], key))
    return [key for key in ranked if key[0] == label][:SHOWN]


def _found(
    nlp: "Language", segments: Iterable[Segment]
) -> Iterator[tuple[str, str, int, int]]:
    left = READ
    for n, segment in enumerate(segments):
        text = segment.text[:left]
        left -= len(text)
        for entity in nlp(text).ents if text.strip() else ():
            label = LABELS.get(entity.label_)
            if label and "\n" not in entity.text:
                yield label, entity.text, n, entity.start_char
        if left <= 0:
            return


@lru_cache(maxsize=1)
def _load(pipeline: str) -> "Language":
    import spacy

    try:
        return spacy.load(pipeline, exclude=["parser", "lemmatizer", "attribute_ruler"])
    except (OSError, ImportError, ValueError) as error:
        raise PipelineError(
            f"spacy pipeline {pipeline!r} cannot be loaded: install it in this"
            f" environment or give its folder, or leave spacy_pipeline empty: {error}"
        ) from error
