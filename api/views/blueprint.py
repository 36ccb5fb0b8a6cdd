"""A Blueprint opened: its files, its values with evidence, what changed in it."""

from dataclasses import dataclass

from api.views.artefact import ArtefactCard, card_of
from api.views.evidence import ExplainedField, Rejected, explained, rejected
from api.views.frame import Frame
from api.views.history import Change, changes_of
from api.views.parts import Links
from indexer.query import Opened
from indexer.visible import STATE


@dataclass(frozen=True)
class BlueprintView:
    """A Blueprint opened: its files by path, what changed in it, the last first."""

    id: str
    title: str
    summary: str
    published: str
    state: str
    link: str
    labels: tuple[ExplainedField, ...]
    rejected: tuple[Rejected, ...]
    artefacts: tuple[ArtefactCard, ...]
    history: tuple[Change, ...]
    generation: str
    links: Links


def blueprint_view(
    frame: Frame, opened: Opened, artefacts: tuple[Opened, ...]
) -> BlueprintView:
    """A Blueprint with all files that the asker may see."""
    stored, site = opened.stored, frame.site
    return BlueprintView(
        id=opened.id,
        title=opened.title,
        summary=stored.get("summary", ""),
        published=opened.published,
        state=next(iter(opened.values.get(STATE, ())), ""),
        link=stored.get("link", ""),
        labels=explained(frame, opened, artefacts),
        rejected=rejected(frame, opened),
        artefacts=tuple(card_of(frame, a) for a in artefacts),
        history=changes_of(frame, opened),
        generation=frame.index.generation,
        links=site.blueprint(opened.id)
        | {"search": site.inside(opened.id), "history": site.history(opened.id)},
    )
