"""DOC: the text of a Word 97 document with its piece table, after MS-DOC."""

import struct
from collections.abc import Mapping, Sequence
from itertools import accumulate

from demo.ole import write as compound
from demo.paper import LABEL, Paper, Unit, Written, lines
from demo.writers.properties import summary_information

TEXT_OFFSET = 2048
SUMMARY = "\x05SummaryInformation"
SECOND_TABLE = 0x0200  # the tables are in the stream "1Table"
# Places of a table among the offsets of the header.
STYLES, CHARACTERS, PARAGRAPHS, FONTS, PROPERTIES, PIECES = 1, 12, 13, 15, 31, 33
OFFSETS = 93
PAGE = 512
PARAGRAPH_SIZE, MOST = 13, 29  # bytes for the format of a paragraph, so many a page
COMPRESSED = 0x40000000  # a byte a character instead of two


def write(paper: Paper) -> Written:
    """The paper as a DOC; nothing marks its headings as such."""
    shown = [paper.title, f"{paper.organisation}. {paper.author}. {paper.date}"]
    for part in paper.parts:
        shown += [part.heading, *lines(part), LABEL]
    paragraphs, flag = _encoded([f"{line}\r" for line in shown])
    stream = bytes(TEXT_OFFSET) + b"".join(paragraphs)
    ends = list(accumulate(map(len, paragraphs), initial=TEXT_OFFSET))
    formatted, characters, paragraph_pages = _formatted(ends, -(-len(stream) // PAGE))
    count = sum(len(line) + 1 for line in shown)
    offset = TEXT_OFFSET * 2 | flag if flag else TEXT_OFFSET
    piece = struct.pack("<2I HIH", 0, count, 0, offset, 0)
    table = {
        STYLES: struct.pack("<H18x", 18),  # there are none
        CHARACTERS: characters,
        PARAGRAPHS: paragraph_pages,
        FONTS: bytes(4),
        PROPERTIES: bytes(544),
        PIECES: struct.pack("<BI", 2, len(piece)) + piece,
    }
    header = _header(count, len(stream) - TEXT_OFFSET, table)
    padded = stream.ljust(-(-len(stream) // PAGE) * PAGE, b"\0")
    streams = {
        "WordDocument": header + padded[len(header) :] + formatted,
        "1Table": b"".join(table.values()),
        SUMMARY: summary_information(paper),
    }
    unit = Unit("body", None, "", "\n".join(shown))
    return Written(compound(streams), (unit,))


def _encoded(paragraphs: Sequence[str]) -> tuple[list[bytes], int]:
    try:
        return [text.encode("cp1252") for text in paragraphs], COMPRESSED
    except UnicodeEncodeError:
        return [text.encode("utf-16-le") for text in paragraphs], 0


def _formatted(ends: Sequence[int], first: int) -> tuple[bytes, bytes, bytes]:
    """Pages that say that all text is plain, and the tables that find them.

    `ends` are where paragraphs end in the stream, after the start of the first;
    `first` is the number of the first page.
    """
    groups = [ends[i : i + MOST + 1] for i in range(0, len(ends) - 1, MOST)]
    pages = [_page(ends[:: len(ends) - 1], 1)]
    pages += [_page(group, PARAGRAPH_SIZE) for group in groups]
    characters = struct.pack("<3I", ends[0], ends[-1], first)
    starts = [group[0] for group in groups]
    numbers = range(first + 1, first + 1 + len(groups))
    paragraphs = struct.pack(f"<{2 * len(groups) + 1}I", *starts, ends[-1], *numbers)
    return b"".join(pages), characters, paragraphs


def _page(ends: Sequence[int], size: int) -> bytes:
    """A page of runs, each with `size` empty bytes for its format."""
    count = len(ends) - 1
    content = struct.pack(f"<{len(ends)}I", *ends) + bytes(size * count)
    return content.ljust(PAGE - 1, b"\0") + bytes([count])


def _header(characters: int, size: int, tables: Mapping[int, bytes]) -> bytes:
    first = struct.pack(
        "<7H I 2B 2H 2I",
        0xA5EC,  # Word
        193,  # of 1997
        0,
        0x0809,  # British English
        0,
        SECOND_TABLE,
        193,
        0,
        0,
        0,
        0,
        0,
        TEXT_OFFSET,
        TEXT_OFFSET + size,
    )
    longs = [0] * 22
    longs[0], longs[3] = TEXT_OFFSET + size, characters
    offsets = [0] * (2 * OFFSETS)
    start = 0
    for place, table in tables.items():
        offsets[2 * place : 2 * place + 2] = start, len(table)
        start += len(table)
    return b"".join(
        [
            first,
            struct.pack("<H28x", 14),
            struct.pack("<H22I", 22, *longs),
            struct.pack(f"<H{2 * OFFSETS}I", OFFSETS, *offsets),
            struct.pack("<H", 0),
        ]
    )
