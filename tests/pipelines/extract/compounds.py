"""Compound files for the tests, record by record as Office wrote them."""

import io
import struct
import zlib
from collections.abc import Mapping, Sequence

import olefile
import xlwt

from demo import ole

MAIN_AT = 0x600


def document(
    pieces: Sequence[str | bytes],
    flags: int = 0,
    magic: int = 0xA5EC,
    lengths: Sequence[int] = (),
    overlapping: bool = False,
) -> bytes:
    """A DOC: pieces given as text are stored as UTF-16, as bytes in cp1252."""
    stored = [p.encode("utf-16-le") if isinstance(p, str) else p for p in pieces]
    counts = [len(p) for p in pieces]
    bounds = [sum(counts[:i]) for i in range(len(counts) + 1)]
    places, at = b"", MAIN_AT
    for piece, content in zip(pieces, stored, strict=True):
        packed = isinstance(piece, bytes)
        place = at * 2 | 0x40000000 if packed else at
        places += struct.pack("<HIH", 0, place, 0)
        at += 0 if overlapping else len(content)
    plc = struct.pack(f"<{len(bounds)}I", *bounds) + places
    # A group of properties stands before the table of pieces.
    clx = struct.pack("<BH4x", 1, 4) + struct.pack("<BI", 2, len(plc)) + plc
    header = bytearray(MAIN_AT)
    struct.pack_into("<HH", header, 0, magic, 0xC1)
    struct.pack_into("<H", header, 0x0A, flags | 0x0200)
    struct.pack_into("<II", header, 0x18, MAIN_AT, at)
    stories = list(lengths) or [sum(counts)]
    struct.pack_into(f"<{len(stories)}i", header, 0x4C, *stories)
    struct.pack_into("<II", header, 0x01A2, 0, len(clx))
    return ole.write({"WordDocument": bytes(header) + b"".join(stored), "1Table": clx})


def record(kind: int, content: bytes, instance: int = 0, container: bool = False):
    """A record of a PPT."""
    head = instance << 4 | (0xF if container else 0)
    return struct.pack("<HHI", head, kind, len(content)) + content


def chars(text: str) -> bytes:
    return record(0x0FA0, text.encode("utf-16-le"))


def octets(text: str) -> bytes:
    return record(0x0FA8, text.encode("latin-1"))


def show(
    slides: Sequence[bytes],
    listed: bytes,
    token: int = 0xE391C05F,
    folder: str = "",
    **more: bytes,
) -> bytes:
    """A PPT: `slides` are stored as objects 2, 3 … and `listed` is what lists them."""
    text_list = record(0x0FF0, listed, container=True)
    objects = [record(0x03E8, text_list, container=True), *slides]
    stream, places = b"", []
    for content in objects:
        places.append(len(stream))
        stream += content
    directory = len(stream)
    entries = struct.pack("<I", len(places) << 20 | 1)
    stream += record(0x1772, entries + struct.pack(f"<{len(places)}I", *places))
    edit = len(stream)
    stream += record(0x0FF5, struct.pack("<8xIIII4x", 0, directory, 1, 9))
    user = record(0x0FF6, struct.pack("<III", 0x14, token, edit))
    streams = {"PowerPoint Document": stream, "Current User": user}
    return ole.write({**{folder + k: v for k, v in streams.items()}, **more})


def persist(reference: int, identity: int) -> bytes:
    return record(0x03F3, struct.pack("<I4x4xII", reference, identity, 0))


def slide(*texts: bytes) -> bytes:
    """A slide whose texts lie in the boxes of a drawing."""
    boxes = b"".join(record(0xF00D, text, container=True) for text in texts)
    return record(0x03EE, record(0x040C, boxes, container=True), container=True)


def comment(author: str, text: str, initials: str) -> bytes:
    """A comment on a slide, under the mark of PowerPoint 2002."""
    strings = (
        record(0x0FBA, t.encode("utf-16-le"), i)
        for i, t in enumerate((author, text, initials))
    )
    noted = record(
        0x2EE0, b"".join(strings) + record(0x2EE1, bytes(28)), container=True
    )
    mark = record(0x0FBA, "___PPT10".encode("utf-16-le"))
    tag = record(0x138A, mark + record(0x138B, noted), container=True)
    return record(0x1388, tag, container=True)


def workbook(*sheets: tuple[str, Sequence[Sequence[object]]]) -> bytes:
    """An XLS by xlwt; dates are shown as days."""
    book = xlwt.Workbook()
    style = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for name, rows in sheets:
        sheet = book.add_sheet(name)
        for y, row in enumerate(rows):
            for x, value in enumerate(row):
                if hasattr(value, "isoformat"):
                    sheet.write(y, x, value, style)
                else:
                    sheet.write(y, x, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def locked_workbook() -> bytes:
    """A workbook with the record that says its contents are encrypted."""
    with olefile.OleFileIO(io.BytesIO(workbook(("Plan", [["x"]])))) as file:
        stream = file.openstream("Workbook").read()
    start = 4 + struct.unpack_from("<H", stream, 2)[0]
    lock = struct.pack("<HHHHH16s16s16s", 0x2F, 54, 1, 1, 1, b"s" * 16, b"v", b"h")
    return ole.write({"Workbook": stream[:start] + lock + stream[start:]})


def holding(content: bytes, streams: Mapping[str, bytes]) -> bytes:
    """A compound file with more streams, some of them in storages."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        kept = {"/".join(path): file.openstream(path).read() for path in file.listdir()}
    return ole.write({**kept, **streams})


def show_with(*objects: bytes) -> bytes:
    """A PPT of one slide and OLE objects, every second of them packed."""
    stored = [
        record(0x1011, content, 0)
        if number % 2
        else record(0x1011, struct.pack("<I", len(content)) + zlib.compress(content), 1)
        for number, content in enumerate(objects)
    ]
    return show([slide(octets("Costs")), *stored], persist(2, 256))


def with_boxes(content: bytes, *records: tuple[int, bytes]) -> bytes:
    """A workbook with these records at the end of its last sheet."""
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        stream = file.openstream("Workbook").read()
    at = end = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        end = at if kind == 0x0A else end
        at += 4 + size
    more = (struct.pack("<HH", kind, len(c)) + c for kind, c in records)
    return ole.write({"Workbook": stream[:end] + b"".join(more) + stream[end:]})


def message(
    properties: dict[int, str | bytes], folder: str = "", page: int = 1252
) -> dict[str, bytes]:
    """The streams of a message in an MSG: text as UTF-16, bytes in its code page."""
    head = 24 if folder else 32
    table = struct.pack("<HHIIxxxx", 0x03, 0x3FFD, 6, page)
    streams = {}
    for tag, value in properties.items():
        kind = 0x1F if isinstance(value, str) else 0x1E
        content = value.encode("utf-16-le") if isinstance(value, str) else value
        streams[f"{folder}__substg1.0_{tag:04X}{kind:04X}"] = content
    return {f"{folder}__properties_version1.0": bytes(head) + table, **streams}
