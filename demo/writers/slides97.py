"""PPT: slides with notes as PowerPoint 97 keeps them, after MS-PPT."""

import struct
from collections.abc import Sequence

from demo.ole import write as compound
from demo.paper import LABEL, Paper, Part, Written, lines
from demo.writers.properties import summary_information
from demo.writers.slides import units

DOCUMENT, DOCUMENT_ATOM, END = 0x03E8, 0x03E9, 0x03EA
SLIDE, SLIDE_ATOM = 0x03EE, 0x03EF
NOTES, NOTES_ATOM = 0x03F0, 0x03F1
MAIN_MASTER, MASTER_STYLE = 0x03F8, 0x0FA3
ENVIRONMENT, FONTS = 0x03F2, 0x07D5
FOOTERS, FOOTERS_ATOM, INFORMATION = 0x0FD9, 0x0FDA, 0x07D0
ON_SLIDES, ON_NOTES = 3, 4
LIST, PERSIST = 0x0FF0, 0x03F3
TEXT_HEADER, TEXT = 0x0F9F, 0x0FA0
TEXT_REFERENCE = 0x0F9E
DIRECTORY, USER_EDIT, CURRENT_USER = 0x1772, 0x0FF5, 0x0FF6
DRAWING, DRAWN, GROUP, SHAPE = 0x040C, 0xF002, 0xF003, 0xF004
DRAWING_ATOM, GROUP_ATOM, SHAPE_ATOM, TEXT_BOX = 0xF008, 0xF009, 0xF00A, 0xF00D
TITLE_TEXT, BODY_TEXT, NOTES_TEXT, OTHER_TEXT = 0, 1, 2, 4
TEXTS = (TITLE_TEXT, BODY_TEXT, NOTES_TEXT, OTHER_TEXT)
SLIDES_LIST, MASTERS_LIST, NOTES_LIST = 0, 1, 2
TITLE_AND_BODY = (13, 14, 0, 0, 0, 0, 0, 0)
FIRST_PERSISTED = 3  # after the document and the master
FIRST_SLIDE, FIRST_NOTES, MASTER = 256, 1000, 0x80000000  # identities, not places


def write(paper: Paper) -> Written:
    """The paper as a PPT; the label stands on each slide."""
    cover = f"{paper.organisation}\r{paper.date}"
    slides = [(paper.title, cover, "")] + [_slide(part) for part in paper.parts]
    noted = [i for i, (_, _, notes) in enumerate(slides) if notes]
    first_notes = FIRST_PERSISTED + len(slides)
    persisted = [_document(slides, noted, first_notes), _master(len(slides) * 2 + 1)]
    persisted += [_slide_record(i, i in noted, i + 1) for i in range(len(slides))]
    persisted += [_notes_record(i, slides[i][2], len(slides) + i + 1) for i in noted]
    starts, stream = [], b""
    for record in persisted:
        starts.append(len(stream))
        stream += record
    directory = len(stream)
    stream += _atom(DIRECTORY, _u4(1 | len(starts) << 20), *map(_u4, starts))
    edit = len(stream)
    stream += _atom(
        USER_EDIT,
        struct.pack("<IHBBIIIIHH", 0, 0, 0, 3, 0, directory, 1, len(starts) + 1, 1, 0),
    )
    user = struct.pack("<IIIHHBBH", 0x14, 0xE391C05F, edit, 4, 0x03F4, 3, 0, 0)
    streams = {
        "PowerPoint Document": stream,
        "Current User": _atom(CURRENT_USER, user, b"demo", _u4(8)),
        "\x05SummaryInformation": summary_information(paper),
    }
    return Written(compound(streams), units(paper))


def _slide(part: Part) -> tuple[str, str, str]:
    return part.heading, "\r".join(lines(part)), part.notes


