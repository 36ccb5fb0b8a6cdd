"""EML: a mail with its headers, its text and its attachments."""

from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import collapse_rfc2231_value, parsedate_to_datetime

from pipelines.extract import html
from pipelines.extract.dates import day
from pipelines.extract.decoding import decoded
from pipelines.extract.file import File
from pipelines.extract.letter import Letter, extraction
from pipelines.extract.members import Members
from pipelines.records import Extraction

PARTS = 20_000  # parts of one mail, attachments or not
SEALED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")
EXTENSIONS = {"text/calendar": ".ics", "text/html": ".html", "text/plain": ".txt"}


@dataclass(slots=True)
class Said:
    """What parts of a mail say, of which each may say the same in another form."""

    plain: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The plain texts, else those written in HTML."""
        return "\n\n".join(filter(str.strip, self.plain)) or "\n\n".join(self.marked)


def extract(file: File) -> Extraction:
    """Headers and text in one segment; attachments and mails inside are children."""
    # The newer policies of the library raise on broken headers; this one never does.
    content = file.path.read_bytes().removeprefix(BOM_UTF8).lstrip()
    message = message_from_bytes(content)
    members = Members(file.limits)
    said: dict[int, Said] = {}
    for number, (part, choice) in enumerate(_parts(message)):
        if number == PARTS:
            members.problem(f"only the first {PARTS} parts are read")
            break
        _read(part, part is message, said.setdefault(id(choice), Said()), members)
    body = "\n\n".join(filter(str.strip, (one.text() for one in said.values())))
    return extraction(file, _letter(message, body), members)


def _parts(message: "Message") -> Iterator[tuple["Message", "Message"]]:
    """The parts in order, without those of a mail inside the mail.

    Each with the outermost part around it whose parts all say the same, else itself: a
    footer in plain text is no other form of the HTML before it.
    """
    left: list[tuple[Message, Message | None]] = [(message, None)]
    while left:
        part, choice = left.pop()
        yield part, part if choice is None else choice
        kind = part.get_content_type()
        if part.is_multipart() and kind != "message/rfc822":
            if choice is None and kind == "multipart/alternative":
                choice = part
            payload = part.get_payload()
            left += reversed([(p, choice) for p in payload if isinstance(p, Message)])


def _read(part: "Message", top: bool, said: Said, members: Members) -> None:
    kind, name = part.get_content_type(), _file_name(part)
    if kind in SEALED and part.get_param("smime-type") != "signed-data":
        members.problem("the text is encrypted")
    elif kind == "message/rfc822":
        _inner(part, name, members)
    elif part.is_multipart():
        return
    elif kind in ("text/plain", "text/html") and not _attached(part, name):
        text = decoded(_content(part), _charset(part))
        if kind == "text/html":
            said.marked.append(html_text(text))
        else:
            said.plain.append(text)
    elif part.get_content_maintype() == "multipart":
        if text := decoded(_content(part)).strip():
            said.plain.append(text)
            members.problem("its parts are not told apart")
    elif not top or name or _content(part).strip():
        number = len(members.children) + 1
        name = name or f"part {number}{EXTENSIONS.get(kind, '')}"
        members.take(name, _content(part))


def html_text(markup: str) -> str:
    """The text of a mail written in HTML."""
    return "\n".join(segment.text for segment in html.page(markup)[0])


def _inner(part: "Message", name: str, members: Members) -> None:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        members.problem("a mail inside the mail is damaged")
        return
    if not inner.keys() and (packed := part.get("Content-Transfer-Encoding")):
        # The rules forbid to pack it, and the library does not unpack it.
        inner["Content-Transfer-Encoding"] = packed
        inner = message_from_bytes(_content(inner))
    name = name or f"{header(inner, 'Subject') or 'message'}.eml".replace("/", "-")
    try:
        members.take(name, inner.as_bytes())
    except (MessageError, UnicodeError, LookupError, ValueError, KeyError) as error:
        members.problem(f"{name}: damaged: {error}")


def _attached(part: "Message", name: str) -> bool:
    said = str(part.get("Content-Disposition", "")).strip().lower()
    return said.startswith("attachment") or bool(name)


def _content(part: "Message") -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        if part.get_param("charset"):  # which may be what is not understood
            part.del_param("charset")
            return _content(part)
        found = None
    if isinstance(found, bytes):
        return found
    return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _charset(part: "Message") -> str:
    try:
        return str(part.get_content_charset() or "")
    except (LookupError, ValueError, TypeError):
        return ""


def _file_name(part: "Message") -> str:
    try:
        found = part.get_param("filename", None, "content-disposition")
        found = found or part.get_param("name")
        name = collapse_rfc2231_value(found) if found else ""
    except (LookupError, ValueError, TypeError):
        return ""
    return _words(name).strip()


def _letter(message: "Message", body: str) -> Letter:
    sent = header(message, "Date")
    try:
        date = day(parsedate_to_datetime(sent).isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        date = ""
    return Letter(
        header(message, "Subject"),
        header(message, "From"),
        header(message, "To"),
        header(message, "Cc"),
        sent,
        date,
        body,
    )


def header(message: "Message", name: str) -> str:
    """A header as text; bytes that should not be there are decoded as is likely."""
    found = (raw for key, raw in message.raw_items() if key.lower() == name.lower())
    return " ".join(_words(str(next(found, ""))).split())


def _words(raw: str) -> str:
    """Encoded words decoded, raw bytes too; a bad one stays as it is written."""
    text = raw
    if not raw.isascii():
        text = decoded(raw.encode("utf-8", "surrogateescape"))
    try:
        found = decode_header(text)
    except (ValueError, MessageError):
        return text
    return "".join(
        piece if isinstance(piece, str) else decoded(piece, charset or "")
        for piece, charset in found
    )
