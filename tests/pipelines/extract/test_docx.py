import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml

from pipelines.extract.detect import DOCX
from tests.pipelines.extract import made

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MAIN = "word/document.xml"


def with_body(body: str) -> bytes:
    root = f'<w:document xmlns:w="{W}" xmlns:mc="{MC}"><w:body>{body}</w:body>'
    return made.changed(made.word(), {MAIN: f"{root}</w:document>"})


def words(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_headings_divide_the_text(extracted):
    found = extracted(made.word(), "report.docx")
    assert (found.media_type, found.status, found.reason) == (DOCX, "ok", "")
    assert [(s.kind, s.number, s.label, s.text) for s in found.segments] == [
        ("body", None, "", "Before any heading"),
        (
            "section",
            None,
            "Lessons learned",
            "Lessons learned\nTrain the ward clerks first\nSite\tBeds\nNorthside\t120",
        ),
        ("section", None, "Costs", "Costs\nLicences per seat"),
        ("section", None, "headers and footers", "Printed for the board"),
    ]


def test_title_author_and_dates_are_read(extracted):
    assert dict(extracted(made.word(), "report.docx").metadata) == {
        "title": "Rollout of the shared record",
        "author": "The programme",
        "created": "2023-04-05",
        "modified": "2023-04-05",
        "pages": "1",
        "language": "en",
    }


def test_footnotes_and_comments_stand_under_their_name(extracted):
    links = made.part(made.word(), "word/_rels/document.xml.rels")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    added = "".join(
        f'<Relationship Id="x{kind}" Type="{office}/{kind}" Target="{kind}.xml"/>'
        for kind in ("footnotes", "comments")
    )
    note = f'<w:x xmlns:w="{W}"><w:p>{words("a remark in %s")}</w:p></w:x>'
    content = made.changed(
        made.word(),
        {
            "word/_rels/document.xml.rels": links.replace("</Rel", f"{added}</Rel", 1),
            "word/footnotes.xml": note % "footnotes",
            "word/comments.xml": note % "comments",
        },
    )
    found = {s.label: s.text for s in extracted(content, "report.docx").segments}
    assert found["footnotes"] == "a remark in footnotes"
    assert found["comments"] == "a remark in comments"


def test_a_text_box_is_read_once_and_deleted_text_not_at_all(extracted):
    box = f"<w:txbxContent><w:p>{words('in a box')}</w:p></w:txbxContent>"
    body = (
        f"<w:p>{words('before')}<mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>{words(' after')}</w:p>"
        f"<w:p><w:del>{words('gone')}</w:del><w:ins>{words('new')}</w:ins></w:p>"
    )
    found = extracted(with_body(body), "report.docx")
    assert found.segments[0].text == "before after\nin a box\nnew"


def test_hidden_text_is_not_read(extracted):
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    was = f"<w:rPr><w:rPrChange>{hidden}</w:rPrChange></w:rPr>"
    shown = '<w:rPr><w:vanish w:val="0"/></w:rPr>'
    runs = "".join(
        f"<w:r>{properties}<w:t>{text}</w:t></w:r>"
        for properties, text in (
            ("", "one"),
            (hidden, " hidden"),
            (shown, " two"),
            (was, " three"),
        )
    )
    box = f"<w:p><w:pPr>{hidden}</w:pPr>{words('in a box')}</w:p>"
    drawn = f"<w:r><w:txbxContent>{box}</w:txbxContent></w:r>"
    body = f"<w:p><w:pPr>{hidden}</w:pPr>{runs}{drawn}</w:p>"
    found = extracted(with_body(body), "report.docx")
    assert found.segments[0].text == "one two three\nin a box"


def test_a_table_in_a_cell_is_text_of_the_cell(extracted):
    inner = f"<w:tbl><w:tr><w:tc><w:p>{words('inner')}</w:p></w:tc></w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr><w:tc><w:p>{words('a')}</w:p>{inner}</w:tc>"
        f"<w:tc><w:p>{words('b')}</w:p></w:tc></w:tr></w:tbl>"
    )
    found = extracted(with_body(body), "report.docx")
    assert found.segments[0].text == "a inner\tb"


def test_cells_stand_under_their_head_beside_merged_ones(extracted):
    document: Document = docx.Document()
    table = document.add_table(rows=4, cols=4)
    for y, row in enumerate(("Site Beds - Lead", "- 2023 2024 -", "N 1 2 Ada", "3 4")):
        for x, text in enumerate(row.split()):
            table.cell(y, x).text = text.strip("-")
    for first, last in (((0, 0), (1, 0)), ((0, 1), (0, 2)), ((2, 1), (2, 2))):
        table.cell(*first).merge(table.cell(*last))
    # A row that begins two columns further right.
    row = table.rows[3]._tr
    for cell in row.tc_lst[2:]:
        row.remove(cell)
    row.get_or_add_trPr().append(parse_xml(f'<w:gridBefore xmlns:w="{W}" w:val="2"/>'))
    found = extracted(made.saved(document), "beds.docx")
    assert found.segments[0].text.replace(" \t", "\t").split("\n") == [
        "Site\tBeds\t\tLead",
        "\t2023\t2024",
        "N\t1 2\t\tAda",
        "\t\t3\t4",
    ]


