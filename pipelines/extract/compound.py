"""Compound files (DOC, PPT, XLS, MSG): streams within limits, and properties."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import olefile

from pipelines.extract.dates import day
from pipelines.extract.file import File
from pipelines.records import ExtractError

SUMMARY = "\x05SummaryInformation"
# Code pages that Python knows by another name; those of mails among them.
CODE_PAGES = {
    1200: "utf-16-le", 10000: "mac_roman", 20866: "koi8_r", 28592: "iso8859_2",
    28605: "iso8859_15", 50220: "iso2022_jp", 50221: "iso2022_jp", 51932: "euc_jp",
    54936: "gb18030", 65000: "utf-7", 65001: "utf-8",
}  # fmt: skip
DAMAGED = (
    OSError,
    ValueError,
    IndexError,
    TypeError,
    AttributeError,
    KeyError,
    OverflowError,
)


@contextmanager
def opened(file: File) -> Iterator["olefile.OleFileIO"]:
    """The compound file, closed afterwards; ExtractError when it is not a whole one."""
    try:
        ole = olefile.OleFileIO(io.BytesIO(file.path.read_bytes()))
    except DAMAGED as error:
        raise ExtractError("corrupt", f"not a whole compound file: {error}") from None
    with ole:
        yield ole


def stream(ole: "olefile.OleFileIO", *path: str) -> bytes:
    """The bytes of a stream; empty when it is missing or cannot be read."""
    try:
        return bytes(ole.openstream(list(path)).read())
    except DAMAGED:
        return b""


def properties(ole: "olefile.OleFileIO") -> dict[str, str]:
    """Title, author and dates as the property sets of the file state them."""
    try:
        given = ole.get_metadata()
    except DAMAGED:
        return {}
    encoding = code_page(given.codepage)
    found = {
        "title": text(given.title, encoding),
        "author": text(given.author, encoding) or text(given.last_saved_by, encoding),
        "created": _day(given.create_time),
        "modified": _day(given.last_saved_time),
    }
    return {key: value for key, value in found.items() if value}


def code_page(number: object) -> str:
    """The codec of a Windows code page; cp1252 for one that Python does not know."""
    # Old writers keep the number in a signed 16-bit field.
    unsigned = number & 0xFFFF if isinstance(number, int) else 0
    if unsigned in CODE_PAGES:
        return CODE_PAGES[unsigned]
    try:
        return codecs.lookup(f"cp{unsigned}").name
    except LookupError:
        return "cp1252"


def text(value: object, encoding: str) -> str:
    """A property as text: bytes are in the file's own code page."""
    if isinstance(value, bytes):
        value = value.decode(encoding, "replace")
    return value.partition("\0")[0].strip() if isinstance(value, str) else ""


def _day(value: object) -> str:
    return day(value.isoformat()) if isinstance(value, datetime) else ""
