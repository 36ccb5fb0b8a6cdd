"""The enricher: a Blueprint's records and metadata become its documents."""

from collections.abc import Iterable, Mapping
from typing import Any

from indexer.documents import Document, Evidence
from mappings.load import Mappings
from pipelines.bundle import Artefact, Bundle, Given
from pipelines.enrich.artefacts import (
    LEXICONS,
    SUBJECTS,
    Profile,
    Profiler,
)
from pipelines.enrich.blueprints import Part, follow
from pipelines.enrich.duplicates import SharedText, copy_of
from pipelines.enrich.given import given_evidence, inherited, settled
from pipelines.enrich.organisations import names
from pipelines.enrich.passages import passages
from pipelines.enrich.paths import file_name, readable, written_name
from pipelines.enrich.texts import blueprint_body, body, headings, listed
from pipelines.enrich.titles import blueprint_title
from pipelines.enrich.weighing import Suggested

SUBJECT, PILLAR = SUBJECTS[0], LEXICONS[0]
NOTHING_SHARED = SharedText()


class Enricher:
    """Makes documents; pure but for the trained pipeline it may be told to load."""

    def __init__(self, mappings: Mappings, spacy_pipeline: str = "") -> None:
        self._profiler = Profiler(mappings)
        self._pipeline = spacy_pipeline
        self._texts = tuple(f.name for f in mappings.schema.texts)
        self._keywords = frozenset(f.name for f in mappings.schema.keywords)
        lists = mappings.by_field
        self._organisations = lists.get("organisation")
        self._states = lists.get("state")

    def documents(
        self, bundle: Bundle, shared: SharedText | None = None
    ) -> list[Document]:
        """The Blueprint's document, then one for each artefact in the bundle's order.

        `shared` says what the texts of the library have in common. An artefact sorts
        by its Blueprint's date, else by the date its file says of itself.
        """
        shared = shared or NOTHING_SHARED
        profiles = self._profiler.profiles(bundle.artefacts, bundle.metadata, shared)
        blueprint = self._blueprint(bundle, profiles, shared)
        context = f"{blueprint.title}\n{readable(bundle.folder)}"
        artefacts = (self._artefact(bundle, p, context) for p in profiles)
        return [blueprint, *artefacts]

    def _artefact(self, bundle: Bundle, profile: Profile, context: str) -> Document:
        artefact, metadata = profile.artefact, bundle.metadata
        own = artefact.record.metadata
        date = metadata.published or own.get("modified", "") or own.get("created", "")
        given = inherited(metadata.values)
        facts = {
            "format": (profile.format,),
            "language": (profile.language,) if profile.language else (),
            "role": (profile.role,),
            "year": _year(date),
        }
        evidence = (
            *given_evidence(given),
            *(e for s in profile.suggested for e in s.evidence),
            *self._named(artefact),
        )
        return Document(
            "artefact",
            artefact.id,
            bundle.id,
            profile.title,
            self._text(
                title=profile.title,
                name=file_name(artefact.path),
                headings=headings(artefact),
                body=body(artefact),
                context=context,
            ),
            self._values(bundle, given, profile.suggested, facts, artefact=True),
            date,
            metadata.audience,
            stored_of(profile),
            evidence,
            passages(artefact.id, artefact.record.segments),
        )

    def _blueprint(
        self, bundle: Bundle, profiles: list[Profile], shared: SharedText
    ) -> Document:
        metadata = bundle.metadata
        title = blueprint_title(bundle, [p.title for p in profiles])
        parts = [
            Part(p.role, p.suggested, copy_of(p.artefact, shared)) for p in profiles
        ]
        fields = dict.fromkeys(s.field for p in profiles for s in p.suggested)
        suggested = tuple(s for f in fields if f != PILLAR for s in follow(f, parts))
        served = self._served(metadata.values.get(SUBJECT, ()), suggested)
        suggested += follow(PILLAR, parts, served)
        facts = {
            "format": tuple(sorted({p.format for p in profiles})),
            "language": _most_frequent(p.language for p in profiles),
            "year": _year(metadata.published),
        }
        evidence = (
            *given_evidence(metadata.values),
            *(e for s in suggested for e in s.evidence),
        )
        return Document(
            "blueprint",
            bundle.id,
            bundle.id,
            title,
            self._text(
                title=title,
                name=readable(bundle.folder),
                headings=listed(p.title for p in profiles),
                body=blueprint_body(metadata, profiles, shared),
            ),
            self._values(bundle, metadata.values, suggested, facts, artefact=False),
            metadata.published,
            metadata.audience,
            {
                "folder": bundle.folder,
                "summary": metadata.summary,
                "link": metadata.link,
                "state": metadata.state,
                "artefacts": len(bundle.artefacts),
                "labels": {f: dict(names) for f, names in metadata.labels.items()},
            },
            evidence,
        )

    def _served(
        self, given: Iterable[Given], suggested: Iterable[Suggested]
    ) -> list[Suggested]:
        """What the technologies of a Blueprint are for, those given before found."""
        places: dict[str, tuple[Evidence, ...]] = {
            s.value: s.evidence
            for s in suggested
            if s.field == SUBJECT and s.band != "low"
        }
        found: dict[str, Suggested] = {}
        for subject in [g.value for g in given] or places:
            value = self._profiler.serves(subject)
            rule = f"{PILLAR}: {subject} is for it"
            if value:
                evidence = tuple(
                    e._replace(field=PILLAR, value=value, source=rule)
                    for e in places.get(subject, ())
                )
                alone = Evidence(PILLAR, value, "suggested", rule, "medium")
                one = Suggested(PILLAR, value, 0, "medium", evidence or (alone,))
                found.setdefault(value, one)
        return list(found.values())

    def _values(
        self,
        bundle: Bundle,
        given: Mapping[str, tuple[Given, ...]],
        suggested: Iterable[Suggested],
        facts: Mapping[str, tuple[str, ...]],
        *,
        artefact: bool,
    ) -> dict[str, tuple[str, ...]]:
        """The ids of each keyword field the schema has, where there are any."""
        over: dict[str, list[str]] = {}
        for s in suggested:
            if s.band != "low":
                over.setdefault(s.field, []).append(s.value)
        values = {
            field: settled(
                field, given.get(field, ()), over.get(field, ()), artefact=artefact
            )
            for field in dict.fromkeys((*given, *over))
        }
        values["region"] = values.get("region") or self._regions(
            values.get("organisation", ())
        )
        values |= {f: v for f, v in facts.items() if not given.get(f)}
        values |= {"blueprint": (bundle.id,), "state": (self._state(bundle),)}
        return {f: v for f, v in values.items() if v and f in self._keywords}

    def _state(self, bundle: Bundle) -> str:
        """The id of the state, which people write with spaces."""
        states = self._states
        term = states.resolve(bundle.metadata.state) if states else None
        return term.id if term else bundle.metadata.state

    def _regions(self, organisations: Iterable[str]) -> tuple[str, ...]:
        """The regions the organisations lie in, where their list says so."""
        if self._organisations is None:
            return ()
        terms = (self._organisations.by_id.get(o) for o in organisations)
        return tuple(dict.fromkeys(t.parent for t in terms if t and t.parent))

    def _named(self, artefact: Artefact) -> tuple[Evidence, ...]:
        if not self._pipeline:
            return ()
        return names(self._pipeline, artefact.record.segments, artefact.id)

    def _text(self, **texts: str) -> dict[str, str]:
        return {name: texts.get(name, "") for name in self._texts}


