import io
from ctypes import c_ushort

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from pipelines.extract.file import Limits
from tests.pipelines.extract import made


def test_a_page_is_a_segment_with_its_number(extracted):
    found = extracted(made.pdf("First page", "Second\npage", ""), "plan.pdf")
    assert found.status == "ok"
    assert [(s.kind, s.number, s.label, s.text) for s in found.segments] == [
        ("page", 1, "page 1", "First page"),
        ("page", 2, "page 2", "Second\npage"),
        ("page", 3, "page 3", ""),
    ]


def test_title_author_dates_and_pages_are_read(extracted):
    metadata = extracted(made.pdf("One"), "plan.pdf").metadata
    assert metadata["title"] == "Rollout of the shared record"
    assert metadata["author"] == "The programme"
    assert metadata["created"] == metadata["modified"] == "2000-01-01"
    assert metadata["pages"] == "1"


def test_a_locked_pdf_is_encrypted(extracted):
    assert extracted(made.pdf("x", password="pw"), "plan.pdf").status == "encrypted"


def test_pages_that_are_pictures_are_named_as_such(extracted):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawImage(ImageReader(Image.new("RGB", (20, 20), "red")), 0, 0)
    canvas.save()
    found = extracted(stream.getvalue(), "scan.pdf")
    assert (found.status, found.reason) == ("empty", "no text: scanned pages?")


def test_pages_that_are_pictures_beside_others_are_told(extracted):
    """A blank page, or one with a small picture, hides nothing."""
    picture = ImageReader(Image.new("RGB", (20, 20), "red"))
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(600, 800))
    for number in range(1, 7):
        if number in (3, 6):
            canvas.drawImage(picture, 0, 0, 600, 400)
            canvas.drawImage(picture, 0, 400, 600, 400)
        elif number == 4:
            canvas.drawImage(picture, 100, 100, 200, 200)
        elif number != 5:
            canvas.drawString(72, 720, "The plan")
        canvas.showPage()
    canvas.save()
    found = extracted(stream.getvalue(), "partly.pdf")
    reason = "no text, only a picture, on page 3, 6"
    assert (found.status, found.reason) == ("partial", reason)
    assert len(found.segments) == 6


def test_a_pdf_without_content_is_empty(extracted):
    found = extracted(made.pdf(""), "blank.pdf")
    assert (found.status, found.reason) == ("empty", "no text on any page")


def test_pages_beyond_the_limit_are_left_out_and_named(extracted):
    found = extracted(made.pdf(*"abcd"), "long.pdf", Limits(segments=3))
    assert len(found.segments) == 3
    assert (found.status, found.reason) == ("partial", "pages from 4 on are left out")


def test_a_pdf_cut_short_gives_a_status(extracted):
    content = made.pdf(*(f"Page {n}" for n in range(20)))
    for part in (0.1, 0.5, 0.9):
        found = extracted(content[: int(len(content) * part)], "cut.pdf")
        assert found.media_type == "application/pdf"
        assert found.status in ("ok", "partial", "empty", "corrupt")


def test_what_is_filled_in_or_noted_follows_the_text_of_its_page(extracted):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(72, 720, "Name of the trust")
    canvas.acroForm.textfield(name="trust", value="Northside", x=72, y=690)
    canvas.acroForm.choice(
        name="risk", value="High", options=["Low", "High"], x=72, y=650
    )
    canvas.acroForm.checkbox(name="agreed", checked=True, x=72, y=630)
    canvas.freeTextAnnotation("Approved by the board", "", Rect=(72, 500, 200, 520))
    canvas.linkURL("https://trust.example", (72, 400, 90, 420))
    canvas.showPage()
    canvas.drawString(72, 720, "Second page")
    canvas.save()
    first, second = extracted(stream.getvalue(), "form.pdf").segments
    assert first.text.split("\n") == [
        "Name of the trust",
        "Northside",
        "High",
        "Approved by the board",
    ]
    assert second.text == "Second page"


def test_what_is_hidden_or_masked_on_a_form_is_not_read(extracted):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(72, 720, "Name of the trust")
    fields = canvas.acroForm
    fields.textfield(name="a", value="gone", annotationFlags="hidden", x=72, y=690)
    fields.textfield(name="b", value="secret", fieldFlags="password", x=72, y=650)
    fields.textfield(name="c", value="Northside", x=72, y=610)
    canvas.save()
    (page,) = extracted(stream.getvalue(), "form.pdf").segments
    assert page.text.split("\n") == ["Name of the trust", "Northside"]


def test_what_people_say_of_a_marked_place_is_read_once(extracted):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.drawString(72, 720, "The trust has no budget")
    canvas.highlightAnnotation("Ask finance", (72, 715, 120, 730))
    canvas.highlightAnnotation("no \nbudget", (120, 715, 160, 730))
    canvas.save()
    (page,) = extracted(stream.getvalue(), "draft.pdf").segments
    assert page.text.split("\n") == ["The trust has no budget", "Ask finance"]


def test_a_hyphen_at_the_end_of_a_line_stays_unless_it_parts_a_word(extracted):
    content = made.pdf("imple-\nmenting self-\nassess ICD-\n10\n-", "(Implementing.)")
    first = extracted(content, "plan.pdf").segments[0]
    assert first.text.split() == ["implementing", "self-assess", "ICD-10", "-"]


def test_a_text_that_a_program_hyphenated_has_its_words_whole(extracted):
    """It does so with words that stand whole elsewhere; not before words."""
    content = made.pdf(
        "imple-\nmenting gov-\nernance coun-\nsel self-\nassess",
        "Implementing governance: to assess",
    )
    first = extracted(content, "plan.pdf").segments[0]
    assert first.text.split() == [
        "implementing",
        "governance",
        "counsel",
        "self-assess",
    ]


