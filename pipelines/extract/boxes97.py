"""What stands beside the cells of an XLS, after MS-XLS: boxes, comments, charts."""

import struct
from collections.abc import Iterator

# Kinds of records.
BEGIN, END, SHEET, MORE = 0x0809, 0x000A, 0x0085, 0x003C
BOX, TITLE = 0x01B6, 0x100D  # a text box or comment; a title or series of a chart
EXCEL97 = 0x0600  # books before it keep comments and boxes in records of another form
Record = tuple[int, bytes]


def beside(book: bytes) -> list[list[str]]:
    """The texts of each sheet in the order of the tabs; of old books none.

    Nothing raises: what breaks off gives the texts before.
    """
    if struct.unpack_from("<HxxH", book.ljust(6, b"\0")) != (BEGIN, EXCEL97):
        return []
    places = (c for kind, c in _records(book, 0) if kind == SHEET and len(c) >= 4)
    return [_texts(book, struct.unpack_from("<I", content)[0]) for content in places]


def _records(book: bytes, at: int) -> Iterator[Record]:
    """The records from a place to the end of what begins there, charts inside too."""
    open_parts = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size
        open_parts += (kind == BEGIN) - (kind == END)
        if open_parts <= 0:
            break


def _texts(book: bytes, at: int) -> list[str]:
    found: list[str] = []
    left = 0  # characters of a box that are still to come
    for kind, content in _records(book, at):
        if kind == BOX and len(content) >= 12:
            left = struct.unpack_from("<H", content, 10)[0]
            found.append("")
        elif kind == MORE and left and content:
            text = _decoded(content)[:left]
            left -= len(text)
            found[-1] += text
        elif kind == TITLE and len(content) >= 4:
            found.append(_decoded(content[3:])[: content[2]])
    return list(dict.fromkeys(text for text in found if text.strip()))


def _decoded(content: bytes) -> str:
    """Characters after the flag that says whether each takes two bytes."""
    encoding = "utf-16-le" if content[0] & 1 else "latin-1"
    return content[1:].decode(encoding, "replace")
