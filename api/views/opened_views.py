"""Documents opened, as people and programs see them: one structure for both."""

from dataclasses import dataclass

from api.views.views import Labelled, Links, Marked, Reference, Value


@dataclass(frozen=True)
class EvidenceView:
    """Why a document has a value: given by people, or suggested by a rule.

    A suggestion has the phrase and the place it stands in, offsets in characters.
    """

    origin: str
    source: str
    band: str
    phrase: str
    artefact: str
    segment: int | None
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
class Rejected:
    """A value that a person took off; why is told to those who may read it."""

    field: str
    field_label: str
    value: str
    label: str
    by: str
    date: str
    why: str


@dataclass(frozen=True)
class Change:
    """What one build of the index changed in a Blueprint; `more` is not listed.

    `first` says that the Blueprint was new then. Files are told by their paths.
    """

    date: str
    first: bool
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    gained: tuple[Labelled, ...]
    lost: tuple[Labelled, ...]
    more: int


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
class Reading:
    """How much of a file was read: pages (slides, sheets) with text, of those found."""

    read: int
    found: int


@dataclass(frozen=True)
class ArtefactCard:
    """A file in the list of its Blueprint."""

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
    links: Links


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


@dataclass(frozen=True)
class ArtefactView:
    """An artefact opened, with its segments in order."""

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
    published: str
    modified: str
    language: str
    blueprint: Reference
    labels: tuple[ExplainedField, ...]
    rejected: tuple[Rejected, ...]
    segments: tuple[SegmentCard, ...]
    generation: str
    links: Links


@dataclass(frozen=True)
class SegmentView:
    """The text of one segment with its marks."""

    artefact: Reference
    segment: int
    kind: str
    number: int | None
    label: str
    fragment: Marked
    generation: str
    links: Links
