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
CODE_PAGE, TITLE, AUTHOR, LAST_SAVED_BY, CREATED, LAST_SAVED = 1, 2, 4, 8, 12, 13
LIST = 0x1000  # flag in the type of a property
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
    """Title, author and dates as the summary of the file states them."""
    if _has_list(stream(ole, SUMMARY)):
        return {}
    try:
        given = ole.getproperties(SUMMARY, convert_time=True)
    except DAMAGED:
        return {}
    encoding = code_page(given.get(CODE_PAGE))
    found = {
        "title": text(given.get(TITLE), encoding),
        "author": text(given.get(AUTHOR), encoding)
        or text(given.get(LAST_SAVED_BY), encoding),
        "created": _day(given.get(CREATED)),
        "modified": _day(given.get(LAST_SAVED)),
    }
    return {key: value for key, value in found.items() if value}


def _has_list(summary: bytes) -> bool:
    """Whether a property is a list of values, as none of a summary is.

    A damaged one may claim four thousand million, and olefile looks for each.
    """
    start = _number(summary, 44)
    count = min(_number(summary, start + 4), len(summary) // 8)
    places = (_number(summary, start + 12 + 8 * i) for i in range(count))
    return any(_number(summary, start + place) & LIST for place in places)


def _number(content: bytes, place: int) -> int:
    return int.from_bytes(content[place : place + 4], "little")


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
