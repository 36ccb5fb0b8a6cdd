"""The text of a page of a PDF: what PDFium reads, mended where it is led astray."""

import re
from ctypes import c_ushort

import pypdfium2
import pypdfium2.raw as pdfium

SINGLE = re.compile(r"^\S\r?$", re.MULTILINE)  # a line of one letter
COLUMN = 8  # such lines may stand on a page
RULER = "x"


def read(page: pypdfium2.PdfPage) -> str:
    """The text, line by line.

    PDFium takes a page for one that is written downwards when its first text is tall,
    as a mark across the page or a name along its side is, and each letter for a line.
    """
    text = _read(page)
    downwards = len(SINGLE.findall(text))
    if downwards > COLUMN and _ruled(page):
        across = _read(page).removeprefix(RULER).lstrip()
        if len(SINGLE.findall(across)) < downwards:
            return across
    return text


def _read(page: pypdfium2.PdfPage) -> str:
    textpage = page.get_textpage()
    try:
        return str(textpage.get_text_range())
    finally:
        textpage.close()


def _ruled(page: pypdfium2.PdfPage) -> bool:
    """Whether the page as it is open now begins with a low text as wide as itself."""
    ruler = pdfium.FPDFPageObj_NewTextObj(page.pdf.raw, b"Helvetica", 1)
    pdfium.FPDFText_SetText(ruler, (c_ushort * 2)(ord(RULER), 0))
    wide = 2 * max(page.get_width(), page.get_height())  # the letter is half as wide
    pdfium.FPDFPageObj_SetMatrix(ruler, pdfium.FS_MATRIX(wide, 0, 0, 8, 0, 0))
    return bool(pdfium.FPDFPage_InsertObjectAtIndex(page.raw, ruler, 0))
