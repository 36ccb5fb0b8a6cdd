"""Titles: what to call an artefact or a Blueprint when the file says nonsense."""

import re
from collections.abc import Iterable
from html import unescape
from pathlib import PurePosixPath

from mappings.taxonomy import fold
from pipelines.bundle import Artefact, Bundle
from pipelines.enrich.roles import ROLES, role_of
from pipelines.records import Segment

LONGEST = 200  # characters

_PRINTED_FROM = re.compile(
    r"^(?:microsoft (?:office )?(?:word|powerpoint|excel|publisher|visio) - )", re.I
)
_NONSENSE = re.compile(
    r"^(?:untitled.*|powerpoint presentation|presentation ?\d*|slide ?\d*|document ?\d*"
    r"|page ?-?\d*|title|book ?\d*|sheet ?\d*|workbook|template|word document"
    r"|title slide"
    r"|no slide title|contents|table of contents|index|home|readme|draft|scan(?:ned)?.*"
    r"|blank page|test"
    r"|copyright .*|©.*|permission is hereby .*|toggle navigation"
    r"|new .* document|[\d\W_]*)$",
    re.I,
)
_FILE = re.compile(
    r"\.(?:docx?|pptx?|xls[xm]?|pdf|vsdx?|od[tsp]|html?|rtf|txt|md|[ct]sv|xml|json"
    r"|eml|msg|zip|png|jpe?g|gif|bmp|tiff?|svg)$",
    re.I,
)
# "a-b", not "a - b"; "final.draft", not "v1.2"
_JOINS = re.compile(r"(?!(?<= )-+ |(?<=\d)\.\d)[_\-+.]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_SLIDE_OR_SHEET = re.compile(
    r"(?:slide|page|sheet|notes of slide|message|body)\s*\d*$", re.I
)
_MARK = re.compile(r"\W*this is a blueprint on a page only document\W*", re.I)


def artefact_title(artefact: Artefact) -> str:
    """The file's own title if it makes sense, else its first heading, else its name."""
    own = sensible(artefact.record.metadata.get("title", ""))
    return own or first_heading(artefact.record.segments) or readable(artefact.path)


def blueprint_title(bundle: Bundle, titles: Iterable[str]) -> str:
    """The given title, else the core document's or summary's, else the folder's name.

    `titles` are those of the artefacts in their order.
    """
    if bundle.metadata.title.strip():
        return unmarked(bundle.metadata.title)
    named = list(zip(bundle.artefacts, titles, strict=True))
    for role in ROLES[:2]:
        for artefact, title in named:
            if artefact.parent is None and role_of(artefact, bundle.metadata) == role:
                return unmarked(title)
    return readable(bundle.folder) or bundle.id


def unmarked(title: str) -> str:
    """A title without the programme's mark of one-page Blueprints, if more is left."""
    return _MARK.sub(" ", title).strip() or title


def sensible(title: str) -> str:
    """The title cleaned, or nothing where it does not say what the file is about."""
    title = _PRINTED_FROM.sub("", " ".join(unescape(title).split()))
    if (
        title[:1] in "{<|[%&@="
        or _NONSENSE.match(title)
        or _FILE.search(title)
        or len(title) < 4
    ):
        return ""
    if " " not in title and ("_" in title or not title.isalpha()):
        return ""
    return title[:LONGEST]


def first_heading(segments: Iterable[Segment]) -> str:
    """The first heading, slide title or short first line of a text, or nothing."""
    first = next((s for s in segments if s.text.strip() or s.kind == "section"), None)
    if first is None or first.kind in ("sheet", "message", "notes"):
        return ""
    if first.kind == "section" and not _SLIDE_OR_SHEET.match(first.label):
        heading = sensible(first.label)
        if heading:
            return heading
    for line in first.text.lstrip().split("\n")[:4]:
        line = line.strip().lstrip("#").strip()
        if len(line) > 120 or line.endswith((".", ",")):
            return ""
        if " " in line and sensible(line):
            return sensible(line)
    return ""


def readable(path: str) -> str:
    """A file or folder name as people would say it: no extension, dashes, CamelCase.

    Of a path that was flattened with double underscores the last part.
    """
    said = " ".join(_CAMEL.sub(" ", _JOINS.sub(" ", _parts(path)[-1])).split())
    return said[:1].upper() + said[1:] if fold(said) else PurePosixPath(path).name


def file_name(path: str) -> str:
    """A file's name in words, with its extension: what people look for it by."""
    extension = _FILE.search(written_name(path))
    return f"{readable(path)}{extension[0]}" if extension else readable(path)


def written_name(path: str) -> str:
    """A file's name as it is written, without the folder or the file it lies in."""
    return path.rsplit("!/", 1)[-1].rsplit("/", 1)[-1]


def folders(path: str) -> tuple[str, ...]:
    """The folders of a path, the innermost last; flattened ones count as folders.

    One that is called like its file, or has it as its index, is not among them: it
    is what the file is called.
    """
    *outer, name = _parts(path)
    if outer and (name.casefold() == "index" or name == outer[-1]):
        outer.pop()
    return tuple(outer)


def _parts(path: str) -> list[str]:
    """The folders of a path, and last the name of its file without extension."""
    *outer, name = path.replace("!/", "/").split("/")
    stem = _FILE.sub("", name) if _FILE.search(name) else name
    *inner, stem = stem.rstrip("_").split("__")
    return [*filter(fold, [*outer, *inner]), stem]
