"""PPT of PowerPoint 97 to 2003 after MS-PPT: slides in order, and their notes."""

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipelines.extract import compound
from pipelines.extract.embedded import unwrapped
from pipelines.extract.file import File, Limits
from pipelines.extract.members import Members
from pipelines.records import ExtractError, Extraction, Segment, Status

LOCKED_TOKEN = 0xF3D1C4DF
CONTAINER = 0xF
# Kinds of records.
NOTES, NOTES_ATOM = 0x03F0, 0x03F1
LIST, PERSIST = 0x0FF0, 0x03F3
EDIT, DIRECTORY = 0x0FF5, 0x1772
CHARS, BYTES, OUTLINE, HEADER = 0x0FA0, 0x0FA8, 0x0F9E, 0x0F9F
TAGGED, COMMENT, STRING = 0x138B, 0x2EE0, 0x0FBA
OBJECT, PACKED = 0x1011, 1  # an OLE object, and the instance of one that is packed
OF_SLIDES, OF_NOTES = 0, 2  # instances of the list
NOTED = 1  # instance of the string of a comment that is its text
EDITS = 10_000
DUAL = "PP97_DUALSTORAGE"  # the show, in a file for PowerPoint 95 as well
FIELD = "*"  # stands where the slide number, the date or the footer is shown
BROKEN = "the directory of slides is damaged: read without their order"


@dataclass(frozen=True, slots=True)
class Piece:
    """A record: kind, instance, and where its contents begin and end."""

    kind: int
    instance: int
    container: bool
    start: int
    end: int


@dataclass(slots=True)
class Listed:
    """A slide or notes page of a list: where it lies, its id, its outline texts."""

    reference: int
    identity: int
    texts: list[str]


def extract(file: File) -> Extraction:
    """A segment a slide in the order of the show, notes behind their slide.

    Files that are embedded are children.
    """
    with compound.opened(file) as ole:
        folder = (DUAL,) if ole.exists(DUAL) else ()
        content = compound.stream(ole, *folder, "PowerPoint Document")
        user = compound.stream(ole, *folder, "Current User")
        locked = ole.exists("EncryptedSummary")
        metadata = compound.properties(ole)
    if locked or (len(user) >= 16 and _number(user, 12) == LOCKED_TOKEN):
        raise ExtractError("encrypted", "protected by a password")
    if not content:
        raise ExtractError("corrupt", "the stream PowerPoint Document is missing")
    try:
        places, reference = _directory(content, _number(user, 16))
        segments = tuple(_slides(content, places, reference))
        members = _embedded(content, places, file.limits)
    except (struct.error, KeyError):
        segments = ()
    if segments:
        metadata["pages"] = str(sum(segment.kind == "slide" for segment in segments))
        children, reason = tuple(members.children), members.reason()
        status: Status = "partial" if reason else "ok"
        return Extraction(file.media_type, segments, metadata, children, status, reason)
    body = Segment("body", None, "", "\n".join(_everything(content)))
    return Extraction(file.media_type, (body,), metadata, (), "partial", BROKEN)


def _slides(
    content: bytes, places: Mapping[int, int], reference: int
) -> Iterator[Segment]:
    document = _record(content, places[reference])
    lists = [piece for piece in _inside(content, document) if piece.kind == LIST]
    notes = _notes(content, lists, places)
    shown = (s for p in lists if p.instance == OF_SLIDES for s in _listed(content, p))
    for number, slide in enumerate(shown, 1):
        place = places.get(slide.reference)
        text = "\n".join(slide.texts)
        if place is not None:
            record = _record(content, place)
            lines = (*_texts(content, record, slide.texts), *_comments(content, record))
            text = "\n".join(lines)
        yield Segment("slide", number, f"slide {number}", text)
        if notes.get(slide.identity):
            label = f"notes of slide {number}"
            yield Segment("notes", number, label, notes[slide.identity])


def _embedded(content: bytes, places: Mapping[int, int], limits: Limits) -> Members:
    """The files that the show holds after its last edit."""
    members = Members(limits)
    records = (_record(content, place) for place in sorted(set(places.values())))
    objects = (record for record in records if record.kind == OBJECT)
    for number, record in enumerate(objects, 1):
        inner = content[record.start : record.end]
        try:
            if record.instance == PACKED:  # behind its size
                inner = zlib.decompressobj().decompress(inner[4:], limits.part_bytes)
            name, inner = unwrapped(f"object{number}.bin", inner)
        except (zlib.error, ExtractError) as error:
            members.problem(f"object {number}: {getattr(error, 'reason', error)}")
            continue
        if inner:
            members.take(name, inner)
    return members


