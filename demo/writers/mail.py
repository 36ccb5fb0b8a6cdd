"""Mail: EML by the standard library, MSG as a compound file after MS-OXMSG."""

import struct
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from demo.ole import write as compound
from demo.paper import LABEL, Attachment, Paper, Unit, Written, lines
from demo.writers.properties import file_time

SENDER_ADDRESS = "digital.programme@trust.example"
TO_ADDRESS = "project.board@trust.example"
BOUNDARY = "=-demonstration-library-="
STRING, BINARY, LONG, TIME = 0x001F, 0x0102, 0x0003, 0x0040
CLASS, SUBJECT, BODY, SENDER, ADDRESS = 0x001A, 0x0037, 0x1000, 0x0C1A, 0x0C1F
TO, SUBMITTED, DELIVERED = 0x0E04, 0x0039, 0x0E06
ATTACH_DATA, ATTACH_NAME, ATTACH_LONG_NAME = 0x3701, 0x3704, 0x3707
ATTACH_METHOD, BY_VALUE, ATTACH_NUMBER = 0x3705, 1, 0x0E21
FLAGS = 0x06  # may be read, may be written


def eml(paper: Paper) -> Written:
    """The paper as a mail with its attachments."""
    message = EmailMessage(SMTP)
    message["Subject"] = paper.title
    message["From"] = f'"{paper.author}" <{SENDER_ADDRESS}>'
    message["To"] = TO_ADDRESS
    message["Date"] = datetime.fromisoformat(f"{paper.date}T09:00:00+00:00")
    message["X-Label"] = LABEL
    message.set_content(_body(paper))
    for attachment in paper.attachments:
        message.add_attachment(
            attachment.content,
            maintype="application",
            subtype="octet-stream",
            filename=attachment.name,
        )
    if message.is_multipart():
        message.set_boundary(BOUNDARY)
    return Written(message.as_bytes(), _units(paper))


def msg(paper: Paper) -> Written:
    """The paper as an Outlook message with its attachments."""
    texts = {
        CLASS: "IPM.Note",
        SUBJECT: paper.title,
        BODY: _body(paper),
        SENDER: paper.author,
        ADDRESS: SENDER_ADDRESS,
        TO: TO_ADDRESS,
    }
    count = len(paper.attachments)
    time = struct.pack("<Q", file_time(paper.date))
    fixed = {(SUBMITTED, TIME): time, (DELIVERED, TIME): time}
    streams = _properties(texts, fixed)
    top = struct.pack("<8x4I8x", 0, count, 0, count)
    streams["__properties_version1.0"] = top + streams["__properties_version1.0"]
    for name in ("00020102", "00030102", "00040102"):
        streams[f"__nameid_version1.0/__substg1.0_{name}"] = b""
    for number, attachment in enumerate(paper.attachments):
        folder = f"__attach_version1.0_#{number:08X}"
        for name, content in _attached(number, attachment).items():
            streams[f"{folder}/{name}"] = content
    return Written(compound(streams), _units(paper))


def _attached(number: int, attachment: Attachment) -> dict[str, bytes]:
    texts = {
        ATTACH_NAME: attachment.name[:8] + attachment.name[-4:],
        ATTACH_LONG_NAME: attachment.name,
    }
    fixed = {
        (ATTACH_METHOD, LONG): struct.pack("<I4x", BY_VALUE),
        (ATTACH_NUMBER, LONG): struct.pack("<I4x", number),
        (ATTACH_DATA, BINARY): struct.pack("<I4x", len(attachment.content)),
    }
    streams = _properties(texts, fixed)
    streams["__properties_version1.0"] = bytes(8) + streams["__properties_version1.0"]
    streams[_stream(ATTACH_DATA, BINARY)] = attachment.content
    return streams


def _properties(
    texts: dict[int, str], fixed: dict[tuple[int, int], bytes]
) -> dict[str, bytes]:
    """A stream for each text, and the table of all properties."""
    streams, table = {}, b""
    for tag, written in texts.items():
        content = written.encode("utf-16-le")
        streams[_stream(tag, STRING)] = content
        table += struct.pack("<HHIII", STRING, tag, FLAGS, len(content) + 2, 0)
    for (tag, kind), value in fixed.items():
        table += struct.pack("<HHI", kind, tag, FLAGS) + value
    return {"__properties_version1.0": table, **streams}


def _stream(tag: int, kind: int) -> str:
    return f"__substg1.0_{tag:04X}{kind:04X}"


def _body(paper: Paper) -> str:
    written = [line for part in paper.parts for line in (*lines(part), "")]
    return "\r\n".join(["Dear all,", "", *written, paper.author, "", LABEL, ""])


def _units(paper: Paper) -> tuple[Unit, ...]:
    return (Unit("message", 1, paper.title, _body(paper).replace("\r", "")),)
