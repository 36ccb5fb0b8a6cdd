"""MSG of Outlook after MS-OXMSG: headers, text, attachments, mails inside."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import olefile

from pipelines.extract import compound, rtf
from pipelines.extract.dates import day
from pipelines.extract.decoding import decoded
from pipelines.extract.file import File, Limits
from pipelines.extract.letter import Letter, as_eml, extraction
from pipelines.extract.lzfu import unpacked
from pipelines.extract.mail import html_text
from pipelines.extract.members import Members
from pipelines.records import ExtractError, Extraction

WIDE, NARROW, BINARY, TIME, LONG, STORAGE = 0x1F, 0x1E, 0x102, 0x40, 0x03, 0x0D
SUBJECT, SENDER, ADDRESS, SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
TO, COPIED, BODY, HTML, RTF = 0x0E04, 0x0E03, 0x1000, 0x1013, 0x1009
SENT, DELIVERED, CREATED = 0x0039, 0x0E06, 0x3007
PAGE, HTML_PAGE = 0x3FFD, 0x3FDE  # code pages of strings and of the HTML
DATA, LONG_NAME, NAME, SHOWN_NAME = 0x3701, 0x3707, 0x3704, 0x3001
PROPERTIES = "__properties_version1.0"
ATTACHMENT = "__attach_version1.0_#"
HEADS = {"top": 32, "inner": 24, "attachment": 8}  # bytes before the properties
DEEPEST = 5  # mails inside mails
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Storage:
    """One message or attachment: a folder of the compound file, a stream a property."""

    ole: "olefile.OleFileIO"
    path: tuple[str, ...]
    fixed: dict[int, bytes]  # eight bytes a property of fixed length
    encoding: str

    def stream(self, tag: int, kind: int) -> bytes:
        """The bytes of a property; empty when the message does not have it."""
        name = f"__substg1.0_{tag:04X}{kind:04X}"
        return compound.stream(self.ole, *self.path, name)

    def text(self, *tags: int) -> str:
        """The first of the properties that holds text."""
        for tag in tags:
            found = self.stream(tag, WIDE).decode("utf-16-le", "replace")
            found = found or self.stream(tag, NARROW).decode(self.encoding, "replace")
            if found.strip("\0 \r\n\t"):
                return found.replace("\0", "")
        return ""

    def moment(self, *tags: int) -> datetime | None:
        """The first of the properties that holds a time."""
        for tag in tags:
            ticks = struct.unpack("<Q", self.fixed.get(tag, bytes(8)))[0]
            if ticks:
                try:
                    return EPOCH + timedelta(microseconds=ticks // 10)
                except OverflowError:
                    continue
        return None


def extract(file: File) -> Extraction:
    """Headers and text in one segment; attachments and mails inside are children."""
    with compound.opened(file) as ole:
        if not ole.exists(PROPERTIES):
            raise ExtractError("corrupt", f"the stream {PROPERTIES} is missing")
        letter, members = _message(_storage(ole, (), "top"), file.limits, 0)
    return extraction(file, letter, members)


def _storage(
    ole: "olefile.OleFileIO", path: tuple[str, ...], place: str, encoding: str = ""
) -> Storage:
    table = compound.stream(ole, *path, PROPERTIES)
    fixed: dict[int, bytes] = {}
    for at in range(HEADS[place], len(table) - 15, 16):
        kind, tag = struct.unpack_from("<HH", table, at)
        if kind in (TIME, LONG):
            fixed[tag] = table[at + 8 : at + 16]
    page = struct.unpack_from("<I", fixed.get(PAGE, bytes(8)))[0]
    return Storage(ole, path, fixed, encoding or compound.code_page(page or 1252))


def _message(storage: Storage, limits: Limits, level: int) -> tuple[Letter, Members]:
    """The letter of a message, and its attachments."""
    sent = storage.moment(SENT, DELIVERED, CREATED)
    sender, address = storage.text(SENDER), storage.text(SMTP, ADDRESS)
    if address and "@" in address and address != sender:
        sender = f"{sender} <{address}>".strip()
    letter = Letter(
        storage.text(SUBJECT).strip(),
        sender,
        storage.text(TO),
        storage.text(COPIED),
        format_datetime(sent) if sent else "",
        day(sent.isoformat()) if sent else "",
        _body(storage),
    )
    members = Members(limits)
    for path in _attachments(storage):
        _attach(
            _storage(storage.ole, path, "attachment", storage.encoding), members, level
        )
    return letter, members


def _body(storage: Storage) -> str:
    plain = storage.text(BODY)
    if plain.strip():
        return plain
    marked = storage.stream(HTML, BINARY) or storage.stream(HTML, NARROW)
    page = struct.unpack_from("<I", storage.fixed.get(HTML_PAGE, bytes(8)))[0]
    encoding = compound.code_page(page) if page else storage.encoding
    markup = decoded(marked, encoding) if marked else storage.text(HTML)
    if markup.strip():
        return html_text(markup)
    packed = storage.stream(RTF, BINARY)
    return rtf.plain(unpacked(packed)) if packed else ""


def _attachments(storage: Storage) -> Iterator[tuple[str, ...]]:
    depth = len(storage.path)
    paths = storage.ole.listdir(streams=False, storages=True)
    for path in sorted(paths):
        inside = tuple(path[:depth]) == storage.path and len(path) == depth + 1
        if inside and path[depth].startswith(ATTACHMENT):
            yield tuple(path)


def _attach(storage: Storage, members: Members, level: int) -> None:
    name = storage.text(LONG_NAME, NAME, SHOWN_NAME).strip()
    inner = (*storage.path, f"__substg1.0_{DATA:04X}{STORAGE:04X}")
    if not storage.ole.exists(list(inner)):
        number = len(members.children) + 1
        members.take(name or f"attachment {number}", storage.stream(DATA, BINARY))
    elif not storage.ole.exists([*inner, PROPERTIES]):
        members.problem(f"{name or 'attachment'}: an embedded object is left out")
    elif level >= DEEPEST:
        members.problem(f"{name or 'message'}: nested over {DEEPEST} mails deep")
    else:
        message = _storage(storage.ole, inner, "inner")
        letter, attached = _message(message, members.limits, level + 1)
        name = letter.subject or name.removesuffix(".msg") or "message"
        members.problems += attached.problems
        members.left_out += attached.left_out
        members.take(f"{name}.eml".replace("/", "-"), as_eml(letter, attached))
