"""The record: what extraction got out of one artefact; slow to make, kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal[
    "ok",
    "partial",
    "empty",
    "encrypted",
    "unsupported",
    "corrupt",
    "too_large",
    "timeout",
    "crashed",
]
SegmentKind = Literal["page", "slide", "notes", "sheet", "section", "message", "body"]


@dataclass(frozen=True, slots=True)
class Segment:
    """A page, slide, sheet, section or message with its number and label.

    `text` is NFC, with straight apostrophes and quotes, without control characters but
    line feed and tab: offsets into it are the offsets everything else uses.
    """

    kind: SegmentKind
    number: int | None  # as people count it, from 1; None where nothing is counted
    label: str  # "page 12", "slide 3", "notes of slide 3", a sheet's name, a heading
    text: str


@dataclass(frozen=True, slots=True)
class Child:
    """A file inside another, as in a ZIP: its name as written and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an extractor returns of one file.

    `metadata` may have ``title author created modified pages language headline``, the
    last being what is printed big on a first page; dates are ``YYYY-MM-DD``. `reason`
    says in a sentence why `status` is not ``ok``.
    """

    media_type: str
    segments: tuple[Segment, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Child, ...] = ()
    status: Status = "ok"
    reason: str = ""


class ExtractError(Exception):
    """A file that cannot be read: `status` of the closed list, and the reason."""

    def __init__(self, status: Status, reason: str) -> None:
        super().__init__(f"{status}: {reason}")
        self.status: Status = status
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Member:
    """A child as a record names it: its bytes lie in the record store by digest."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Record:
    """An extraction as it is kept, by content digest and extractor version."""

    digest: str  # SHA-256 of the file's bytes, hexadecimal
    extractor: str  # name and version of what read it
    size: int  # bytes
    media_type: str
    status: Status
    reason: str = ""
    segments: tuple[Segment, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    members: tuple[Member, ...] = ()
    seconds: float = 0.0
