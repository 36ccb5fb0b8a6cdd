"""A mail, whichever format it was read from: its headers and text, its attachments."""

import hashlib
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from pipelines.extract.file import File
from pipelines.extract.members import Members
from pipelines.records import Extraction, Segment, Status

ADDRESS = re.compile(r"\s*<[^<>]*>\s*$")
QUOTES = " \"'"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says; `sent` is a date as people read it, `day` as ``YYYY-MM-DD``."""

    subject: str = ""
    sender: str = ""
    to: str = ""
    copied: str = ""
    sent: str = ""
    day: str = ""
    body: str = ""

    def headed(self) -> str:
        """The headers a reader sees, a line each, and the text below them."""
        lines = (
            ("Subject", self.subject),
            ("From", self.sender),
            ("To", self.to),
            ("Cc", self.copied),
            ("Date", self.sent),
        )
        head = "\n".join(f"{name}: {_line(value)}" for name, value in lines if value)
        return f"{head}\n\n{self.body}".strip()


def extraction(file: File, letter: Letter, members: Members) -> Extraction:
    """One segment with the mail; attachments are children. Problems make it partial."""
    metadata = {
        "title": letter.subject,
        "author": ADDRESS.sub("", letter.sender).strip(QUOTES),
        "created": letter.day,
    }
    segment = Segment("message", 1, letter.subject or "message", letter.headed())
    status: Status = "partial" if members.left_out else "ok"
    children = tuple(members.children)
    return Extraction(
        file.media_type, (segment,), metadata, children, status, members.reason()
    )


def as_eml(letter: Letter, members: Members) -> bytes:
    """A letter inside another as a file of its own; the same letter, the same bytes."""
    message = EmailMessage(SMTP.clone(utf8=True))
    headers = (
        ("Subject", letter.subject),
        ("From", letter.sender),
        ("To", letter.to),
        ("Cc", letter.copied),
        ("Date", letter.sent),
    )
    written = "".join(
        f"{name}: {_encodable(_line(value))}\r\n" for name, value in headers if value
    )
    message.set_content(_encodable(letter.body) + "\n", cte="base64")
    for child in members.children:
        message.add_attachment(
            child.content,
            maintype="application",
            subtype="octet-stream",
            filename=_encodable(child.name.rpartition("/")[2]),
        )
    if message.is_multipart():
        # A boundary made of chance would give the same letter another digest.
        message.set_boundary(f"={hashlib.sha256(written.encode()).hexdigest()[:40]}=")
    return written.encode() + message.as_bytes()


def _line(value: str) -> str:
    return " ".join(value.split())


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