def test_links_and_alternative_texts_are_read_but_not_file_names(extracted):
    shapes = (
        '<w:drawing><docPr descr="Map of wards"/><docPr descr="c:/x.png"/></w:drawing>'
    )
    link = f"<w:hyperlink>{words('the guide')}</w:hyperlink>"
    found = extracted(with_body(f"<w:p>{link}{shapes}</w:p>"), "report.docx")
    assert found.segments[0].text == "the guide\nMap of wards"


@pytest.mark.parametrize(
    "said",
    [
        "Icon&#10;&#10;Description automatically generated",
        "A screenshot of a phone&#10;&#10;AI-generated content may be incorrect.",
        "A person in a room Description generated with very high confidence",
    ],
)
def test_what_office_says_of_a_picture_is_not_read(extracted, said):
    shape = f'<w:drawing><docPr descr="{said}"/></w:drawing>'
    found = extracted(with_body(f"<w:p>{words('Wards')}{shape}</w:p>"), "report.docx")
    assert found.segments[0].text == "Wards"


def test_a_watermark_is_read_with_the_headers(extracted):
    mark = '<w:pict><v:textpath on="t"/><v:textpath string="DRAFT"/></w:pict>'
    header = (
        f'<w:hdr xmlns:w="{W}" xmlns:v="urn:v"><w:p><w:r>{mark}</w:r></w:p></w:hdr>'
    )
    content = made.changed(made.word(), {"word/header1.xml": header})
    found = extracted(content, "report.docx").segments[-1]
    assert (found.label, found.text) == ("headers and footers", "DRAFT")


def test_a_document_without_text_is_empty(extracted):
    content = made.changed(
        with_body("<w:p/>"), {"word/header1.xml": f'<h xmlns="{W}"/>'}
    )
    assert extracted(content, "report.docx").status == "empty"


def test_a_damaged_side_part_makes_it_partial(extracted):
    content = made.changed(made.word(), {"word/styles.xml": "<broken"})
    found = extracted(content, "report.docx")
    assert found.status == "partial"
    assert "word/styles.xml is damaged" in found.reason
    assert "Train the ward clerks first" in found.segments[0].text


def test_a_damaged_main_part_is_corrupt(extracted):
    content = made.changed(made.word(), {MAIN: "<broken"})
    found = extracted(content, "report.docx")
    assert found.status == "corrupt"
    assert MAIN in found.reason


def test_what_a_paragraph_was_before_a_tracked_change_is_no_heading(extracted):
    was = "<w:pPrChange><w:pPr>%s</w:pPr></w:pPrChange>"
    heading, body = '<w:pStyle w:val="Heading1"/>', '<w:outlineLvl w:val="9"/>'
    content = with_body(
        f"<w:p><w:pPr>{heading}</w:pPr>{words('Costs')}</w:p>"
        f"<w:p><w:pPr>{was % heading}</w:pPr>{words('once a heading')}</w:p>"
        f"<w:p><w:pPr>{heading}{body}</w:pPr>{words('only looks like one')}</w:p>"
    )
    found = extracted(content, "report.docx")
    assert [s.label for s in found.segments] == ["Costs", "headers and footers"]


@pytest.mark.parametrize(
    ("part", "status", "labels"),
    [
        ("page.html", "ok", ["", "Costs"]),
        ("page.mht", "partial", [""]),
        ("gone.html", "partial", [""]),
    ],
)
def test_a_page_that_a_document_holds_whole_is_read(extracted, part, status, labels):
    links = made.part(made.word(), "word/_rels/document.xml.rels")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    link = f'<Relationship Id="x" Type="{office}/aFChunk" Target="{part}"/></Rel'
    page = "<html><body><h1>Costs</h1><p>Licences for £5</p></body></html>"
    added = {
        "word/_rels/document.xml.rels": links.replace("</Rel", link, 1),
        "word/page.html": page,
        "word/page.mht": "MIME-Version: 1.0",
    }
    content = made.changed(with_body(f"<w:p>{words('Before')}</w:p>"), added)
    found = extracted(content, "export.docx")
    assert found.status == status
    assert (f"word/{part} is" in found.reason) == (status == "partial")
    assert [s.label for s in found.segments] == [*labels, "headers and footers"]
    if status == "ok":
        assert found.segments[1].text == "Costs\n\nLicences for £5"
