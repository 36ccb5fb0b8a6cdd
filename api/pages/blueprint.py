"""The page of a Blueprint: what it is, what is in it, and what is like it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.http.context import frame_of
from api.http.found import opened_by
from api.http.given import kept
from api.pages.rendering import answered_page, printed
from api.views.artefact import ArtefactCard
from api.views.blueprint import blueprint_view
from api.views.frame import Frame, labelled
from api.views.history import anchor, headline
from api.views.similar import similar_view
from indexer.query import Opened

TEMPLATE = "blueprint.html.jinja"
ROLE, KIND = "role", "artefact_type"
SIMILAR = 5
ARTEFACT = "artefact"
PARTS = ("summary", "core", "annex", ARTEFACT)  # in the order people read them


@dataclass(frozen=True)
class Part:
    """The files of one role, by their type."""

    label: str
    files: tuple[tuple[ArtefactCard, str], ...]  # each with the label of its type


def blueprint_page(request: Request, id: str) -> Response:
    """The Blueprint; 404 if there is none, 422 with what was right."""
    asked = kept(request, "none")
    opened = opened_by(request, "blueprint", id)

    def values() -> Mapping[str, Any]:
        return _values(request, opened)

    return answered_page(request, request.url.path, TEMPLATE, values, asked.faults)


def _values(request: Request, opened: Opened) -> Mapping[str, Any]:
    frame = frame_of(request)
    files = frame.index.artefacts_of(opened.id, frame.audience)
    view = blueprint_view(frame, opened, files)
    like = frame.index.similar(opened.id, frame.audience, SIMILAR)
    names = {a.id: a.name for a in view.artefacts}
    return {
        "view": view,
        "parts": parts_of(frame, view.artefacts, files),
        "names": names,
        "facts": labelled(frame, opened.values, "result", opened.stored.get("labels")),
        "changes": [(c, anchor(c), headline(c)) for c in view.history],
        "pages": {a.path: a.links["page"] for a in view.artefacts},
        "similar": similar_view(frame, opened.id, like).results,
        **printed(request),
        "inside": f"{frame.site.root}/search",
    }


def parts_of(
    frame: Frame, cards: tuple[ArtefactCard, ...], files: tuple[Opened, ...]
) -> tuple[Part, ...]:
    """The files by role, in the order people read them, and by type inside."""
    kinds = {f.id: kind_of(frame, f) for f in files}
    roles = dict.fromkeys((*PARTS, *(c.role for c in cards)))
    found = (
        (role, sorted((c for c in cards if c.role == role), key=lambda c: kinds[c.id]))
        for role in roles
    )
    return tuple(
        Part(_heading(frame, role, some), tuple((c, kinds[c.id]) for c in some))
        for role, some in found
        if some
    )


def _heading(frame: Frame, role: str, files: list[ArtefactCard]) -> str:
    several = role == ARTEFACT and len(files) > 1
    return frame.labels.of(ROLE, role) + ("s" if several else "")


def kind_of(frame: Frame, file: Opened) -> str:
    """The labels of the type of a file; empty if it is of none."""
    own = file.stored.get("labels", {})
    values = file.values.get(KIND, ())
    return ", ".join(frame.labels.of(KIND, v, own.get(KIND)) for v in values)
