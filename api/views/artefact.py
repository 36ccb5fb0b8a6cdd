"""An artefact opened, and a file in the list of its Blueprint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.addresses.links import Site
from api.views.evidence import ExplainedField, Rejected, explained, rejected
from api.views.frame import Frame, format_of
from api.views.parts import Links, Reference, Value
from indexer.query import Opened


@dataclass(frozen=True)
class Reading:
    """How much of a file was read: pages (slides, sheets) with text, of those found."""

    read: int
    found: int


@dataclass(frozen=True)
class SegmentCard:
    """A segment in the list of an artefact."""

    segment: int
    kind: str
    number: int | None
    label: str
    characters: int
    links: Links


@dataclass(frozen=True)
class ArtefactFacts:
    """What is told of a file wherever it stands."""

    id: str
    title: str
    name: str
    path: str
    role: str
    format: Value | None
    size: int | None
    status: str
    reason: str
    reading: Reading | None
    parent: str


@dataclass(frozen=True)
class ArtefactCard(ArtefactFacts):
    """A file in the list of its Blueprint."""

    links: Links


@dataclass(frozen=True)
class ArtefactView(ArtefactFacts):
    """An artefact opened, with its segments in order."""

    published: str
    modified: str
    language: str
    blueprint: Reference
    labels: tuple[ExplainedField, ...]
    rejected: tuple[Rejected, ...]
    segments: tuple[SegmentCard, ...]
    generation: str
    links: Links


def artefact_view(frame: Frame, opened: Opened) -> ArtefactView:
    """An artefact with its segments."""
    return ArtefactView(
        **_facts(frame, opened),
        published=opened.published,
        modified=opened.stored.get("modified", ""),
        language=opened.stored.get("language", ""),
        blueprint=_blueprint_of(frame, opened),
        labels=explained(frame, opened, (opened,)),
        rejected=rejected(frame, opened),
        segments=_segments(frame.site, opened),
        generation=frame.index.generation,
        links=frame.site.artefact(opened.id),
    )


def card_of(frame: Frame, opened: Opened) -> ArtefactCard:
    """An artefact as its Blueprint lists it."""
    return ArtefactCard(**_facts(frame, opened), links=frame.site.artefact(opened.id))


def _facts(frame: Frame, opened: Opened) -> dict[str, Any]:
    """The fields of `ArtefactFacts`."""
    stored = opened.stored
    told = ("name", "path", "role", "status", "reason")
    return {name: stored.get(name, "") for name in told} | {
        "id": opened.id,
        "title": opened.title,
        "format": format_of(frame, opened.values),
        "size": stored.get("size"),
        "reading": _reading(stored),
        "parent": stored.get("parent") or "",
    }


def _reading(stored: Mapping[str, Any]) -> Reading | None:
    told = stored.get("reading")
    if not told:
        return None
    # The notes of slides are read too, and are no slides.
    return Reading(told["read"], max(told["read"], told["found"]))


def _blueprint_of(frame: Frame, opened: Opened) -> Reference:
    titles = frame.index.titles([opened.blueprint], frame.audience)
    return Reference(
        opened.blueprint,
        titles.get(opened.blueprint, opened.blueprint),
        frame.site.blueprint(opened.blueprint),
    )


def _segments(site: Site, opened: Opened) -> tuple[SegmentCard, ...]:
    return tuple(
        SegmentCard(
            n,
            segment.get("kind", ""),
            segment.get("number"),
            segment.get("label", ""),
            segment.get("characters", 0),
            site.segment(opened.id, n),
        )
        for n, segment in enumerate(opened.stored.get("segments", ()))
    )
