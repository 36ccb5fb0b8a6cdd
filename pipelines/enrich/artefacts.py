"""One artefact: read, weighed, titled; the facts its documents are made of."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mappings.load import Mappings
from mappings.taxonomy import Taxonomy
from pipelines.bundle import Artefact, Metadata, Role
from pipelines.enrich.cues import Cues
from pipelines.enrich.duplicates import SharedText
from pipelines.enrich.joined import Source
from pipelines.enrich.kinds import Kinds, without_cues
from pipelines.enrich.matching import Finder
from pipelines.enrich.paths import readable
from pipelines.enrich.pillars import Pillars
from pipelines.enrich.reading import Reading, read, with_wholes
from pipelines.enrich.roles import role_of
from pipelines.enrich.titles import artefact_title
from pipelines.enrich.weighing import Read, Suggested, weigh
from pipelines.extract.detect import format_of
from pipelines.records import Record, Segment

SETTING = "care_setting"
SUBJECTS = ("technology", SETTING, "organisation", "supplier", "standard")
LEXICONS = ("pillar", "success_measure")
KIND = "artefact_type"
READ = 2_000_000  # characters; what stands behind them changes no label
TOGETHER = 200_000  # characters from which no more artefacts are read together


@dataclass(frozen=True, slots=True)
class Profile:
    """What enrichment says of one artefact."""

    artefact: Artefact
    title: str
    role: Role
    format: str
    language: str
    suggested: tuple[Suggested, ...]

    def values(self, field: str) -> tuple[str, ...]:
        """The suggested values of a field that are over the line."""
        return tuple(
            s.value for s in self.suggested if s.field == field and s.band != "low"
        )


class Profiler:
    """Profiles artefacts by the taxonomies of the fields the schema has."""

    def __init__(self, mappings: Mappings) -> None:
        lists = self._lists = mappings.by_field
        self.subjects = tuple(f for f in SUBJECTS if f in lists)
        read_for = (*SUBJECTS, *LEXICONS, KIND)
        found = {f: lists[f] for f in read_for if f in lists}
        if KIND in found:
            found[KIND] = without_cues(found[KIND])
        self._kinds = Kinds(lists.get(KIND))
        self._finder = Finder(Cues(found, self.subjects, (KIND,)), self._kinds.words)
        settings = lists[SETTING].terms if SETTING in lists else ()
        self._wholes = {t.id: t.parent for t in settings if t.parent}
        self._pillars = tuple(Pillars(f, lists[f]) for f in LEXICONS if f in lists)

    def serves(self, subject: str) -> str:
        """The pillar that a technology is for; empty where it may be for several."""
        served = (p.serves(subject) for p in self._pillars if p.field == LEXICONS[0])
        return next(served, "")

    def profiles(
        self, artefacts: Iterable[Artefact], metadata: Metadata, shared: SharedText
    ) -> list[Profile]:
        """The profile of each artefact; one that could not be read has its name."""
        titled = [(a, artefact_title(a)) for a in artefacts]
        readings = [r for some in _batches(titled) for r in self.readings(some, shared)]
        found = [
            self._begun(artefact, title, reading, metadata)
            for (artefact, title), reading in zip(titled, readings, strict=True)
        ]
        for field in self.subjects:
            read = [
                Read(profile.artefact.id, reading, profile.suggested)
                for profile, reading in zip(found, readings, strict=True)
            ]
            values = [with_wider(v, self._lists[field]) for v in weigh(field, read)]
            found = [_with(p, v) for p, v in zip(found, values, strict=True)]
        return [
            _with(p, self._of_lexicons(p, r))
            for p, r in zip(found, readings, strict=True)
        ]

    def readings(
        self, titled: Iterable[tuple[Artefact, str]], shared: SharedText
    ) -> list[Reading]:
        """What was found in artefacts, which come with their titles."""
        sources = [
            Source(title, readable(artefact.path), _bounded(artefact.record))
            for artefact, title in titled
        ]
        found = read(self._finder, sources, shared.boilerplate)
        return [with_wholes(reading, SETTING, self._wholes) for reading in found]

    def _begun(
        self, artefact: Artefact, title: str, reading: Reading, metadata: Metadata
    ) -> Profile:
        """A profile with the kinds that an artefact may be of."""
        format_ = format_of(artefact.record.media_type)
        role = role_of(artefact, metadata)
        kinds = self._kinds.suggest(reading, title, format_, role, artefact)
        language = _language(artefact.record)
        return Profile(artefact, title, role, format_, language, kinds)

    def _of_lexicons(self, profile: Profile, reading: Reading) -> Iterator[Suggested]:
        """What follows from kind, subject and lexicons."""
        kind, subject = _first(profile, KIND), _first(profile, SUBJECTS[0])
        kind = kind if kind and kind.band != "low" else None
        subject = subject if subject and subject.band == "high" else None
        for pillars in self._pillars:
            yield from pillars.suggest(reading, kind, profile.artefact.id, subject)


def _with(profile: Profile, more: Iterable[Suggested]) -> Profile:
    return replace(profile, suggested=(*profile.suggested, *more))


def _first(profile: Profile, field: str) -> Suggested | None:
    return next((s for s in profile.suggested if s.field == field), None)


def with_wider(found: tuple[Suggested, ...], taxonomy: Taxonomy) -> Iterator[Suggested]:
    """The suggestions, and for a part (emergency department) the whole (acute)."""
    over = {s.value for s in found if s.band != "low"}
    whole: dict[str, Suggested] = {}
    for s in found:
        term = taxonomy.by_id.get(s.value)
        parent = term.parent if term else None
        if s.band == "low" or not parent or parent in over:
            continue
        if parent in taxonomy.by_id:
            rule = f"{s.field}: {s.value} is part of it"
            evidence = tuple(e._replace(value=parent, source=rule) for e in s.evidence)
            whole.setdefault(parent, replace(s, value=parent, evidence=evidence))
    yield from (s for s in found if s.value not in whole)
    yield from whole.values()


def _language(record: Record) -> str:
    """The code of the language extraction saw, empty where it saw none."""
    said = record.metadata.get("language", "")
    return "" if said == "und" else said


def _bounded(record: Record) -> list[Segment]:
    kept: list[Segment] = []
    left = READ
    for segment in record.segments:
        if left <= 0:
            break
        kept.append(segment)
        left -= len(segment.text)
    return kept


def _batches(
    titled: Iterable[tuple[Artefact, str]],
) -> Iterator[list[tuple[Artefact, str]]]:
    """The artefacts in lots of about that many characters."""
    lot: list[tuple[Artefact, str]] = []
    characters = 0
    for artefact, title in titled:
        lot.append((artefact, title))
        characters += sum(len(s.text) for s in artefact.record.segments)
        if characters > TOGETHER:
            yield lot
            lot, characters = [], 0
    if lot:
        yield lot
