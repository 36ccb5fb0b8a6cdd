"""The hits of an answer as they are told; copies of a file with the first of them."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.views.frame import Frame, format_of, labelled, references
from api.views.marked import Reasons, marked
from api.views.views import (
    ArtefactHit,
    BlueprintHit,
    Explanation,
    PartView,
    PassageView,
    Reference,
)
from indexer.query import Fragment, Hit, PassageHit, Query

TITLE = "title"


class Hits:
    """Tells the hits of one answer."""

    def __init__(self, frame: Frame, query: Query, reasons: Reasons) -> None:
        self._frame, self._query, self._reasons = frame, query, reasons

    def blueprints(self, hits: tuple[Hit, ...]) -> tuple[BlueprintHit, ...]:
        return tuple(self._blueprint(hit) for hit in hits)

    def artefacts(self, hits: tuple[Hit, ...]) -> tuple[ArtefactHit, ...]:
        """The hits; copies of a file are told with the first of them."""
        frame = self._frame
        groups: dict[str, list[Hit]] = {}
        for hit in hits:
            groups.setdefault(hit.stored.get("same", hit.id), []).append(hit)
        titles = frame.index.titles((h.blueprint for h in hits), frame.audience)
        return tuple(
            self._artefact(first, titles.get(first.blueprint, first.blueprint), copies)
            for first, *copies in groups.values()
        )

    def _blueprint(self, hit: Hit) -> BlueprintHit:
        stored = hit.stored
        return BlueprintHit(
            "blueprint",
            hit.id,
            marked(hit.title),
            stored.get("summary", ""),
            hit.published,
            labelled(self._frame, hit.values, "result", stored.get("labels")),
            stored.get("artefacts", 0),
            hit.matching_artefacts,
            tuple(self._artefact(a, hit.title.text) for a in hit.artefacts),
            self._reasons.of(_places(hit)),
            self._explanation(hit),
            self._frame.site.blueprint(hit.id),
        )

    def _artefact(
        self, hit: Hit, blueprint: str, copies: Iterable[Hit] = ()
    ) -> ArtefactHit:
        stored, frame = hit.stored, self._frame
        also_in = self._also_in(stored, copies)
        return ArtefactHit(
            "artefact",
            hit.id,
            marked(hit.title),
            stored.get("name", ""),
            stored.get("path", ""),
            stored.get("role", ""),
            format_of(frame, hit.values),
            stored.get("size"),
            stored.get("status", ""),
            stored.get("reason", ""),
            hit.published,
            Reference(hit.blueprint, blueprint, frame.site.blueprint(hit.blueprint)),
            max(stored.get("copies", 0), len(also_in)),
            also_in,
            labelled(frame, hit.values, "result", stored.get("labels")),
            tuple(self._passage(hit.id, p) for p in hit.passages),
            self._reasons.of(_places(hit)),
            self._explanation(hit),
            frame.site.artefact(hit.id),
        )

    def _also_in(
        self, stored: Mapping[str, Any], copies: Iterable[Hit]
    ) -> tuple[Reference, ...]:
        """The copies of a file: those found with it, and those in other Blueprints."""
        places = {c.id: c.blueprint for c in copies}
        places |= {c["id"]: c["blueprint"] for c in stored.get("also_in", ())}
        return references(self._frame, places)

    def _explanation(self, hit: Hit) -> Explanation | None:
        """Of a hit of the page; what lies inside one has no place in the order."""
        if not self._query.explain or hit.kind != self._query.view[:-1]:
            return None
        parts = (
            PartView(p.kind, p.field, p.word, p.instead_of, round(p.score, 6))
            for p in hit.explanation
        )
        return Explanation(hit.score, tuple(parts))

    def _passage(self, artefact: str, passage: PassageHit) -> PassageView:
        n, q = passage.segment, self._query.text
        return PassageView(
            n,
            passage.kind,
            passage.number,
            passage.label,
            marked(passage.fragment),
            self._frame.site.segment(artefact, n, q),
        )


def _places(hit: Hit) -> Iterable[tuple[str, Fragment]]:
    """The fragments of a hit, each with the name of its place."""
    yield TITLE, hit.title
    for passage in hit.passages:
        yield passage.label or passage.kind, passage.fragment
    for artefact in hit.artefacts:
        name = artefact.stored.get("name") or artefact.id
        yield name, artefact.title
        for passage in artefact.passages:
            yield f"{name}, {passage.label or passage.kind}", passage.fragment
