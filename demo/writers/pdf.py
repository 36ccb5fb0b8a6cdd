"""PDF: paragraphs, lists and tables laid out on A4; also locked and scanned."""

import io
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from demo.paper import LABEL, Paper, Part, Unit, Written, lines, text
from demo.writers.picture import drawn

MARGIN = 50
WIDE_TABLE = 7  # more columns turn the pages
PASSWORD = "demonstration"
CHARACTER = 0.5  # mean width of Helvetica in parts of its size


@dataclass(frozen=True, slots=True)
class Line:
    """Text at a place of a line."""

    text: str
    x: float
    y: float  # from the top of its block
    size: float = 10
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that stay on one page."""

    lines: tuple[Line, ...]
    height: float


def write(paper: Paper, password: str = "") -> Written:
    """The paper as a PDF; with a password nobody reads it without."""
    wide = any(part.table and len(part.table[0]) > WIDE_TABLE for part in paper.parts)
    size = landscape(A4) if wide else A4
    pages = list(_pages(_blocks(paper, size[0] - 2 * MARGIN), size[1] - 2.6 * MARGIN))
    target = io.BytesIO()
    canvas = _canvas(target, paper, size, password)
    for number, page in enumerate(pages, 1):
        _draw(canvas, page, size)
        footer = f"{paper.organisation} – page {number} of {len(pages)}"
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN, size[1] - 30, f"{LABEL} – {paper.kind}")
        canvas.drawString(MARGIN, 28, footer)
        canvas.showPage()
    canvas.save()
    units = tuple(
        Unit("page", n, f"page {n}", text(line.text for b in page for line in b.lines))
        for n, page in enumerate(pages, 1)
    )
    return Written(target.getvalue(), units)


def locked(paper: Paper) -> bytes:
    """The paper behind a password."""
    return write(paper, PASSWORD).content


def scanned(paper: Paper) -> bytes:
    """The paper as pictures of its pages: no text in it."""
    target = io.BytesIO()
    canvas = _canvas(target, paper, A4, "")
    for part in paper.parts[:3]:
        picture = ImageReader(io.BytesIO(drawn([part.heading, *lines(part)], "JPEG")))
        canvas.drawImage(picture, 40, 200, 500, 500)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _canvas(
    target: io.BytesIO, paper: Paper, size: tuple[float, float], password: str
) -> Canvas:
    lock = StandardEncryption(password, strength=128) if password else None
    canvas = Canvas(target, size, invariant=1, pageCompression=1, encrypt=lock)
    canvas.setTitle(paper.title)
    canvas.setAuthor(paper.organisation)
    canvas.setSubject(f"{paper.kind}. {LABEL}")
    canvas.setKeywords(LABEL)
    canvas.setCreator("Demonstration library")
    year, month, day = (int(number) for number in paper.date.split("-"))
    canvas._doc._timeStamp.YMDhms = (year, month, day, 9, 0, 0)
    return canvas


def _draw(canvas: Canvas, page: Sequence[Block], size: tuple[float, float]) -> None:
    top = size[1] - 1.3 * MARGIN
    for block in page:
        for line in block.lines:
            canvas.setFont("Helvetica-Bold" if line.bold else "Helvetica", line.size)
            canvas.drawString(MARGIN + line.x, top - line.y, line.text)
        top -= block.height


def _pages(blocks: Iterator[Block], height: float) -> Iterator[list[Block]]:
    page: list[Block] = []
    left = height
    for block in blocks:
        if page and block.height > left:
            yield page
            page, left = [], height
        page.append(block)
        left -= block.height
    yield page


def _blocks(paper: Paper, width: float) -> Iterator[Block]:
    yield _paragraph(paper.title, width, size=18, bold=True)
    yield _paragraph(f"{paper.organisation}. {paper.author}. {paper.date}", width)
    yield _paragraph(LABEL, width, bold=True)
    for part in paper.parts:
        yield from _part(part, width)


def _part(part: Part, width: float) -> Iterator[Block]:
    yield _paragraph(part.heading, width, size=13, bold=True)
    for paragraph in part.paragraphs:
        yield _paragraph(paragraph, width)
    for number, bullet in enumerate(part.bullets, 1):
        mark = f"{number}." if part.numbered else "•"
        yield _paragraph(f"{mark} {bullet}", width)
    if part.table:
        yield from _table(part.table, width)


def _paragraph(
    written: str, width: float, size: float = 10, bold: bool = False
) -> Block:
    wrapped = textwrap.wrap(written, int(width / (size * CHARACTER))) or [""]
    step = size * 1.3
    made = tuple(
        Line(line, 0, i * step + step, size, bold) for i, line in enumerate(wrapped)
    )
    return Block(made, len(made) * step + 6)


def _table(rows: Sequence[Sequence[str]], width: float) -> Iterator[Block]:
    size = 6.5 if len(rows[0]) > WIDE_TABLE else 8
    longest = [max(len(row[i]) for row in rows) ** 0.6 + 3 for i in range(len(rows[0]))]
    widths = [width * part / sum(longest) for part in longest]
    for number, row in enumerate(rows):
        yield _row(row, widths, size, bold=number == 0)


def _row(row: Sequence[str], widths: Sequence[float], size: float, bold: bool) -> Block:
    made: list[Line] = []
    x, deepest, step = 0.0, 1, size * 1.2
    for cell, width in zip(row, widths, strict=True):
        room = max(4, int((width - 4) / (size * CHARACTER)))
        wrapped = textwrap.wrap(cell, room, break_long_words=False)
        made += [
            Line(line, x, i * step + step, size, bold) for i, line in enumerate(wrapped)
        ]
        deepest = max(deepest, len(wrapped))
        x += width
    return Block(tuple(made), deepest * step + 4)
