"""Every format opens in a library of its own, carries the label, keeps its text."""

import csv
import email
import email.policy
import io
import json
import zipfile
from random import Random

import docx
import olefile
import openpyxl
import pptx
import pypdfium2
import pytest
import python_calamine
from lxml import etree

from demo.paper import LABEL, Attachment, Paper, Part
from demo.writers import broken
from demo.writers.formats import WRITERS

ROWS = (
    ("Measure", "Before"),
    ("minutes per drug round – night", "41"),
    ("£ & more", "7"),
)
PAPER = Paper(
    title="ePMA at Northvale",
    kind="Presentation",
    organisation="Northvale Teaching Hospitals NHS Foundation Trust",
    author="Chief Pharmacist",
    date="2021-03-04",
    parts=(
        Part("Why", paragraphs=("Charts went missing “twice” a week.",), notes="Pause"),
        Part("How", bullets=("Ask <wards>", "Build & test"), numbered=True),
        Part("Figures", table=ROWS),
    ),
)


def written(format: str) -> io.BytesIO:
    return io.BytesIO(WRITERS[format](PAPER).content)


@pytest.mark.parametrize("format", sorted(WRITERS))
def test_the_same_paper_gives_the_same_bytes(format):
    assert written(format).getvalue() == written(format).getvalue()


def test_docx():
    document = docx.Document(written("docx"))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert document.core_properties.author == "Chief Pharmacist"
    assert document.sections[0].header.paragraphs[0].text == LABEL
    assert {"Why", "Ask <wards>", PAPER.parts[0].paragraphs[0]} <= set(texts)
    assert document.tables[0].cell(2, 0).text == "£ & more"


def test_pptx():
    slides = pptx.Presentation(written("pptx")).slides
    assert len(slides) == 4
    for slide in slides:
        texts = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
        assert LABEL in "\n".join(texts)
    assert slides[1].notes_slide.notes_text_frame.text == "Pause"


@pytest.mark.parametrize("format", ["xlsx", "xlsm"])
def test_xlsx(format):
    book = openpyxl.load_workbook(written(format))
    assert book.sheetnames == ["Why", "How", "Figures"]
    assert {sheet["A2"].value for sheet in book} == {LABEL}
    assert book["Figures"]["B5"].value == 41
    assert book.properties.title == PAPER.title


@pytest.mark.parametrize("format", ["xls", "ods"])
def test_other_workbooks(format):
    book = python_calamine.CalamineWorkbook.from_filelike(written(format))
    assert book.sheet_names == ["Why", "How", "Figures"]
    rows = book.get_sheet_by_name("Figures").to_python()
    assert rows[1][0] == LABEL
    assert rows[-1] == ["£ & more", *rows[-1][1:]]


def test_pdf_names_the_page_of_each_text():
    long = Part("Long", paragraphs=tuple(f"Paragraph {n}. " * 40 for n in range(30)))
    made = WRITERS["pdf"](Paper("T", "K", "O", "A", "2021-03-04", (long, *PAPER.parts)))
    document = pypdfium2.PdfDocument(made.content)
    assert len(document) == len(made.units) > 4
    for page, unit in zip(document, made.units, strict=True):
        text = page.get_textpage().get_text_range()
        assert LABEL in text
        assert set(unit.text.split()) <= set(text.split())
    document.close()


@pytest.mark.parametrize("format", ["doc", "ppt", "msg", "xls"])
def test_compound_files(format):
    with olefile.OleFileIO(
        written(format), raise_defects=olefile.DEFECT_POTENTIAL
    ) as ole:
        content = b"".join(ole.openstream(name).read() for name in ole.listdir())
        if format != "msg":
            assert ole.get_metadata().title == PAPER.title.encode()
            assert ole.get_metadata().create_time.year == 2021
    assert LABEL.encode() in content or LABEL.encode("utf-16-le") in content


@pytest.mark.parametrize("format", ["odt", "ods", "odp", "vsdx", "docx"])
def test_packages_are_well_formed(format):
    with zipfile.ZipFile(written(format)) as archive:
        texts = [
            etree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        ]
    assert any(LABEL in "".join(map(str, text.itertext())) for text in texts)


def test_mail_brings_its_attachments():
    paper = Paper(
        "RE: ePMA",
        "E-mail",
        "O",
        "CNIO",
        "2021-03-04",
        PAPER.parts[:1],
        (Attachment("Hazard Log – v1.xlsx", b"PK\x03\x04"),),
    )
    mail = email.message_from_bytes(
        WRITERS["eml"](paper).content, policy=email.policy.default
    )
    assert mail["Date"].datetime.year == 2021
    body = mail.get_body()
    assert body is not None
    assert LABEL in body.get_content()
    attached = next(mail.iter_attachments())
    assert attached.get_filename() == "Hazard Log – v1.xlsx"
    assert attached.get_content() == b"PK\x03\x04"
    with olefile.OleFileIO(io.BytesIO(WRITERS["msg"](paper).content)) as ole:
        content = ole.openstream("__attach_version1.0_#00000000/__substg1.0_37010102")
        assert content.read() == b"PK\x03\x04"


def test_plain_formats_can_be_parsed():
    assert json.load(written("json"))["label"] == LABEL
    assert etree.parse(written("xml")).findtext("label") == LABEL
    lines = csv.reader(io.StringIO(written("csv").getvalue().decode("utf-8-sig")))
    assert ["£ & more", "7"] in list(lines)
    for format in ("html", "txt", "md", "rtf"):
        assert LABEL.encode() in written(format).getvalue()
    assert written("rtf").getvalue().isascii()


def test_locked_files_open_for_nobody():
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(broken.locked(PAPER, "pdf", Random(1)))
    with olefile.OleFileIO(io.BytesIO(broken.locked(PAPER, "docx", Random(1)))) as ole:
        assert ole.exists("EncryptedPackage")
