"""Why a document opened has its values, and which ones people took off."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.addresses.links import Site
from api.views.frame import Frame
from api.views.parts import FieldValue, Links
from indexer.documents import Band, Evidence, Origin
from indexer.query import Opened


@dataclass(frozen=True)
class EvidenceView:
    """Why a document has a value: given by people, or suggested by a rule.

    A suggestion has the phrase and the place it stands in, offsets in characters;
    `place` is what the segment is called: "page 2", the name of a sheet.
    """

    origin: Origin
    source: str
    band: Band
    phrase: str
    artefact: str
    segment: int | None
    place: str
    start: int | None
    end: int | None
    links: Links


@dataclass(frozen=True)
class Explained:
    """A value with its evidence."""

    value: str
    label: str
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True)
class ExplainedField:
    """The values of one field, each with its evidence."""

    field: str
    label: str
    values: tuple[Explained, ...]


@dataclass(frozen=True)
class Rejected(FieldValue):
    """A value that a person took off; why is told to those who may read it."""

    by: str
    date: str
    why: str


def explained(
    frame: Frame, opened: Opened, seen: Iterable[Opened]
) -> tuple[ExplainedField, ...]:
    """The values with evidence, but no phrase of an artefact that is not `seen`."""
    places = {file.id: _places(file) for file in seen}
    by_value: dict[tuple[str, str], list[Evidence]] = {}
    for evidence in opened.evidence:
        if not evidence.artefact or evidence.artefact in places:
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
                    _evidence(frame.site, places, by_value.get((f.name, value), ())),
                )
                for value in found
            ),
        )
        for f in frame.labels.shown["page"]
        if (found := opened.values.get(f.name))
    )


def rejected(frame: Frame, opened: Opened) -> tuple[Rejected, ...]:
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


def _places(file: Opened) -> Sequence[str]:
    """What the segments of an artefact are called, in order."""
    segments = file.stored.get("segments", ())
    return [s.get("label") or s.get("kind", "") for s in segments]


def _evidence(
    site: Site, places: Mapping[str, Sequence[str]], found: Iterable[Evidence]
) -> tuple[EvidenceView, ...]:
    return tuple(
        EvidenceView(
            e.origin,
            e.source,
            e.band,
            e.phrase,
            e.artefact,
            e.segment,
            "" if e.segment is None else places[e.artefact][e.segment],
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
