"""XLS and XLSB by calamine: a segment a sheet, a row a line, dates as days.

It reads cells alone: text boxes, comments and charts of an XLS are read beside it.
"""

import struct
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from pipelines.extract import compound
from pipelines.extract.boxes97 import beside
from pipelines.extract.detect import OLE
from pipelines.extract.embedded import inside
from pipelines.extract.file import File
from pipelines.extract.members import Members
from pipelines.extract.numbers import elapsed
from pipelines.extract.packages import open_package, properties
from pipelines.extract.rows import Cursor
from pipelines.records import ExtractError, Extraction, Segment, Status

FILE_PASS = 0x2F  # the record of a workbook under a password
HEAD = 20  # records among which it stands


def extract(file: File) -> Extraction:
    """The values of every sheet, with comments, text boxes and titles of charts.

    A sheet that cannot be read makes it partial.
    """
    content, metadata, members = _workbook(file)
    return _read(file, metadata, beside(content), members)


def extract_binary(file: File) -> Extraction:
    """The values of every sheet of an XLSB; its parts are held to the limits first."""
    with open_package(file) as package:
        for part in package.names("xl/", ".bin"):
            package.stream(part).close()
        metadata = properties(package)
    return _read(file, metadata, (), Members(file.limits))


def _read(
    file: File,
    metadata: Mapping[str, str],
    noted: Sequence[Sequence[str]],
    members: Members,
) -> Extraction:
    """The sheets as calamine reads them, each with what was `noted` beside it."""
    try:
        book = CalamineWorkbook.from_path(str(file.path))
    except PasswordError:
        raise ExtractError("encrypted", "protected by a password") from None
    except (CalamineError, OSError, ValueError) as error:
        raise ExtractError("corrupt", f"not a whole workbook: {error}") from None
    segments: list[Segment] = []
    problems: list[str] = []
    left = file.limits.characters
    for number, name in enumerate(book.sheet_names, 1):
        text, problem = _sheet(book, name, left)
        left -= len(text)
        problems += [problem] if problem else []
        lines = (text, *(noted[number - 1] if number <= len(noted) else ()))
        segments.append(Segment("sheet", number, name, "\n".join(lines)))
    if problems and not any(segment.text for segment in segments):
        raise ExtractError("corrupt", "; ".join(problems[:5]))
    reason = "; ".join(filter(None, (*problems[:5], members.reason())))
    status: Status = "partial" if reason else "ok"
    return Extraction(
        file.media_type,
        tuple(segments),
        {**metadata, "pages": str(len(segments))},
        tuple(members.children),
        status,
        reason,
    )


def _workbook(file: File) -> tuple[bytes, dict[str, str], Members]:
    """The stream that is the workbook, what the file says about it, and its files."""
    with file.path.open("rb") as content:
        if content.read(len(OLE)) != OLE:
            return b"", {}, Members(file.limits)
    with compound.opened(file) as ole:
        if not (ole.exists("Workbook") or ole.exists("Book")):
            # The library takes so much memory to look for it that its process ends.
            raise ExtractError("corrupt", "the stream Workbook is missing")
        book = compound.stream(ole, "Workbook") or compound.stream(ole, "Book")
        if _locked(book):
            raise ExtractError("encrypted", "protected by a password")
        return book, compound.properties(ole), inside(ole, file.limits)


def _locked(book: bytes) -> bool:
    """Whether a record at the start says that those behind it are encrypted."""
    at = 0
    for _ in range(HEAD):
        if at + 4 > len(book):
            break
        kind, size = struct.unpack_from("<HH", book, at)
        if kind == FILE_PASS:
            return True
        at += 4 + size
    return False


def _sheet(book: CalamineWorkbook, name: str, most: int) -> tuple[str, str]:
    """The rows of a sheet as text, and what was wrong with it."""
    lines: list[str] = []
    try:
        for line in _rows(book, name):
            lines.append(line)
            most -= len(line)
            if most < 0:
                return "\n".join(lines), f"sheet {name} is cut"
    except (CalamineError, ValueError) as error:
        return "\n".join(lines), f"sheet {name} is damaged: {error}"
    return "\n".join(lines), ""


def _rows(book: CalamineWorkbook, name: str) -> Iterator[str]:
    for row in book.get_sheet_by_name(name).iter_rows():
        # Most cells of a sheet with a value in its last row and column are empty.
        cells = Cursor()
        for column, value in enumerate(row):
            if value != "" and (text := _shown(value)):
                cells.go(column)
                cells.put(text)
        if cells.cells:
            yield "\t".join(cells.cells)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, timedelta):
        return elapsed(value)
    if isinstance(value, date | time):
        return str(value)
    return " ".join(str(value).split())
