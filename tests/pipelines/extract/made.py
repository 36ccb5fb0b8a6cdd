"""Real files for the tests of extraction, made by the programs people use."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import docx
import openpyxl
import pptx
from docx.document import Document
from openpyxl.comments import Comment
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches
from reportlab.lib import pdfencrypt
from reportlab.pdfgen.canvas import Canvas

from demo import ole

WHEN = datetime(2023, 4, 5, 10, 30)
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts, packed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def changed(content: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """A package with some parts in place of its own or added."""
    return package({**parts_of(content), **parts})


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part(content: bytes, name: str) -> str:
    return parts_of(content)[name].decode()


def locked() -> bytes:
    """What Office writes for any document under a password."""
    return ole.write({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"x" * 5000})


def pdf(*pages: str, password: str = "") -> bytes:
    stream = io.BytesIO()
    lock = pdfencrypt.StandardEncryption(password) if password else None
    canvas = Canvas(stream, encrypt=lock, invariant=1)
    canvas.setTitle("Rollout of the shared record")
    canvas.setAuthor("The programme")
    for page in pages:
        for line, text in enumerate(page.splitlines()):
            canvas.drawString(72, 720 - 20 * line, text)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def word() -> bytes:
    document: Document = docx.Document()
    document.core_properties.title = "Rollout of the shared record"
    document.core_properties.author = "The programme"
    document.core_properties.created = WHEN
    document.core_properties.modified = WHEN
    document.sections[0].header.paragraphs[0].text = "Printed for the board"
    document.add_paragraph("Before any heading")
    document.add_heading("Lessons learned", 1)
    document.add_paragraph("Train the ward clerks first")
    table = document.add_table(rows=2, cols=2)
    for row, values in enumerate((("Site", "Beds"), ("Northside", "120"))):
        for column, value in enumerate(values):
            table.cell(row, column).text = value
    document.add_heading("Costs", 2)
    document.add_paragraph("Licences per seat")
    return saved(document)


def slides() -> bytes:
    deck = pptx.Presentation()
    deck.core_properties.title = "Board deck"
    deck.core_properties.created = WHEN
    for title in ("Why we did it", "What we learned", "Hidden extras"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
    first, second, third = deck.slides
    first.notes_slide.notes_text_frame.text = "Thank the ward staff"
    box = Inches(1), Inches(2), Inches(4), Inches(2)
    table = second.shapes.add_table(1, 2, *box).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Benefit", "Fewer falls"
    group = second.shapes.add_group_shape()
    group.shapes.add_textbox(*box).text_frame.text = "Inside a group"
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["Paediatrics", "Maternity"]
    data.add_series("Referrals", (3, 4))
    second.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box, data)
    third._element.set("show", "0")
    # Shown in another order than they were made in.
    ids = deck.slides._sldIdLst
    ids.insert(0, ids[1])
    return saved(deck)


def slide_with(*objects: tuple[bytes, Any]) -> bytes:
    """A deck of one slide with these objects, each of a program by its name."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for content, program in objects:
        slide.shapes.add_ole_object(io.BytesIO(content), program, 0, 0)
    return saved(deck)


def packaged(name: str, content: bytes) -> bytes:
    """A file as the packager of Windows wraps it in an OLE object."""
    return ole.write({"\x01Ole10Native": native(name, content)})


def native(name: str, content: bytes) -> bytes:
    """The stream of the packager: the file behind its label and two paths."""
    place = f"C:\\Temp\\{name}".encode("cp1252") + b"\0"
    body = b"\2\0" + name.encode("cp1252") + b"\0" + place
    body += struct.pack("<II", 0x30000, len(place)) + place
    body += struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(body)) + body


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.properties.title = "Benefits"
    book.properties.creator = "The programme"
    book.properties.created = WHEN
    first = book.active
    first.title = "Benefits 2023"
    first.append(["Site", "Go-live", "Share", "Count"])
    first.append(["Northside", WHEN, 0.125, 1200])
    first["C2"].number_format = "0.0%"
    first["D40"] = "far below"
    first["A2"].comment = Comment("Confirmed by the trust", "x")
    second = book.create_sheet("Lookups")
    second.sheet_state = "hidden"
    second.append([True, "second sheet"])
    return saved(book)


