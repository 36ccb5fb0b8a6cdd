"""From a planned file to its bytes, and where in them which text stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from demo.compose import compose
from demo.paper import Attachment, Paper, Unit
from demo.plan import Blueprint, PlannedFile
from demo.words import Words
from demo.writers import broken, pdf
from demo.writers.formats import WRITERS


@dataclass(frozen=True, slots=True)
class Made:
    """A file's bytes with its units; `members` are those of the files inside."""

    file: PlannedFile
    content: bytes
    units: tuple[Unit, ...]
    date: str  # YYYY-MM-DD
    members: tuple["Made", ...]


def make(
    words: Words,
    file: PlannedFile,
    holder: Blueprint,
    plans: Mapping[int, Blueprint],
) -> Made:
    """The file of the Blueprint `holder`; `plans` has all Blueprints by number."""
    members = tuple(make(words, member, holder, plans) for member in file.members)
    attachments = tuple(Attachment(m.file.path, m.content) for m in members)
    paper = compose(words, file, holder, plans[file.origin])
    paper = replace(paper, attachments=attachments)
    content, units = _written(paper, file)
    return Made(file, content, units, paper.date, members)


def _written(paper: Paper, file: PlannedFile) -> tuple[bytes, tuple[Unit, ...]]:
    """Bytes and units; none of a file that nobody can read."""
    match file.fate:
        case "ok" | "misnamed":
            written = WRITERS[file.format](paper)
            return written.content, written.units
        case "truncated":
            return broken.truncated(paper, file.format), ()
        case "locked":
            return broken.locked(paper, file.format, Random(file.seed)), ()
        case "hollow":
            return broken.hollow(paper, file.format), ()
        case "scanned":
            return pdf.scanned(paper), ()
        case "blank":
            return b"", ()
