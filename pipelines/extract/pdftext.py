"""The text of a page of a PDF: what PDFium reads, mended where it is led astray."""

import re
from ctypes import c_ushort
from itertools import groupby, pairwise
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

SINGLE = re.compile(r"^\S\r?$", re.MULTILINE)  # a line of one letter
COLUMN = 8  # such lines may stand on a page
RULER = "x"
SPACED = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]{1,2}){3}(?!\S)")  # what may be a word
WIDER = 1.6  # times the usual gap of a line parts its words
FAR = 0.8  # of a letter's height and more parts cells, whatever is in them
BEGUN = 20  # lines in which a page tells what it is called
COVER = 10  # lines at most are on a page that tells nothing else
BIG = 1.15  # times the usual height of letters is a heading
SAME = 0.9  # of the height of the biggest: the heading goes on
HYPHEN = "[\x02\ufffe]"  # at the end of a line, as PDFium marks it


def read(page: pypdfium2.PdfPage, first: bool) -> tuple[str, str]:
    """The text, line by line, and what is printed big on a first page.

    PDFium takes a page for one that is written downwards when its first text is tall,
    as a mark across the page or a name along its side is, and each letter for a line.
    """
    text, headline = _read(page, first)
    downwards = len(SINGLE.findall(text))
    if downwards > COLUMN and _ruled(page):
        across = _read(page)[0].removeprefix(RULER).lstrip()
        if len(SINGLE.findall(across)) < downwards:
            return across, headline
    return text, headline


def _read(page: pypdfium2.PdfPage, first: bool = False) -> tuple[str, str]:
    textpage = page.get_textpage()
    try:
        text = str(textpage.get_text_range())
        headline = _headline(textpage, text) if first else ""
        return _closed(textpage, text), headline
    finally:
        textpage.close()


def _headline(textpage: pypdfium2.PdfTextPage, text: str) -> str:
    """What is printed biggest where a page begins, if other lines are smaller."""
    lines, start = list[tuple[str, float]](), 0
    for line in text.split("\r\n"):
        if len(lines) == BEGUN:
            break
        if words := line.strip():
            box = _box(textpage, _index(textpage, start + line.index(words[-1])))
            lines.append((_closed(textpage, line, start), box.top - box.bottom))
        start += len(line) + 2
    heights = [height for _, height in lines]
    if not heights:
        return ""
    biggest = max(heights)
    if biggest < BIG * (min(heights) if len(heights) < COVER else median(heights)):
        return ""
    runs = groupby(lines, key=lambda line: line[1] >= SAME * biggest)
    heading = next(run for is_big, run in runs if is_big)
    return re.sub(HYPHEN, "-", " ".join(line for line, _ in heading))


def _ruled(page: pypdfium2.PdfPage) -> bool:
    """Whether the page as it is open now begins with a low text as wide as itself."""
    ruler = pdfium.FPDFPageObj_NewTextObj(page.pdf.raw, b"Helvetica", 1)
    pdfium.FPDFText_SetText(ruler, (c_ushort * 2)(ord(RULER), 0))
    wide = 2 * max(page.get_width(), page.get_height())  # the letter is half as wide
    pdfium.FPDFPageObj_SetMatrix(ruler, pdfium.FS_MATRIX(wide, 0, 0, 8, 0, 0))
    return bool(pdfium.FPDFPage_InsertObjectAtIndex(page.raw, ruler, 0))


def _closed(textpage: pypdfium2.PdfTextPage, text: str, at: int = 0) -> str:
    """The text with the words whole whose letters are set wide apart.

    It begins at a place of the page's text.
    """
    pieces, done = list[str](), 0
    for match in SPACED.finditer(text):
        if match.start() < done:
            continue
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        line = _closed_line(textpage, text[start:end], at + start)
        pieces += [text[done:start], line]
        done = end
    return "".join((*pieces, text[done:]))


def _closed_line(textpage: pypdfium2.PdfTextPage, line: str, start: int) -> str:
    """A line without the spaces that PDFium put into its words.

    Between words there is a space of the file's own or a wider gap.
    """
    kept = list(line)
    places = [n for n, character in enumerate(line) if not character.isspace()]
    boxes = [_box(textpage, _index(textpage, start + n)) for n in places]
    gaps = [after.left - before.right for before, after in pairwise(boxes)]
    usual = median(gaps)
    for (before, after), gap, box in zip(pairwise(places), gaps, boxes, strict=False):
        near = gap < min(WIDER * usual, FAR * (box.top - box.bottom))
        if near and after - before == 2:
            index = _index(textpage, start + before + 1)
            if pdfium.FPDFText_IsGenerated(textpage.raw, index) == 1:
                kept[before + 1] = ""
    return "".join(kept)


def _box(textpage: pypdfium2.PdfTextPage, index: int) -> pdfium.FS_RECTF:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(textpage.raw, index, box)
    return box


def _index(textpage: pypdfium2.PdfTextPage, place: int) -> int:
    """The number of the letter at a place of the text: some of a page have no place."""
    return int(pdfium.FPDFText_GetCharIndexFromTextIndex(textpage.raw, place))