def _document(
    slides: Sequence[tuple[str, str, str]], noted: Sequence[int], first_notes: int
) -> bytes:
    """The document with the titles and texts of its slides."""
    sizes = (5760, 4320, 4320, 5760, 1, 2)  # of slides and notes, and their zoom
    size = struct.pack("<6i2IHH4B", *sizes, 0, 0, 1, 0, 0, 0, 0, 1)
    listed = [
        _persist(FIRST_PERSISTED + i, FIRST_SLIDE + i, 2)
        + _text(TITLE_TEXT, title)
        + _text(BODY_TEXT, body, 1)
        for i, (title, body, _) in enumerate(slides)
    ]
    notes = [_persist(first_notes + n, FIRST_NOTES + i, 0) for n, i in enumerate(noted)]
    return _container(
        DOCUMENT,
        _atom(DOCUMENT_ATOM, size, version=1),
        _container(
            ENVIRONMENT,
            _container(FONTS),
            _atom(MASTER_STYLE, bytes(2), instance=OTHER_TEXT),
        ),
        _container(LIST, _persist(2, MASTER, 0), instance=MASTERS_LIST),
        _container(INFORMATION),
        _container(FOOTERS, _atom(FOOTERS_ATOM, _u4(0)), instance=ON_SLIDES),
        _container(FOOTERS, _atom(FOOTERS_ATOM, _u4(0)), instance=ON_NOTES),
        _container(LIST, *listed, instance=SLIDES_LIST),
        _container(LIST, *notes, instance=NOTES_LIST),
        _atom(END),
    )


def _slide_record(number: int, noted: bool, drawing: int) -> bytes:
    notes = FIRST_NOTES + number if noted else 0
    layout = struct.pack("<I8BIIHH", 1, *TITLE_AND_BODY, MASTER, notes, 0, 0)
    boxes = [_atom(TEXT_REFERENCE, _u4(0)), _atom(TEXT_REFERENCE, _u4(1))]
    boxes.append(_text(OTHER_TEXT, LABEL))
    return _container(
        SLIDE, _atom(SLIDE_ATOM, layout, version=2), _drawing(boxes, drawing)
    )


def _master(drawing: int) -> bytes:
    """The master that all slides follow; there is nothing on it."""
    layout = struct.pack("<I8BIIHH", 1, *TITLE_AND_BODY, 0, 0, 0, 0)
    styles = [_atom(MASTER_STYLE, bytes(2), instance=kind) for kind in TEXTS]
    return _container(
        MAIN_MASTER,
        _atom(SLIDE_ATOM, layout, version=2),
        *styles,
        _drawing([], drawing),
    )


def _notes_record(number: int, notes: str, drawing: int) -> bytes:
    about = struct.pack("<IHH", FIRST_SLIDE + number, 0, 0)
    return _container(
        NOTES,
        _atom(NOTES_ATOM, about, version=1),
        _drawing([_text(NOTES_TEXT, notes)], drawing),
    )


def _drawing(boxes: Sequence[bytes], number: int) -> bytes:
    """A drawing of text boxes, one below another."""
    first = number << 10
    group = _container(
        SHAPE,
        _atom(GROUP_ATOM, bytes(16), version=1),
        _atom(SHAPE_ATOM, struct.pack("<II", first, 0x0005), version=2),
    )
    shapes = [
        _container(
            SHAPE,
            _atom(
                SHAPE_ATOM,
                struct.pack("<II", first + i, 0x0A00),
                version=2,
                instance=1,
            ),
            _container(TEXT_BOX, box),
        )
        for i, box in enumerate(boxes, 1)
    ]
    counts = struct.pack("<II", len(shapes) + 1, first + len(shapes))
    return _container(
        DRAWING,
        _container(
            DRAWN,
            _atom(DRAWING_ATOM, counts, instance=number),
            _container(GROUP, group, *shapes),
        ),
    )


def _persist(reference: int, identity: int, texts: int) -> bytes:
    return _atom(PERSIST, struct.pack("<5I", reference, 4, texts, identity, 0))


def _text(kind: int, written: str, instance: int = 0) -> bytes:
    head = _atom(TEXT_HEADER, _u4(kind), instance=instance)
    return head + _atom(TEXT, written.encode("utf-16-le"))


def _container(kind: int, *records: bytes, instance: int = 0) -> bytes:
    return _atom(kind, *records, version=15, instance=instance)


def _atom(kind: int, *content: bytes, version: int = 0, instance: int = 0) -> bytes:
    joined = b"".join(content)
    return struct.pack("<HHI", instance << 4 | version, kind, len(joined)) + joined


def _u4(number: int) -> bytes:
    return struct.pack("<I", number)