def stored_of(profile: Profile) -> dict[str, Any]:
    """What pages show of an artefact and no query needs."""
    artefact, record = profile.artefact, profile.artefact.record
    read = [s for s in record.segments if s.text.strip()]
    stored: dict[str, Any] = {
        "name": written_name(artefact.path),
        "path": artefact.path,
        "location": artefact.location,
        "size": record.size,
        "digest": record.digest,
        "status": record.status,
        "reason": record.reason,
        "media_type": record.media_type,
        "format": profile.format,
        "role": profile.role,
        "language": profile.language,
        "modified": record.metadata.get("modified", "") or artefact.modified,
        "segments": [
            {
                "kind": s.kind,
                "number": s.number,
                "label": s.label,
                "characters": len(s.text),
            }
            for s in record.segments
        ],
        "reading": {
            "read": len(read),
            "found": _pages(record.metadata.get("pages", ""), len(record.segments)),
        },
        "parent": artefact.parent,
    }
    return stored


def _pages(said: str, segments: int) -> int:
    return int(said) if said.isdecimal() else segments


def _year(date: str) -> tuple[str, ...]:
    return (date[:4],) if date[:4].isdecimal() and len(date) >= 4 else ()


def _most_frequent(values: Iterable[str]) -> tuple[str, ...]:
    found = [v for v in values if v]
    return (max(sorted(set(found)), key=found.count),) if found else ()
