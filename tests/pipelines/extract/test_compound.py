import io
import struct

import olefile
import pytest

from demo import ole
from pipelines.extract.compound import SUMMARY, properties

TEXT, LIST = 30, 0x1000


def summary(*values):
    """A stream of these properties, given as id, type and content."""
    table, body = b"", b""
    for number, kind, content in values:
        place = 8 + 8 * len(values) + len(body)
        table += struct.pack("<II", number, place)
        body += struct.pack("<I", kind) + content
    section = struct.pack("<II", 8 + len(table) + len(body), len(values))
    return bytes(44) + struct.pack("<I", 48) + section + table + body


def text(content):
    return struct.pack("<I", len(content)) + content


@pytest.mark.parametrize(
    ("last", "found"),
    [
        ((4, TEXT, text(b"Ada\0")), {"title": "The plan", "author": "Ada"}),
        # With a count of 4 thousand million it is searched for an hour.
        ((4, LIST, struct.pack("<I", 3)), {}),
    ],
)
def test_no_list_is_looked_for_in_a_summary(last, found):
    content = ole.write({SUMMARY: summary((2, TEXT, text(b"The plan\0")), last)})
    with olefile.OleFileIO(io.BytesIO(content)) as file:
        assert properties(file) == found
