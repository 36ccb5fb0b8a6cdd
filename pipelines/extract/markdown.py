"""Markdown: a segment a heading, without the marks; front matter as metadata."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from html import unescape

import yaml

from pipelines.extract.dates import day
from pipelines.extract.decoding import decoded
from pipelines.extract.file import File
from pipelines.records import Extraction, Segment, SegmentKind

DEEPEST = 3  # headings below this level stay inside their section
FRONT = re.compile(r"\s*---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$")
UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
UNSEEN = re.compile(r" {0,3}<(script|style)\b", re.IGNORECASE)
FENCE = re.compile(r" {0,3}(```+|~~~+)")
# What is taken is not given back: a long line of dashes before words has no end else.
RULE = re.compile(
    r"[ \t]*+\|?([ \t]*+:?-{2,}+:?[ \t]*+\|?)++[ \t]*+|[ \t]*([*_-][ \t]*){3,}"
)
COMMENT = re.compile(r"\{%-?\s?comment\b.{0,500}?endcomment\s?-?%\}", re.S)
CODE = re.compile(r"`+([^`\n]{1,2000})`+")
# What a site generator or a person wrote for the machine, and what it shows instead.
MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\{%[^%]{0,500}?\b(?:content|title)=\"([^\"]{1,5000})\"[^%]*%\}"),
        r"\1",
    ),
    (re.compile(r"\{%.{0,500}?%\}|\{\{.{0,500}?\}\}|\{[:#][^}\n]{0,500}\}"), ""),
    (re.compile(r"^ {0,3}\[[^\]^\n][^\]\n]{0,200}\]:[ \t]+\S+.*$", re.MULTILINE), ""),
    (re.compile(r"<(https?://[^>\s]{1,2000}|[^<>@\s]{1,200}@[^<>@\s]{1,200})>"), r"\1"),
    (re.compile(r"<img\b[^>]{0,2000}?\balt=[\"']([^\"'>]*)[\"'][^>]*>", re.I), r"\1"),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), "\n"),
    (re.compile(r"</?[A-Za-z][^<>]{0,2000}>"), ""),
    (re.compile(r"!\[([^\[\]]{0,1000})\](?:\([^()\n]{0,2000}\)|\[[^\[\]]*\])"), r"\1"),
    (re.compile(r"\[([^\[\]]{0,1000})\]\([^()\n]{0,2000}\)"), r"\1"),
    (re.compile(r"\[([^\[\]]{1,1000})\]\[[^\[\]]{0,200}\]"), r"\1"),
    (re.compile(r"(\*\*\*|\*\*|__|~~)(?=\S)(.{1,2000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])([*_])(?=\S)([^*_\n]{1,1000})(?<=\S)\1(?![\w*])"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])"), r"\1"),
    (re.compile(r"^[ \t]{0,3}(>[ \t]?)+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]{0,99}\|[ \t]*|[ \t]{0,9}\|[ \t]{0,9}$", re.MULTILINE), ""),
    (re.compile(r"[ \t]{0,99}(?<!\|)\|(?!\|)[ \t]{0,99}"), "\t"),
)
SIGN = re.compile(r"[^\w\s|]")
ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,31});", re.IGNORECASE)


def extract(file: File) -> Extraction:
    """The text by headings, with what the front matter says of title and author."""
    text = uncommented(decoded(file.path.read_bytes()).replace("\r\n", "\n"))
    metadata: dict[str, str] = {}
    front = FRONT.match(text)
    if front:
        given = _given(front[1])
        metadata = _metadata(given)
        summary = given.get("summary") or given.get("description", "")
        text = f"{summary}\n\n{text[front.end() :]}"
    segments = tuple(sections(text))
    if "title" not in metadata:
        title = next((s.label for s in segments if s.kind == "section"), "")
        metadata["title"] = title
    return Extraction(file.media_type, segments, metadata)


def uncommented(text: str) -> str:
    """The text without comments; one that never ends hides nothing.

    A pattern would look for the end of each beginning through the whole text.
    """
    first, *others = text.split("<!--")
    kept = [first]
    for other in others:
        hidden, end, rest = other.partition("-->")
        kept.append(rest if end else f"<!--{hidden}")
    return COMMENT.sub("", "".join(kept))


def sections(text: str) -> Iterator[Segment]:
    """A segment for each heading of the first levels, and one for what precedes."""
    label, lines = "", list[str]()
    for level, line in _lines(text):
        if 0 < level <= DEEPEST:
            if any(map(str.strip, lines)):
                yield _section(label, lines)
            label, lines = " ".join(line.split()), []
        lines.append(line)
    yield _section(label, lines)


def unmarked(text: str) -> str:
    """Text without the marks of emphasis, links, pictures, tables and quotation.

    Between the marks of code nothing is one: there it is kept, written as entities.
    """
    text = CODE.sub(lambda code: SIGN.sub(_entity, code[1]), text)
    for pattern, shown in MARKS:
        text = pattern.sub(shown, text)
    return ENTITY.sub(_character, text)


def _section(label: str, lines: list[str]) -> Segment:
    kind: SegmentKind = "section" if label else "body"
    return Segment(kind, None, label, "\n".join(lines))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Every line without marks, with its level if it is a heading, else 0.

    Lines of scripts and styles are none, up to the line in which they end.
    """
    fence, end, block = "", "", list[str]()
    for line in text.split("\n"):
        if not fence and not end and (begun := UNSEEN.match(line)):
            end = f"</{begun[1].lower()}"
        if end:
            end = "" if end in line.lower() else end
            continue
        mark = FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence):
                fence = ""
            else:
                yield 0, line
            continue
        heading, under = HEADING.match(line), UNDERLINE.match(line)
        if under and len(block) == 1:
            yield 1 if "=" in line else 2, unmarked(block.pop())
        elif heading or mark or not line.strip():
            yield from _plain(block)
            block = []
            if heading:
                yield len(heading[1]), unmarked(heading[2])
            fence = mark[1][:3] if mark else ""
        else:
            block.append(line)
    yield from _plain(block)


def _plain(block: list[str]) -> Iterator[tuple[int, str]]:
    """The lines of a paragraph, list or table; marks may span its lines."""
    kept = [line for line in block if not RULE.fullmatch(line)]
    yield 0, unmarked("\n".join(kept))


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _character(found: re.Match[str]) -> str:
    return unescape(found[0])


def _given(front: str) -> dict[str, str]:
    """The single values of the front matter; nothing where it is not YAML."""
    try:
        said = yaml.safe_load(front)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    return {
        str(key).lower(): str(value)
        for key, value in said.items()
        if isinstance(value, str | int | float | date)
    }


def _metadata(given: Mapping[str, str]) -> dict[str, str]:
    found = {key: given[key] for key in ("title", "author") if given.get(key)}
    dates = {
        "created": given.get("date") or given.get("created"),
        "modified": given.get("updated") or given.get("last_modified_at"),
    }
    return found | {key: day(text) for key, text in dates.items() if day(text)}
