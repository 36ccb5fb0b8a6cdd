"""Documents opened by id: a Blueprint, an artefact, a segment of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.addresses.links import Site
from api.views.frame import Frame, format_of
from api.views.history import changes_of
from api.views.marked import mark_all, marked
from api.views.opened_views import (
    ArtefactCard,
    ArtefactView,
    BlueprintView,
    EvidenceView,
    Explained,
    ExplainedField,
    Reading,
    Rejected,
    SegmentCard,
    SegmentView,
)
from api.views.views import Reference
from indexer.documents import Evidence
from indexer.query import Fragment, Opened, PassageHit
from indexer.visible import STATE


def blueprint_view(
    frame: Frame, opened: Opened, artefacts: tuple[Opened, ...]
) -> BlueprintView:
    """A Blueprint with all files that the asker may see."""
    stored, site = opened.stored, frame.site
    return BlueprintView(
        opened.id,
        opened.title,
        stored.get("summary", ""),
        opened.published,
        next(iter(opened.values.get(STATE, ())), ""),
        stored.get("link", ""),
        _explained(frame, opened, {a.id for a in artefacts}),
        _rejected(frame, opened),
        tuple(_card(frame, a) for a in artefacts),
        changes_of(frame, opened),
        frame.index.generation,
        site.blueprint(opened.id)
        | {"search": site.inside(opened.id), "history": site.history(opened.id)},
    )


def artefact_view(frame: Frame, opened: Opened) -> ArtefactView:
    """An artefact with its segments."""
    card = _card(frame, opened)
    return ArtefactView(
        card.id,
        card.title,
        card.name,
        card.path,
        card.role,
        card.format,
        card.size,
        card.status,
        card.reason,
        card.reading,
        card.parent,
        opened.published,
        opened.stored.get("modified", ""),
        opened.stored.get("language", ""),
        _blueprint_of(frame, opened),
        _explained(frame, opened, {opened.id}),
        _rejected(frame, opened),
        _segments(frame.site, opened),
        frame.index.generation,
        card.links,
    )


def empty_segment(opened: Opened, n: int) -> PassageHit | None:
    """A segment that an artefact has but no passage, for want of text."""
    segments = opened.stored.get("segments", ())
    if not 0 <= n < len(segments):
        return None
    told = segments[n]
    return PassageHit(n, told["kind"], told["number"], told["label"], Fragment(""))


def segment_view(
    frame: Frame, opened: Opened, segment: PassageHit, q: str, synonyms: bool
) -> SegmentView:
    """A segment with the words of `q` marked."""
    site, n = frame.site, segment.segment
    links = site.segment(opened.id, n, q)
    links["artefact"] = site.api("artefact", opened.id)
    if n > 0:
        links["prev"] = site.segment(opened.id, n - 1, q)["self"]
    if n + 1 < len(opened.stored.get("segments", ())):
        links["next"] = site.segment(opened.id, n + 1, q)["self"]
    text = segment.fragment.text
    return SegmentView(
        Reference(opened.id, opened.title, site.artefact(opened.id)),
        n,
        segment.kind,
        segment.number,
        segment.label,
        marked(mark_all(text, q, frame, synonyms)),
        frame.index.generation,
        links,
    )


def _card(frame: Frame, opened: Opened) -> ArtefactCard:
    stored = opened.stored
    return ArtefactCard(
        opened.id,
        opened.title,
        stored.get("name", ""),
        stored.get("path", ""),
        stored.get("role", ""),
        format_of(frame, opened.values),
        stored.get("size"),
        stored.get("status", ""),
        stored.get("reason", ""),
        _reading(stored),
        stored.get("parent") or "",
        frame.site.artefact(opened.id),
    )


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


def _explained(
    frame: Frame, opened: Opened, seen: set[str]
) -> tuple[ExplainedField, ...]:
    """The values with evidence, but no phrase of an artefact the asker cannot see."""
    by_value: dict[tuple[str, str], list[Evidence]] = {}
    for evidence in opened.evidence:
        if not evidence.artefact or evidence.artefact in seen:
            key = (evidence.field, evidence.value)
            by_value.setdefault(key, []).append(evidence)
    own: dict[str, Any] = opened.stored.get("labels", {})
    return tuple(
        ExplainedField(
            f.name,
            f.label,
            tuple(
                Explained(
                    value,
                    frame.labels.of(f.name, value, own.get(f.name)),
                    _evidence(frame.site, by_value.get((f.name, value), ())),
                )
                for value in found
            ),
        )
        for f in frame.labels.shown["page"]
        if (found := opened.values.get(f.name))
    )


def _rejected(frame: Frame, opened: Opened) -> tuple[Rejected, ...]:
    """The values that people took off the document itself."""
    labels = frame.labels
    return tuple(
        Rejected(
            r["field"],
            labels.fields.get(r["field"], r["field"]),
            r["value"],
            labels.of(r["field"], r["value"], {r["value"]: r["label"]}),
            r["by"],
            r["date"],
            r.get("why", "") if frame.reasons else "",
        )
        for r in opened.stored.get("rejected", ())
    )


def _evidence(site: Site, found: Iterable[Evidence]) -> tuple[EvidenceView, ...]:
    return tuple(
        EvidenceView(
            e.origin,
            e.source,
            e.band,
            e.phrase,
            e.artefact,
            e.segment,
            e.start,
            e.end,
            {}
            if e.segment is None
            else site.segment(e.artefact, e.segment, _quoted(e.phrase)),
        )
        for e in found
    )


def _quoted(phrase: str) -> str:
    return '"' + phrase.replace('"', " ") + '"' if phrase else ""
