"""The SummaryInformation stream of compound files, after MS-OLEPS."""

import struct
from datetime import UTC, datetime

from demo.paper import LABEL, Paper

FORMAT = bytes.fromhex("e0859ff2f94f6810ab9108002b27b3d9")
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
CODE_PAGE, TITLE, SUBJECT, AUTHOR, KEYWORDS, COMMENTS = 1, 2, 3, 4, 5, 6
CREATED, SAVED = 12, 13


def summary_information(paper: Paper) -> bytes:
    """Title, author, label and dates of the paper, as Office wrote them in 1997."""
    date = struct.pack("<IQ", 0x40, file_time(paper.date))
    properties = {
        CODE_PAGE: struct.pack("<Ihxx", 0x02, 1252),
        TITLE: _string(paper.title),
        SUBJECT: _string(LABEL),
        AUTHOR: _string(paper.author),
        KEYWORDS: _string(LABEL),
        COMMENTS: _string(LABEL),
        CREATED: date,
        SAVED: date,
    }
    offset = 8 + 8 * len(properties)
    table, values = b"", b""
    for number, value in properties.items():
        table += struct.pack("<II", number, offset + len(values))
        values += value
    section = struct.pack("<II", offset + len(values), len(properties)) + table + values
    header = struct.pack("<HHI16xI16sI", 0xFFFE, 0, 0x00020006, 1, FORMAT, 48)
    return header + section


def file_time(date: str) -> int:
    """Nine o'clock of that day as Windows counts time."""
    moment = datetime.fromisoformat(f"{date}T09:00:00+00:00")
    return int((moment - EPOCH).total_seconds()) * 10_000_000


def _string(written: str) -> bytes:
    content = written.encode("cp1252", "replace") + b"\0"
    content = content.ljust(-(-len(content) // 4) * 4, b"\0")
    return struct.pack("<II", 0x1E, len(content)) + content
