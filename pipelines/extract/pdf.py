"""PDF through PDFium: a segment a page."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from ctypes import c_ushort
from dataclasses import replace
from itertools import chain, pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from pipelines.extract import pdftext
from pipelines.extract.dates import day
from pipelines.extract.file import File
from pipelines.extract.members import Members
from pipelines.records import ExtractError, Extraction, Segment, Status

NAMES = {"Title": "title", "Author": "author"}
DATES = {"CreationDate": "created", "ModDate": "modified"}
NOTES = frozenset(  # what people write over a page, beside it, or of a marked place
    {
        pdfium.FPDF_ANNOT_FREETEXT,
        pdfium.FPDF_ANNOT_TEXT,
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
        pdfium.FPDF_ANNOT_CARET,
        pdfium.FPDF_ANNOT_SQUARE,
        pdfium.FPDF_ANNOT_CIRCLE,
    }
)
UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
FILLED = frozenset(  # buttons have a value, too, but no words
    {
        pdfium.FPDF_FORMFIELD_TEXTFIELD,
        pdfium.FPDF_FORMFIELD_COMBOBOX,
        pdfium.FPDF_FORMFIELD_LISTBOX,
    }
)
# At the end of a line, as PDFium marks it, or the one that browsers draw there.
HYPHEN = re.compile(pdftext.HYPHEN + "[\r\n]*|(?<=\\w)\u2010\r\n(?=\\w)")
WORD = re.compile(r"[^\W\d_]+")
BEFORE, AFTER = re.compile(r"[^\W\d_]*\Z"), re.compile(r"[^\W\d_]*")
LONGEST = 40  # letters of a part of a word
LOOKED_AT = 20  # pages searched for images when there is no text
NAMED = 10  # pages named in a reason
HALF = 0.5  # of a page: its picture is what it is about, and no mark or line


def extract(file: File) -> Extraction:
    """The text of every page, then what was filled in on it or noted beside it.

    Attached files are children. `partial` when some pages or files cannot be read, or
    some pages are pictures.
    """
    document = _open(file)
    members = Members(file.limits)
    try:
        segments, broken, more, headline = _pages(document, members)
        segments = _hyphenated(segments)
        _attached(document, members)
        metadata = {**_metadata(document), "headline": headline}
        if len(document) == 0 or len(broken) == len(segments) + len(broken):
            raise ExtractError("corrupt", "no page can be read")
        pages = [s.number or 0 for s in segments if not s.text.strip()]
        silent = len(pages) == len(segments)
        scanned = [] if silent else [n for n in pages if _pictured(document, n) > HALF]
        reasons = (
            _named("cannot read page", broken),
            _named("no text, only a picture, on page", scanned),
            more,
            members.reason(),
        )
        reason = "; ".join(filter(None, reasons))
        if not reason and not members.children and silent:
            return Extraction(
                file.media_type,
                tuple(segments),
                metadata,
                status="empty",
                reason=_why_empty(document),
            )
    finally:
        document.close()
    status: Status = "partial" if reason else "ok"
    children = tuple(members.children)
    return Extraction(
        file.media_type, tuple(segments), metadata, children, status, reason
    )


def _open(file: File) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(file.path)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise ExtractError("encrypted", "protected by a password") from None
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise ExtractError("encrypted", "protected in an unknown way") from None
        raise ExtractError("corrupt", f"PDFium cannot open it: {error}") from None
    if document.get_formtype() != pdfium.FORMTYPE_NONE:
        document.init_forms()
    return document


def _pages(
    document: pypdfium2.PdfDocument, members: Members
) -> tuple[list[Segment], list[int], str, str]:
    """The pages read, the numbers of those that fail, what was left out, a headline."""
    limits = members.limits
    segments: list[Segment] = []
    broken: list[int] = []
    characters, told = 0, ""
    for number in range(1, len(document) + 1):
        if number > limits.segments or characters > limits.characters:
            return segments, broken, f"pages from {number} on are left out", told
        try:
            text, headline = _text(document, number - 1, members)
        except pypdfium2.PdfiumError:
            broken.append(number)
            continue
        characters += len(text)
        told = told or headline
        segments.append(Segment("page", number, f"page {number}", text))
    return segments, broken, "", told


def _hyphenated(segments: list[Segment]) -> list[Segment]:
    """The pages with the hyphens that stood at the ends of lines.

    One that parts a word which stands whole elsewhere in the file goes. Where that is
    what most of them do, as in a text that was hyphenated by a program, those before
    what is no word by itself go as well. Others belong to their words, as in
    "self-assess" and "ICD-10".
    """
    pages = [HYPHEN.split(segment.text) for segment in segments]
    parted = [_parted(*around) for pieces in pages for around in pairwise(pieces)]
    if not parted:
        return segments
    known = Counter(word for s in segments for word in WORD.findall(s.text.lower()))
    known.subtract(chain.from_iterable(parted))
    whole = sum(known[left + right] > 0 for left, right in parted)
    apart = sum(known[right] > 0 for _, right in parted)
    joined = [_joined(pieces, known, apart < whole > 1) for pieces in pages]
    return [replace(s, text=t) for s, t in zip(segments, joined, strict=True)]


def _joined(pieces: list[str], known: Mapping[str, int], by_program: bool) -> str:
    """The pieces of a text between hyphens, with the hyphens that are not in vain."""
    text = pieces[:1]
    for before, after in pairwise(pieces):
        left, right = _parted(before, after)
        vain = known[left + right] > 0 or (by_program and left and known[right] < 1)
        text += ["" if vain and after[:1].islower() else "-", after]
    return "".join(text)


def _parted(before: str, after: str) -> tuple[str, str]:
    """The letters at a hyphen, of the piece before it and of that after it."""
    left, right = BEFORE.search(before[-LONGEST:]), AFTER.match(after[:LONGEST])
    return (left[0] if left else "").lower(), (right[0] if right else "").lower()


def _text(
    document: pypdfium2.PdfDocument, index: int, members: Members
) -> tuple[str, str]:
    page = document[index]
    try:
        text, headline = pdftext.read(page, first=index == 0)
        return "\n".join((text, *_beside(page, text, members))), headline
    finally:
        page.close()


def _beside(page: pypdfium2.PdfPage, text: str, members: Members) -> Iterator[str]:
    """What is filled in on a page and noted on it, which is not in its text.

    Some programs note the words that are marked: they are there already. Files that
    are pinned to the page are taken.
    """
    shown = _spaced(text)
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium.FPDF_ANNOT_FILEATTACHMENT:
                if pinned := pdfium.FPDFAnnot_GetFileAttachment(annotation):
                    _attach(pypdfium2.PdfAttachment(pinned, page.pdf), members)
                continue
            words = _words(page, annotation, kind).strip()
            if words and not (kind in NOTES and _spaced(words) in shown):
                yield words
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _spaced(text: str) -> str:
    return f" {' '.join(text.split())} "


def _attached(document: pypdfium2.PdfDocument, members: Members) -> None:
    for index in range(document.count_attachments()):
        try:
            _attach(document.get_attachment(index), members)
        except pypdfium2.PdfiumError:
            members.problem(f"attachment {index + 1}: cannot be read")


def _attach(attachment: pypdfium2.PdfAttachment, members: Members) -> None:
    name = f"attachment {len(members.children) + 1}"
    try:
        name = attachment.get_name() or name
        content = bytes(attachment.get_data())
    except pypdfium2.PdfiumError:
        members.problem(f"{name}: cannot be read")
    else:
        members.take(name, content)


def _words(
    page: pypdfium2.PdfPage, annotation: pdfium.FPDF_ANNOTATION, kind: int
) -> str:
    form = page.formenv
    if pdfium.FPDFAnnot_GetFlags(annotation) & UNSEEN:
        return ""
    if kind in NOTES:
        asked, given = pdfium.FPDFAnnot_GetStringValue, (annotation, b"Contents")
    elif form and pdfium.FPDFAnnot_GetFormFieldType(form, annotation) in FILLED:
        flags = pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation)
        if flags & pdfium.FPDF_FORMFLAG_TEXT_PASSWORD:
            return ""
        asked, given = pdfium.FPDFAnnot_GetFormFieldValue, (form, annotation)
    else:
        return ""
    size = asked(*given, None, 0)
    buffer = (c_ushort * (size // 2))()
    asked(*given, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _named(what: str, pages: list[int]) -> str:
    if not pages:
        return ""
    named = ", ".join(map(str, pages[:NAMED]))
    more = f" and {len(pages) - NAMED} more" if len(pages) > NAMED else ""
    return f"{what} {named}{more}"


def _metadata(document: pypdfium2.PdfDocument) -> dict[str, str]:
    given = document.get_metadata_dict(skip_empty=True)
    found = {name: str(given[key]) for key, name in NAMES.items() if key in given}
    found |= {name: day(str(given.get(key, ""))) for key, name in DATES.items()}
    found["pages"] = str(len(document))
    return found


def _why_empty(document: pypdfium2.PdfDocument) -> str:
    looked_at = range(1, min(len(document), LOOKED_AT) + 1)
    if any(_pictured(document, number) for number in looked_at):
        return "no text: scanned pages?"
    return "no text on any page"


def _pictured(document: pypdfium2.PdfDocument, number: int) -> float:
    """How much of a page is under pictures; a scan may be cut into strips."""
    page = document[number - 1]
    try:
        pictures = page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)
        under = 0.0
        for picture in pictures:
            left, bottom, right, top = picture.get_bounds()
            under += (right - left) * (top - bottom)
        return under / (float(page.get_width() * page.get_height()) or 1)
    except pypdfium2.PdfiumError:
        return 0
    finally:
        page.close()
