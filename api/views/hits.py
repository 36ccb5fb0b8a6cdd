"""The hits of an answer as they are told; copies of a file with the first of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from api.views.frame import Frame, format_of, labelled, references
from api.views.marked import Marked, marked
from api.views.parts import Labelled, Links, Reference, Value
from api.views.reasons import Reasons, Why
from indexer.query import Fragment, Hit, PartKind, PassageHit, Query

TITLE = "title"


@dataclass(frozen=True)
class PartView:
    """What one word brings to a score in one field; the scores of all parts add up.

    `kind` is "word", "synonym" or "bonus"; a synonym says instead of which word. Where
    the words name a value that the document has, `word` is its id.
    """

    kind: PartKind
    field: str
    word: str
    instead_of: str
    score: float


@dataclass(frozen=True)
class Explanation:
    """A score with its parts, the largest first; no parts where order is by date."""

    score: float
    parts: tuple[PartView, ...]


@dataclass
class PassageView:
    """Where in an artefact the answer stands; `segment` counts from 0."""

    segment: int
    kind: str
    number: int | None
    label: str
    fragment: Marked
    links: Links


@dataclass
class ArtefactHit:
    """An artefact found. `size` is in bytes; `status` says how well it was read.

    Of the same file in several places only the first is on a page. `also_in` names
    the others by their Blueprints, at most the first 20; `copies` is how many they are.
    """

    kind: Literal["artefact"]
    id: str
    title: Marked
    name: str
    path: str
    role: str
    format: Value | None
    size: int | None
    status: str
    reason: str
    published: str
    blueprint: Reference
    copies: int
    also_in: tuple[Reference, ...]
    labels: tuple[Labelled, ...]
    passages: tuple[PassageView, ...]
    why: tuple[Why, ...]
    explanation: Explanation | None
    links: Links


@dataclass
class BlueprintHit:
    """A Blueprint found: `matching` of its `files` match, `artefacts` are the best."""

    kind: Literal["blueprint"]
    id: str
    title: Marked
    summary: str
    published: str
    labels: tuple[Labelled, ...]
    files: int
    matching: int
    artefacts: tuple[ArtefactHit, ...]
    why: tuple[Why, ...]
    explanation: Explanation | None
    links: Links


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
            kind="blueprint",
            id=hit.id,
            title=marked(hit.title),
            summary=stored.get("summary", ""),
            published=hit.published,
            labels=labelled(self._frame, hit.values, "result", stored.get("labels")),
            files=stored.get("artefacts", 0),
            matching=hit.matching_artefacts,
            artefacts=tuple(self._artefact(a, hit.title.text) for a in hit.artefacts),
            why=self._reasons.of(_places(hit)),
            explanation=self._explanation(hit),
            links=self._frame.site.blueprint(hit.id),
        )

    def _artefact(
        self, hit: Hit, blueprint: str, copies: Iterable[Hit] = ()
    ) -> ArtefactHit:
        stored, frame = hit.stored, self._frame
        also_in = self._also_in(stored, copies)
        return ArtefactHit(
            kind="artefact",
            id=hit.id,
            title=marked(hit.title),
            name=stored.get("name", ""),
            path=stored.get("path", ""),
            role=stored.get("role", ""),
            format=format_of(frame, hit.values),
            size=stored.get("size"),
            status=stored.get("status", ""),
            reason=stored.get("reason", ""),
            published=hit.published,
            blueprint=Reference(
                hit.blueprint, blueprint, frame.site.blueprint(hit.blueprint)
            ),
            copies=max(stored.get("copies", 0), len(also_in)),
            also_in=also_in,
            labels=labelled(frame, hit.values, "result", stored.get("labels")),
            passages=tuple(self._passage(hit.id, p) for p in hit.passages),
            why=self._reasons.of(_places(hit)),
            explanation=self._explanation(hit),
            links=frame.site.artefact(hit.id),
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
        if not self._query.explain or hit.kind != self._query.kind:
            return None
        parts = (
            PartView(p.kind, p.field, p.word, p.instead_of, round(p.score, 6))
            for p in hit.explanation
        )
        return Explanation(hit.score, tuple(parts))

    def _passage(self, artefact: str, passage: PassageHit) -> PassageView:
        n, query = passage.segment, self._query
        return PassageView(
            n,
            passage.kind,
            passage.number,
            passage.label,
            marked(passage.fragment),
            self._frame.site.segment(artefact, n, query.text, query.synonyms),
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
