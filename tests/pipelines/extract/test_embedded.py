"""Files inside office documents."""

import pytest
from pptx.enum.shapes import PROG_ID

from demo import ole
from pipelines.extract.file import Limits
from tests.pipelines.extract import compounds, made

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def holding(content: bytes, part: str, inner: bytes, name: str = "Plan.docx") -> bytes:
    """The package with a document that one of its parts shows."""
    folder, _, base = part.rpartition("/")
    rels = f"{folder}/_rels/{base}.rels"
    place = f"{part.partition('/')[0]}/embeddings/{name}"
    link = f'<Relationship Id="x1" Type="{OFFICE}/package" Target="/{place}"/></Rel'
    links = made.part(content, rels).replace("</Rel", link, 1)
    return made.changed(content, {rels: links, place: inner})


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (made.word(), "word/document.xml"),
        (made.slides(), "ppt/slides/slide2.xml"),
        (made.workbook(), "xl/worksheets/sheet1.xml"),
    ],
)
def test_an_embedded_document_is_a_child(extracted, content, part):
    inner = made.word()
    found = extracted(holding(content, part, inner), "report")
    assert found.status == "ok"
    assert [(c.name, c.content) for c in found.children] == [("Plan.docx", inner)]


def test_the_workbook_of_a_chart_is_none(extracted):
    names = made.parts_of(made.slides())
    assert any(name.startswith("ppt/embeddings/") for name in names)
    assert extracted(made.slides(), "deck.pptx").children == ()


def test_a_drawing_that_nothing_reads_is_none(extracted):
    drawing = ole.write({"VisioDocument": b"lines"})
    report = holding(made.word(), "word/document.xml", drawing, "Drawing1.vsd")
    assert extracted(report, "report.docx").children == ()


PDF, DOC, BOOK = made.pdf("A plan"), compounds.document(["A letter"]), made.workbook()
OBJECTS = (
    (BOOK, PROG_ID.XLSX, "Microsoft_Excel_Sheet1.xlsx", BOOK),
    (made.packaged("Café – plan.pdf", PDF), "Package", "Café – plan.pdf", PDF),
    (ole.write({"CONTENTS": PDF}), "AcroExch.Document.11", "oleObject1.pdf", PDF),
    (ole.write({"Package": BOOK}), "Excel.Sheet.12", "oleObject1.xlsx", BOOK),
    (DOC, "Word.Document.8", "oleObject1.doc", DOC),
)


@pytest.mark.parametrize(("content", "program", "name", "inner"), OBJECTS)
def test_the_file_in_an_object_has_its_name(extracted, content, program, name, inner):
    (child,) = extracted(made.slide_with((content, program)), "deck.pptx").children
    assert (child.name, child.content) == (name, inner)


GRAPH = bytes.fromhex("0308020000000000c000000000000046")
ROOT = "Root Entry".encode("utf-16-le")
CHART = compounds.workbook(("Plan", [["x"]]))
CHART_AT = CHART.index(ROOT) + 80  # where the entry says which program made it


@pytest.mark.parametrize(
    "content",
    [
        ole.write({"Equation Native": b"x = y" * 99}),
        ole.write({"\x01Ole10Native": b"\5\0\0\0image"}),
        CHART[:CHART_AT] + GRAPH + CHART[CHART_AT + 16 :],
    ],
)
def test_an_object_that_is_no_document_is_none(extracted, content):
    found = extracted(made.slide_with((content, "Any.Thing")), "deck.pptx")
    assert (found.children, found.reason) == ((), "no text in the file")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"no object", "oleObject1.bin: damaged: not an OLE2"),
        (made.packaged("a.pdf", PDF)[:1500], "oleObject1.bin: damaged: incomplete"),
        (made.packaged("a.bin", b"x" * 99_999), "unpacks to 102400 bytes"),
    ],
)
def test_an_object_that_cannot_be_taken_is_told(extracted, content, reason):
    deck = made.slide_with((content, "Package"), (made.packaged("b", PDF), "Package"))
    found = extracted(deck, "deck.pptx", Limits(part_bytes=99_998))
    assert found.status == "partial"
    assert reason in found.reason
    assert [child.name for child in found.children] == ["b"]


def test_of_many_objects_that_cannot_be_taken_the_first_are_named(extracted):
    deck = made.slide_with(*[(b"no object", "Package")] * 9)
    reason = extracted(deck, "deck.pptx").reason
    assert "oleObject1.bin" in reason
    assert reason.endswith("; and 4 more")


WRAPPED = ole.write({"CONTENTS": PDF}), made.packaged("Risks.doc", DOC)


def test_files_in_the_storages_of_a_doc_or_xls_are_children(extracted):
    streams = {
        "A1/CONTENTS": PDF,
        "A2/Package": BOOK,
        "A3/CONTENTS": b"a picture",
        "A4/\x01Ole10Native": made.native("Risks.doc", DOC),
        "A5/WordDocument": b"streams are no file",
    }
    for whole in (compounds.document(["Plan"]), compounds.workbook(("Plan", [["x"]]))):
        found = extracted(compounds.holding(whole, streams), "a")
        assert found.status == "ok"
        assert [(c.name, c.content) for c in found.children] == [
            ("object1.pdf", PDF),
            ("object2.xlsx", BOOK),
            ("Risks.doc", DOC),
        ]


def test_a_torn_file_in_a_storage_is_told(extracted):
    torn = {"A/\x01Ole10Native": made.native("Risks.doc", DOC)[:300]}
    found = extracted(compounds.holding(compounds.document(["Plan"]), torn), "a.doc")
    assert (found.status, found.reason) == ("partial", "Risks.doc breaks off")
    assert found.segments[0].text == "Plan"


def test_objects_of_a_ppt_are_children(extracted):
    found = extracted(compounds.show_with(*WRAPPED, DOC), "a.ppt")
    assert found.status == "ok"
    assert [(c.name, c.content) for c in found.children] == [
        ("object1.pdf", PDF),
        ("Risks.doc", DOC),
        ("object3.doc", DOC),
    ]


def test_objects_of_a_ppt_keep_the_limits(extracted):
    packed = compounds.show_with(ole.write({"CONTENTS": PDF + bytes(2**20)}))
    found = extracted(packed, "a.ppt", Limits(part_bytes=2**16))
    assert (found.status, found.children) == ("partial", ())
    assert found.segments[0].text == "Costs"