def with_shared_texts(*items: str) -> bytes:
    """A workbook whose first sheet refers to these shared texts, one a row."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = part(workbook(), "xl/_rels/workbook.xml.rels")
    kind = f"{office}/sharedStrings"
    link = f'<Relationship Id="x" Type="{kind}" Target="sharedStrings.xml"/>'
    rows = "".join(
        f'<row><c t="s"><v>{number}</v></c></row>' for number in range(len(items))
    )
    sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    shared = f'<sst xmlns="{main}">{"".join(items)}</sst>'
    return changed(
        workbook(),
        {
            "xl/_rels/workbook.xml.rels": rels.replace("</Rel", f"{link}</Rel"),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/sharedStrings.xml": shared,
        },
    )


def binary_workbook(**sheets: Sequence[Sequence[str | float]]) -> bytes:
    """An XLSB with texts and numbers in its cells."""

    def record(kind: int, content: bytes = b"") -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        return number + bytes([len(content)]) + content

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    def cell(column: int, value: str | float) -> bytes:
        place = struct.pack("<II", column, 0)
        if isinstance(value, str):
            return record(6, place + text(value))
        return record(5, place + struct.pack("<d", value))

    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    tabs, links, parts = b"", "", {}
    for number, (name, rows) in enumerate(sheets.items(), 1):
        key = f"rId{number}"
        tabs += record(156, struct.pack("<II", 0, number) + text(key) + text(name))
        part = f"worksheets/sheet{number}.bin"
        links += f'<Relationship Id="{key}" Type="{kind}/worksheet" Target="{part}"/>'
        filled = b"".join(
            record(0, struct.pack("<I", y) + bytes(21))
            + b"".join(cell(x, value) for x, value in enumerate(row))
            for y, row in enumerate(rows)
        )
        size = struct.pack("<4I", 0, max(0, len(rows) - 1), 0, 9)
        parts[f"xl/{part}"] = (
            record(129) + record(148, size) + record(145) + filled + record(146)
        )
    book = record(131) + record(143) + tabs + record(144) + record(132)
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": (
                f'<Relationships xmlns="{packages}">{links}</Relationships>'
            ),
            **parts,
        }
    )


def open_document(kind: str, body: str, **parts: str) -> bytes:
    """An OpenDocument file: `kind` is text, spreadsheet or presentation."""
    names = " ".join(
        f'xmlns:{prefix}="{ODF}{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("presentation", "presentation"),
            ("meta", "meta"),
        )
    )
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    content = (
        f"<office:document-content {names} {dc}><office:body><office:{kind}>{body}"
        f"</office:{kind}></office:body></office:document-content>"
    )
    meta = (
        f"<office:document-meta {names} {dc}><office:meta>"
        "<dc:title>An open document</dc:title>"
        "<meta:initial-creator>The programme</meta:initial-creator>"
        "<meta:creation-date>2023-04-05T10:30:00</meta:creation-date>"
        '<meta:document-statistic meta:page-count="4"/>'
        "</office:meta></office:document-meta>"
    )
    given = {"mimetype": f"application/vnd.oasis.opendocument.{kind}"}
    return package({**given, "content.xml": content, "meta.xml": meta, **parts})


def visio(*pages: tuple[str, str]) -> bytes:
    main = "http://schemas.microsoft.com/office/visio/2012/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    visio = "http://schemas.microsoft.com/visio/2010/relationships"

    def links(*targets: tuple[str, str]) -> str:
        rows = (
            f'<Relationship Id="rId{n}" Type="{visio}/{kind}" Target="{target}"/>'
            for n, (kind, target) in enumerate(targets, 1)
        )
        body = "".join(rows)
        return f'<Relationships xmlns="{packages}/relationships">{body}</Relationships>'

    index = "".join(
        f'<Page ID="{n}" Name="{name}"><Rel r:id="rId{n}"/></Page>'
        for n, (name, _) in enumerate(pages, 1)
    )
    drawn = {
        f"visio/pages/page{n}.xml": f'<PageContents xmlns="{main}"><Shapes><Shape>'
        f"<Text><cp IX='0'/>{text}</Text></Shape></Shapes></PageContents>"
        for n, (_, text) in enumerate(pages, 1)
    }
    numbers = range(1, len(pages) + 1)
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"/>',
            "_rels/.rels": links(("document", "visio/document.xml")),
            "visio/document.xml": f'<VisioDocument xmlns="{main}"/>',
            "visio/_rels/document.xml.rels": links(("pages", "pages/pages.xml")),
            "visio/pages/pages.xml": f'<Pages xmlns="{main}" xmlns:r="{office}">'
            f"{index}</Pages>",
            "visio/pages/_rels/pages.xml.rels": links(
                *(("page", f"page{n}.xml") for n in numbers)
            ),
            **drawn,
        }
    )
