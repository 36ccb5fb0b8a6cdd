"""DOC of Word 97 to 2003, and the plain text of older ones, after MS-DOC."""

import re
import struct
from collections.abc import Iterator
from itertools import pairwise

from pipelines.extract import compound
from pipelines.extract.breaks import paged
from pipelines.extract.embedded import inside
from pipelines.extract.file import File
from pipelines.records import ExtractError, Extraction, Segment, Status

WORD97, OLDER = 0xA5EC, (0xA5DC, 0xA5DB)
ENCRYPTED, COMPLEX, TABLE_1 = 0x0100, 0x0004, 0x0200  # flags at 0x0A
FIRST = 0x18  # where the text begins, and then where it ends
LENGTHS = 0x4C  # characters of each story, eight numbers
CLX = 0x01A2  # where the piece table lies in the table stream, and its length
PIECES, PROPERTIES = 2, 1
PACKED = 0x40000000  # a piece with a byte a character
# The stories as they follow each other; macros are no text.
STORIES = (
    "",
    "footnotes",
    "headers and footers",
    "macros",
    "comments",
    "endnotes",
    "text boxes",
    "text boxes in headers",
)
FIELD_BEGIN, FIELD_RESULT, FIELD_END = "\x13", "\x14", "\x15"
MARK = re.compile(f"[{FIELD_BEGIN}{FIELD_RESULT}{FIELD_END}]")
CELL, ROW = "\x07", "\x07\x07"
SHOWN = str.maketrans(
    {
        CELL: "\t",
        "\r": "\n",
        "\x0b": "\n",
        "\x0e": "\n",
        "\x1e": "-",
        # Places of pictures, notes, comments and drawings; optional hyphens.
        **dict.fromkeys("\x01\x02\x03\x04\x05\x08\x1f"),
    }
)


def extract(file: File) -> Extraction:
    """The main text by the pages it marks, then notes, headers and the like.

    Files that are embedded are children.
    """
    with compound.opened(file) as ole:
        document = compound.stream(ole, "WordDocument")
        if len(document) < 0x60:
            raise ExtractError("corrupt", "the stream WordDocument is missing or cut")
        magic, flags = struct.unpack_from("<H8xH", document)
        if flags & ENCRYPTED:
            raise ExtractError("encrypted", "protected by a password")
        table = compound.stream(ole, "1Table" if flags & TABLE_1 else "0Table")
        metadata = compound.properties(ole)
        members = inside(ole, file.limits)
    if magic in OLDER:
        return _older(file, document, flags, metadata)
    if magic != WORD97:
        raise ExtractError("corrupt", f"not a Word document: it begins {magic:04x}")
    text, problem = _text(document, table)
    segments = tuple(_segments(text, document))
    reason = "; ".join(filter(None, (problem, members.reason())))
    status: Status = "partial" if reason else "ok"
    children = tuple(members.children)
    return Extraction(file.media_type, segments, metadata, children, status, reason)


def _older(
    file: File, document: bytes, flags: int, metadata: dict[str, str]
) -> Extraction:
    """Word 6 and 95: the text lies in one piece unless it was saved in a hurry."""
    first, last = struct.unpack_from("<II", document, FIRST)
    text = document[first:last].decode("cp1252", "replace")
    status: Status = "partial" if flags & COMPLEX else "ok"
    reason = "a document of Word 95, saved in pieces" if flags & COMPLEX else ""
    return Extraction(file.media_type, paged(shown(text)), metadata, (), status, reason)


def _segments(text: str, document: bytes) -> Iterator[Segment]:
    start = 0
    lengths = struct.unpack_from("<8i", document, LENGTHS)
    for label, length in zip(STORIES, lengths, strict=True):
        story = text[start : start + max(0, length)]
        start += max(0, length)
        if not label:
            yield from paged(shown(story))
        elif label != "macros":
            yield Segment("section", None, label, shown(story).replace("\x0c", "\n"))


def _text(document: bytes, table: bytes) -> tuple[str, str]:
    """All stories in one string, and what was wrong with the piece table."""
    first, last = struct.unpack_from("<II", document, FIRST)
    if len(document) < CLX + 8:
        raise ExtractError("corrupt", "the header of the document is cut")
    offset, length = struct.unpack_from("<II", document, CLX)
    pieces = _pieces(table[offset : offset + length])
    if pieces is None:
        text = document[first:last].decode("cp1252", "replace")
        return text, "the table of pieces is damaged: read without it"
    found: list[str] = []
    problem, most = "", len(document)
    for characters, position in pieces:
        packed = position & PACKED
        start = (position & ~PACKED & 0x7FFFFFFF) // (2 if packed else 1)
        size = characters if packed else characters * 2
        content = document[start : start + size]
        if len(content) < size:
            problem = "breaks off before the end of its text"
        encoding = "cp1252" if packed else "utf-16-le"
        found.append(content.decode(encoding, "replace"))
        most -= len(found[-1])
        if most < 0:
            return "".join(found), "pieces overlap"
    return "".join(found), problem


def _pieces(clx: bytes) -> list[tuple[int, int]] | None:
    """Length in characters and position of each piece; None when the table is bad."""
    at = 0
    while at + 5 <= len(clx) and clx[at] == PROPERTIES:
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    if at + 5 > len(clx) or clx[at] != PIECES:
        return None
    size = struct.unpack_from("<I", clx, at + 1)[0]
    count = (size - 4) // 12
    plc = clx[at + 5 : at + 5 + size]
    if count < 1 or len(plc) < count * 12 + 4:
        return None
    bounds = struct.unpack_from(f"<{count + 1}I", plc)
    positions = (
        struct.unpack_from("<I", plc, (count + 1) * 4 + i * 8 + 2)[0]
        for i in range(count)
    )
    lengths = (end - start for start, end in pairwise(bounds))
    pieces = list(zip(lengths, positions, strict=True))
    return None if any(length < 0 for length, _ in pieces) else pieces


def shown(text: str) -> str:
    """Text as it is printed: fields by their results, cells and rows held apart."""
    text = _without_codes(text).replace(ROW, "\n")
    return text.translate(SHOWN)


def _without_codes(text: str) -> str:
    """The text without the codes of its fields, which lie between begin and result."""
    kept: list[str] = []
    codes: list[bool] = []  # for each open field whether its code is being read
    hidden = 0  # open fields whose code is being read
    at = 0
    for mark in MARK.finditer(text):
        if not hidden:
            kept.append(text[at : mark.start()])
        at = mark.end()
        if mark[0] == FIELD_BEGIN:
            codes.append(True)
            hidden += 1
        elif codes:
            hidden -= codes[-1]
            codes[-1] = False
            if mark[0] == FIELD_END:
                codes.pop()
    # A field that never ends hides nothing: the file is damaged, not the text.
    kept.append(text[at:])
    return "".join(kept)
