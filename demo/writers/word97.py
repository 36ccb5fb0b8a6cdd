"""DOC: the text of a Word 97 document with its piece table, after MS-DOC."""

import struct

from demo.ole import write as compound
from demo.paper import LABEL, Paper, Unit, Written, lines
from demo.writers.properties import summary_information

TEXT_OFFSET = 2048
SUMMARY = "\x05SummaryInformation"
SECOND_TABLE = 0x0200  # the piece table is in the stream "1Table"
PIECES = 33  # place of the piece table among the offsets of the header
OFFSETS = 93
COMPRESSED = 0x40000000  # a byte a character instead of two


def write(paper: Paper) -> Written:
    """The paper as a DOC; nothing marks its headings as such."""
    shown = [paper.title, f"{paper.organisation}. {paper.author}. {paper.date}"]
    for part in paper.parts:
        shown += [part.heading, *lines(part), LABEL]
    written = "\r".join(shown) + "\r"
    content, flag = _encoded(written)
    offset = TEXT_OFFSET * 2 | flag if flag else TEXT_OFFSET
    piece = struct.pack("<2I HIH", 0, len(written), 0, offset, 0)
    table = struct.pack("<BI", 2, len(piece)) + piece
    header = _header(len(written), len(content), len(table))
    streams = {
        "WordDocument": header.ljust(TEXT_OFFSET, b"\0") + content,
        "1Table": table,
        SUMMARY: summary_information(paper),
    }
    unit = Unit("body", None, "", "\n".join(shown))
    return Written(compound(streams), (unit,))


def _encoded(written: str) -> tuple[bytes, int]:
    try:
        return written.encode("cp1252"), COMPRESSED
    except UnicodeEncodeError:
        return written.encode("utf-16-le"), 0


def _header(characters: int, size: int, table: int) -> bytes:
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
    offsets[2 * PIECES + 1] = table
    return b"".join(
        [
            first,
            struct.pack("<H28x", 14),
            struct.pack("<H22I", 22, *longs),
            struct.pack(f"<H{2 * OFFSETS}I", OFFSETS, *offsets),
            struct.pack("<H", 0),
        ]
    )
