"""The paper: what a file says, before it has a format."""

from collections.abc import Iterable
from dataclasses import dataclass

LABEL = "Synthetic demonstration data"


@dataclass(frozen=True, slots=True)
class Part:
    """A section, slide or sheet; only slides have `notes`, their speaker's."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    numbered: bool = False  # the bullets are steps
    table: tuple[tuple[str, ...], ...] = ()  # with the header row
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside an archive or a mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with what its metadata says of it."""

    title: str
    kind: str  # label of the artefact type
    organisation: str
    author: str  # a role, never a person
    date: str  # YYYY-MM-DD
    parts: tuple[Part, ...]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A page, slide, sheet or section as a reader of the file will find it."""

    kind: str
    number: int | None
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A file's bytes, and where in it which text stands."""

    content: bytes
    units: tuple[Unit, ...]


def lines(part: Part) -> list[str]:
    """The part's text line by line, without its heading and notes."""
    marks = (f"{i}. " for i in range(1, 1 + len(part.bullets)))
    bullets = [m + b for m, b in zip(marks, part.bullets, strict=True)]
    rows = [" | ".join(row) for row in part.table]
    return [*part.paragraphs, *(bullets if part.numbered else part.bullets), *rows]


def sections(paper: Paper, kind: str = "section") -> tuple[Unit, ...]:
    """A unit a part under its heading."""
    return tuple(
        Unit(kind, None, part.heading, text([part.heading, *lines(part)]))
        for part in paper.parts
    )


def text(pieces: Iterable[str]) -> str:
    """The pieces that are not empty, a line each."""
    return "\n".join(piece for piece in pieces if piece)