def test_the_hyphen_of_a_browser_parts_words_as_others_do(extracted):
    stream = io.BytesIO()
    canvas = Canvas(stream, pageCompression=0)
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas.setFont("Vera", 12)
    canvas.drawString(72, 720, "for the wards of the gov-")
    canvas.drawString(72, 700, "ernance, a self-")
    canvas.drawString(72, 680, "assess governance")
    canvas.save()
    content = stream.getvalue().replace(b"<002D>", b"<2010>")
    (page,) = extracted(content, "plan.pdf").segments
    assert page.text == "for the wards of the governance, a self-assess governance"


@pytest.mark.parametrize(
    ("printed", "headline"),
    [
        ([(9, "Northside"), (30, "Standards for"), (30, "virtual wards"), (14, "May")],
         "Standards for virtual wards"),
        ([(11, "A letter"), (11, "about beds")], ""),
        ([(30, "No more beds"), *[(11, "and so on")] * 10, (8, "1")], "No more beds"),
        ([*[(11, "and so on")] * 10, (8, "1")], ""),
    ],
)  # fmt: skip
def test_what_is_printed_biggest_on_the_first_page_is_told(
    extracted, printed, headline
):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number, (size, line) in enumerate(printed):
        canvas.setFont("Helvetica", size)
        canvas.drawString(72, 780 - 40 * number, line)
    canvas.showPage()
    canvas.setFont("Helvetica", 60)
    canvas.drawString(72, 700, "Thank you")
    canvas.save()
    found = extracted(stream.getvalue(), "plan.pdf")
    assert found.metadata.get("headline", "") == headline


def spelt(canvas: Canvas, x: float, y: float, text: str, apart: float = 0.2) -> None:
    """Writes a text letter by letter, as browsers do where letters are moved."""
    for letter in text:
        canvas.drawString(x, y, letter)
        x += canvas.stringWidth(letter) + apart


def test_letters_set_wide_apart_are_a_word(extracted):
    """Between words is a space, or with programs that write none a wider gap."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.setFont("Helvetica", 20)
    spelt(canvas, 72, 720, "BUSINESS CASE", 6)
    spelt(canvas, 72, 690, "WARD", 6)
    spelt(canvas, 190, 690, "PLAN", 6)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, 650, "Groups A B C D of patients")
    spelt(canvas, 72, 630, "JFMAMJJA", 14)
    canvas.save()
    (page,) = extracted(stream.getvalue(), "case.pdf").segments
    assert page.text.split("\n") == [
        "BUSINESS CASE",
        "WARD PLAN",
        "Groups A B C D of patients",
        "J F M A M J J A",
    ]


def test_a_name_along_the_side_of_a_page_leaves_its_lines_alone(extracted):
    lines = ["Length of stay fell", "on both virtual wards"]
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842))
    canvas.saveState()
    canvas.translate(40, 200)
    canvas.rotate(90)
    canvas.drawString(0, 0, "Northside programme for digital care at home, a draft")
    canvas.restoreState()
    for number, line in enumerate(lines):
        spelt(canvas, 72, 780 - 20 * number, line)
    canvas.drawString(300, 60, "page 1")
    canvas.save()
    (page,) = extracted(stream.getvalue(), "draft.pdf").segments
    assert page.text.split("\n")[1:] == [*lines, "page 1"]


def with_files(content: bytes, **files: bytes) -> bytes:
    """The PDF with a file pinned to its first page, and the others attached."""
    document = pypdfium2.PdfDocument(content)
    pinned, *attached = files.items()
    for name, inner in attached:
        attachment = document.new_attachment(f"{name}.csv")
        if inner:
            attachment.set_data(inner)
    page = document[0]
    kind = pdfium.FPDF_ANNOT_FILEATTACHMENT
    annotation = pdfium.FPDFPage_CreateAnnot(page, kind)
    name = f"{pinned[0]}.csv\0".encode("utf-16-le")
    wide = (c_ushort * (len(name) // 2)).from_buffer_copy(name)
    raw = pdfium.FPDFAnnot_AddFileAttachment(annotation, wide)
    pypdfium2.PdfAttachment(raw, document).set_data(pinned[1])
    pdfium.FPDFPage_CloseAnnot(annotation)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("text", ["The plan", ""])
def test_files_attached_to_it_or_pinned_to_a_page_are_children(extracted, text):
    files = {"Pinned": b"c,d\n", "Café – costs": b"a,b\n"}
    found = extracted(with_files(made.pdf(text), **files), "plan.pdf")
    assert (found.status, found.reason) == ("ok", "")
    assert [(c.name, c.content) for c in found.children] == [
        (f"{name}.csv", content) for name, content in files.items()
    ]


def test_an_attached_file_that_cannot_be_taken_is_told(extracted):
    content = with_files(made.pdf("The plan"), a=b"x" * 10, b=b"x" * 11, c=b"")
    found = extracted(content, "plan.pdf", Limits(part_bytes=10))
    assert found.status == "partial"
    assert found.reason == "b.csv: 11 bytes, the limit is 10; c.csv: cannot be read"
    assert [child.name for child in found.children] == ["a.csv"]


def test_a_damaged_list_of_files_does_not_hide_the_text(extracted):
    content = with_files(made.pdf("The plan"), a=b"a", b=b"b")
    damaged = content.replace(b"(b.csv) 10 0 R", b"(b.csv) 99 0 R")
    found = extracted(damaged, "plan.pdf")
    assert (found.status, found.reason) == ("partial", "attachment 1: cannot be read")
    assert found.segments[0].text == "The plan"
