"""Blueprints like another, and why."""

from dataclasses import dataclass

from api.views.frame import Frame, labelled
from api.views.parts import Labelled, Links
from indexer.query import Similar


@dataclass(frozen=True)
class SharedTerm:
    """A word two Blueprints share, and its share of all that they share."""

    word: str
    weight: float


@dataclass(frozen=True)
class SimilarHit:
    """A Blueprint like another, with how many files, and why."""

    id: str
    title: str
    summary: str
    published: str
    labels: tuple[Labelled, ...]
    files: int
    terms: tuple[SharedTerm, ...]
    shared: tuple[Labelled, ...]
    links: Links


@dataclass(frozen=True)
class SimilarView:
    """The Blueprints most like one, best first."""

    results: tuple[SimilarHit, ...]
    generation: str
    links: Links


def similar_view(frame: Frame, id_: str, found: tuple[Similar, ...]) -> SimilarView:
    """Similar Blueprints with the terms and values they share."""
    links = frame.site.blueprint(id_)
    return SimilarView(
        tuple(
            SimilarHit(
                s.hit.id,
                s.hit.title.text,
                s.hit.stored.get("summary", ""),
                s.hit.published,
                labelled(frame, s.hit.values, "result", s.hit.stored.get("labels")),
                s.hit.stored.get("artefacts", 0),
                tuple(SharedTerm(word, weight) for word, weight in s.terms),
                labelled(frame, s.values),
                frame.site.blueprint(s.hit.id),
            )
            for s in found
        ),
        frame.index.generation,
        {**links, "self": links["similar"]},
    )