def _directory(content: bytes, edit: int) -> tuple[dict[int, int], int]:
    """Where each object lies after the last edit, and which one is the document."""
    places: dict[int, int] = {}
    document = 0
    seen: set[int] = set()
    while edit and edit not in seen and len(seen) < EDITS:
        seen.add(edit)
        atom = _record(content, edit)
        if atom.kind != EDIT:
            break
        previous, directory, reference = struct.unpack_from(
            "<III", content, atom.start + 8
        )
        if atom.end - atom.start >= 32 and _number(content, atom.start + 28):
            raise ExtractError("encrypted", "protected by a password")
        document = document or reference
        for key, place in _entries(content, _record(content, directory)):
            places.setdefault(key, place)
        edit = previous
    return places, document


def _entries(content: bytes, atom: Piece) -> Iterator[tuple[int, int]]:
    at = atom.start
    while atom.kind == DIRECTORY and at + 4 <= atom.end:
        head = _number(content, at)
        first, count = head & 0xFFFFF, head >> 20
        at += 4
        for key in range(first, first + count):
            if at + 4 > atom.end:
                return
            yield key, _number(content, at)
            at += 4


def _listed(content: bytes, piece: Piece) -> Iterator[Listed]:
    """The slides of a list; the texts that follow one are its placeholders'."""
    current: Listed | None = None
    for atom in _inside(content, piece):
        if atom.kind == PERSIST and atom.end - atom.start >= 16:
            if current:
                yield current
            reference, identity = struct.unpack_from("<I8xI", content, atom.start)
            current = Listed(reference, identity, [])
        elif current and atom.kind == HEADER:
            current.texts.append("")
        elif current and atom.kind in (CHARS, BYTES):
            if not current.texts:
                current.texts.append("")
            current.texts[-1] = _decoded(content, atom)
    if current:
        yield current


def _notes(
    content: bytes, lists: list[Piece], places: Mapping[int, int]
) -> dict[int, str]:
    """The text of each page of notes by the id of its slide."""
    found: dict[int, str] = {}
    listed = (s for p in lists if p.instance == OF_NOTES for s in _listed(content, p))
    for page in listed:
        if page.reference not in places:
            continue
        record = _record(content, places[page.reference])
        atoms = (p for p in _inside(content, record) if p.kind == NOTES_ATOM)
        atom = next(atoms, None)
        if record.kind == NOTES and atom is not None:
            lines = _texts(content, record, page.texts)
            found[_number(content, atom.start)] = "\n".join(lines)
    return found


def _texts(content: bytes, record: Piece, outline: list[str]) -> list[str]:
    """The texts of a slide in the order of its shapes; those only listed go first."""
    found: list[str] = []
    used: set[int] = set()
    for atom in _walk(content, record):
        if atom.kind == OUTLINE and atom.end - atom.start >= 4:
            index = _number(content, atom.start)
            if index < len(outline):
                used.add(index)
                found.append(outline[index])
        elif atom.kind in (CHARS, BYTES):
            found.append(_decoded(content, atom))
    rest = [text for index, text in enumerate(outline) if index not in used]
    return [text for text in (*rest, *found) if text.strip() not in ("", FIELD)]


def _comments(content: bytes, record: Piece) -> Iterator[str]:
    """What is noted on a slide: PowerPoint 2002 put it where older ones skip it."""
    for blob in _walk(content, record):
        if blob.kind != TAGGED:
            continue
        for comment in _inside(content, blob):
            if comment.kind == COMMENT:
                strings = _inside(content, comment)
                yield from (_decoded(content, s) for s in strings if _is_text(s))


def _is_text(piece: Piece) -> bool:
    return piece.kind == STRING and piece.instance == NOTED


def _everything(content: bytes) -> Iterator[str]:
    """Every text in the file, of deleted slides too."""
    top = Piece(0, 0, True, 0, len(content))
    for atom in _walk(content, top):
        if atom.kind in (CHARS, BYTES):
            text = _decoded(content, atom)
            if text.strip() not in ("", FIELD):
                yield text


def _decoded(content: bytes, atom: Piece) -> str:
    encoding = "latin-1" if atom.kind == BYTES else "utf-16-le"
    text = content[atom.start : atom.end].decode(encoding, "replace")
    return text.replace("\r", "\n").replace("\x0b", "\n")


def _walk(content: bytes, record: Piece) -> Iterator[Piece]:
    """All records inside one, however deep, in order and without recursion."""
    left = [_inside(content, record)]
    while left:
        piece = next(left[-1], None)
        if piece is None:
            left.pop()
            continue
        yield piece
        if piece.container:
            left.append(_inside(content, piece))


def _inside(content: bytes, record: Piece) -> Iterator[Piece]:
    at = record.start
    while at + 8 <= record.end:
        piece = _record(content, at)
        end = min(piece.end, record.end)
        yield Piece(piece.kind, piece.instance, piece.container, piece.start, end)
        at = piece.end


def _record(content: bytes, at: int) -> Piece:
    head, kind, size = struct.unpack_from("<HHI", content, at)
    end = min(at + 8 + size, len(content))
    return Piece(kind, head >> 4, head & 0xF == CONTAINER, at + 8, end)


def _number(content: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", content, at)[0])
