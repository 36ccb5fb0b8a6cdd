"""One artefact: read, weighed, titled; the facts its documents are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from mappings.load import Mappings
from mappings.taxonomy import Taxonomy
from pipelines.bundle import Artefact, Metadata, Role
from pipelines.enrich.duplicates import SharedText
from pipelines.enrich.kinds import Kinds, without_cues
from pipelines.enrich.language import language
from pipelines.enrich.lines import paragraph_hash
from pipelines.enrich.matching import Finder
from pipelines.enrich.pillars import Pillars
from pipelines.enrich.reading import Reading, read
from pipelines.enrich.roles import role_of
from pipelines.enrich.titles import artefact_title, readable
from pipelines.enrich.weighing import Suggested, weigh
from pipelines.extract.detect import format_of
from pipelines.records import Record, Segment

SUBJECTS = ("technology", "care_setting", "organisation", "supplier", "standard")
LEXICONS = ("pillar", "success_measure")
KIND = "artefact_type"
READ = 2_000_000  # characters; what stands behind them changes no label
OPENING = 8_000  # characters in which structure is looked for


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
        lists = self._lists = taxonomies_by_field(mappings)
        self.subjects = tuple(f for f in SUBJECTS if f in lists)
        read_for = (*SUBJECTS, *LEXICONS, KIND)
        read = {f: lists[f] for f in read_for if f in lists}
        if KIND in read:
            read[KIND] = without_cues(read[KIND])
        self._finder = Finder(read, self.subjects, (KIND,))
        self._kinds = Kinds(lists.get(KIND))
        self._pillars = tuple(
            Pillars(f, lists[f], lists.get(KIND)) for f in LEXICONS if f in lists
        )

    def serves(self, subject: str) -> str:
        """The pillar that a technology is for; empty where it may be for several."""
        served = (p.serves(subject) for p in self._pillars if p.field == LEXICONS[0])
        return next(served, "")

    def profile(
        self, artefact: Artefact, metadata: Metadata, shared: SharedText
    ) -> Profile:
        """The profile of an artefact; one that could not be read has its name."""
        record = artefact.record
        title = artefact_title(artefact)
        reading = self.reading(artefact, title, shared)
        format_ = format_of(record.media_type)
        role = role_of(artefact, metadata)
        kinds = self._kinds.suggest(reading, title, format_, role, artefact)
        suggested = list(kinds)
        for field in self.subjects:
            found = weigh(field, reading, artefact.id, suggested)
            suggested.extend(with_wider(found, self._lists[field]))
        kind = kinds[0] if kinds and kinds[0].band != "low" else None
        subject = next((s for s in suggested if s.field == SUBJECTS[0]), None)
        subject = subject if subject and subject.band == "high" else None
        for pillars in self._pillars:
            suggested.extend(pillars.suggest(reading, kind, artefact.id, subject))
        return Profile(
            artefact,
            title,
            role,
            format_,
            language(record.segments),
            tuple(suggested),
        )

    def reading(self, artefact: Artefact, title: str, shared: SharedText) -> Reading:
        """What was found in an artefact of that title."""
        segments = list(_bounded(artefact.record))
        characters = sum(len(s.text) for s in segments)
        name = readable(artefact.path)
        titled, named, placed = read(
            self._finder, title, name, segments, shared.boilerplate
        )
        # Who has no weakened mention is no template, and looking costs.
        weakened = any(p.worth < p.mention.weight for p in placed)
        boilerplate = shared.boilerplate if weakened else frozenset()
        return Reading(
            tuple(titled),
            tuple(named),
            tuple(placed),
            blocks=1 + characters // 2000,
            characters=characters,
            repeated=_repeated(artefact.record, boilerplate),
            opening=opening(artefact.record),
        )


def taxonomies_by_field(mappings: Mappings) -> Mapping[str, Taxonomy]:
    """The taxonomy of each keyword field that has one."""
    return {
        f.name: mappings.taxonomies[f.taxonomy]
        for f in mappings.schema.keywords
        if f.taxonomy and f.taxonomy in mappings.taxonomies
    }


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
            evidence = tuple(replace(e, value=parent, source=rule) for e in s.evidence)
            whole.setdefault(parent, replace(s, value=parent, evidence=evidence))
    yield from (s for s in found if s.value not in whole)
    yield from whole.values()


def opening(record: Record) -> str:
    """The first pages as one text."""
    text = ""
    for segment in islice(record.segments, 40):
        text += f"{segment.label}\n{segment.text}\n"
        if len(text) > OPENING:
            break
    return text[:OPENING]


def _bounded(record: Record) -> list[Segment]:
    kept: list[Segment] = []
    left = READ
    for segment in record.segments:
        if left <= 0:
            break
        kept.append(segment)
        left -= len(segment.text)
    return kept


def _repeated(record: Record, boilerplate: frozenset[int]) -> float:
    """Share of the text's long lines that other Blueprints have too."""
    if not boilerplate:
        return 0.0
    total = shared = 0
    for segment in record.segments:
        for line in segment.text.split("\n"):
            number = paragraph_hash(line)
            if number:
                total += len(line)
                shared += len(line) if number in boilerplate else 0
    return shared / total if total else 0.0
