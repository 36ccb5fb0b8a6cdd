"""Titles: what to call an artefact or a Blueprint when the file says nonsense."""

import re
from collections.abc import Iterable
from html import unescape

from pipelines.bundle import Artefact, Bundle
from pipelines.enrich.paths import FILE, readable
from pipelines.enrich.roles import ROLES, role_of
from pipelines.records import Segment

LONGEST = 200  # characters
LINE = 120  # and no more are in a heading that is known by its place or print

_PROGRAM = r"microsoft (?:office )?(?:word|powerpoint|excel|publisher|visio)"
_PRINTED_FROM = re.compile(rf"^{_PROGRAM} - ", re.I)
_NONSENSE = re.compile(
    r"^(?:untitled.*|(?:powerpoint )?(?:presentation|slide|document|title) ?\d*"
    r"|page ?-?\d*|(?:work)?book ?\d*|sheet ?\d*|template|word document"
    r"|title slide|(?:no|no slide|document|presentation) title"
    rf"|{_PROGRAM}"
    r"|contents|table of contents|index|home|readme|draft|scan(?:ned)?.*"
    r"|blank page|test"
    r"|copyright .*|©.*|permission is hereby .*|toggle navigation"
    r"|new .* document|[\d\W_]*)$",
    re.I,
)
_SLIDE_OR_SHEET = re.compile(
    r"(?:slide|page|sheet|notes of slide|message|body)\s*\d*$", re.I
)
_MARK = re.compile(r"\W*this is a blueprint on a page only doc(?:ument)?\b", re.I)
_OF_SUMMARY = re.compile(r"\s*[:–—-]\s*(?:one[ -]page |executive )?summary\W*$", re.I)


def artefact_title(artefact: Artefact) -> str:
    """The file's own title if it makes sense, else its first heading, else its name."""
    metadata = artefact.record.metadata
    heading = (
        sensible(metadata.get("title", ""))
        or _printed_big(metadata.get("headline", ""))
        or first_heading(artefact.record.segments)
    )
    return unmarked(heading or readable(artefact.path))


def blueprint_title(bundle: Bundle, titles: Iterable[str]) -> str:
    """The given title, else the core document's or summary's, else the folder's name.

    `titles` are those of the artefacts in their order. That a file is a summary is no
    part of its Blueprint's name.
    """
    if bundle.metadata.title.strip():
        return unmarked(bundle.metadata.title)
    named = list(zip(bundle.artefacts, titles, strict=True))
    for role in ROLES[:2]:
        for artefact, title in named:
            if artefact.parent is None and role_of(artefact, bundle.metadata) == role:
                return _OF_SUMMARY.sub("", title) or title
    return unmarked(readable(bundle.folder)) or bundle.id


def unmarked(title: str) -> str:
    """A title without the programme's mark of one-page Blueprints, if more is left."""
    return _MARK.sub("", title).strip(" :–—-") or title


def sensible(title: str) -> str:
    """The title cleaned, or nothing where it does not say what the file is about."""
    title = _PRINTED_FROM.sub("", " ".join(unescape(title).split()))
    if (
        title[:1] in "{<|[%&@="
        or _NONSENSE.match(title)
        or FILE.search(title)
        or len(title) < 4
    ):
        return ""
    if " " not in title and ("_" in title or not title.isalpha()):
        return ""
    return title[:LONGEST]


def _printed_big(line: str) -> str:
    """What is printed biggest on a first page, where it may be a title."""
    if " " not in line or len(line) > LINE or line.endswith((".", ",")):
        return ""
    return sensible(line)


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
        if len(line) > LINE or line.endswith((".", ",")):
            return ""
        if " " in line and sensible(line):
            return sensible(line)
    return ""
