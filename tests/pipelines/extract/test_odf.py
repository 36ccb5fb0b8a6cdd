from tests.pipelines.extract import made


def test_a_text_is_divided_by_headings(extracted):
    content = made.open_document(
        "text",
        "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
        "<text:p>Before</text:p>"
        '<text:h text:outline-level="1">Lessons</text:h>'
        "<text:p>Train<text:s/>the <text:span>ward</text:span> clerks<text:note>"
        "<text:note-body><text:p>first</text:p></text:note-body></text:note>.</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Site</text:p>"
        "</table:table-cell><table:table-cell><text:p>Beds</text:p></table:table-cell>"
        "</table:table-row></table:table>",
    )
    found = extracted(content, "report.odt")
    assert found.status == "ok"
    assert [(s.kind, s.number, s.label, s.text) for s in found.segments] == [
        ("body", None, "", "Before"),
        (
            "section",
            None,
            "Lessons",
            "Lessons\nTrain the ward clerks.\nfirst\nSite\tBeds",
        ),
    ]
    assert found.metadata["title"] == "An open document"
    assert found.metadata["author"] == "The programme"
    assert found.metadata["created"] == "2023-04-05"
    assert found.metadata["pages"] == "4"


def test_repeated_cells_and_rows_are_said_once(extracted):
    content = made.open_document(
        "spreadsheet",
        '<table:table table:name="Sites"><table:table-row'
        ' table:number-rows-repeated="1048576"><table:table-cell'
        ' table:number-columns-repeated="16384"><text:p>Northside</text:p>'
        '</table:table-cell><table:table-cell office:value="12"/></table:table-row>'
        '</table:table><table:table table:name="Empty"/>',
    )
    found = extracted(content, "sites.ods")
    assert [(s.kind, s.number, s.label, s.text) for s in found.segments] == [
        ("sheet", 1, "Sites", "Northside\t12"),
        ("sheet", 2, "Empty", ""),
    ]
    assert found.metadata["pages"] == "2"


def test_a_value_stands_in_its_column(extracted):
    content = made.open_document(
        "spreadsheet",
        "<table:table><table:table-row><table:table-cell><text:p>Id</text:p>"
        "</table:table-cell><table:covered-table-cell/>"
        '<table:table-cell table:number-columns-repeated="2"/>'
        "<table:table-cell><text:p>Owner</text:p></table:table-cell>"
        "</table:table-row></table:table>",
    )
    assert extracted(content, "sites.ods").segments[0].text == "Id\t\t\t\tOwner"


def test_slides_and_their_notes_are_apart(extracted):
    content = made.open_document(
        "presentation",
        '<draw:page draw:name="one"><draw:frame><draw:text-box><text:p>Why</text:p>'
        "</draw:text-box></draw:frame><presentation:notes><text:p>Thank them</text:p>"
        "</presentation:notes></draw:page><draw:page><text:p>What</text:p></draw:page>",
    )
    found = extracted(content, "deck.odp")
    assert [(s.kind, s.number, s.label, s.text) for s in found.segments] == [
        ("slide", 1, "slide 1", "Why"),
        ("notes", 1, "notes of slide 1", "Thank them"),
        ("slide", 2, "slide 2", "What"),
    ]


LINK = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="./Object 1"'
SHOWN = f"<draw:frame><draw:object {LINK}/></draw:frame>"
CHART = """<c xmlns:chart="urn:chart" xmlns:o="urn:o" xmlns:table="urn:table"
 xmlns:text="urn:text"><o:body><o:chart><chart:chart>
<chart:title><text:p>Falls a month</text:p></chart:title><chart:axis><chart:title>
<text:p>Wards <text:span>observed</text:span></text:p></chart:title></chart:axis>
<table:table><table:table-row>
<table:table-cell o:value-type="string"><text:p>May</text:p></table:table-cell>
<table:table-cell o:value-type="float"><text:p>9.5</text:p></table:table-cell>
</table:table-row><table:table-row>
<table:table-cell o:value-type="string"><text:p>May</text:p></table:table-cell>
</table:table-row></table:table></chart:chart></o:chart></o:body></c>"""


def test_charts_tell_their_titles_and_names(extracted):
    parts = {"Object 1/content.xml": CHART}
    names = "Falls a month\nWards observed\nMay"
    text = made.open_document("text", f"<text:p>Before{SHOWN}</text:p>", **parts)
    found = extracted(text, "report.odt").segments
    assert [(s.label, s.text) for s in found] == [
        ("", "Before"),
        ("charts and diagrams", names),
    ]
    page = f"<draw:page>{SHOWN}{SHOWN}</draw:page><draw:page/>"
    found = extracted(
        made.open_document("presentation", page, **parts), "a.odp"
    ).segments
    assert [s.text for s in found] == [names, ""]
    sheet = f"<table:table><table:shapes>{SHOWN}</table:shapes></table:table>"
    found = extracted(
        made.open_document("spreadsheet", sheet, **parts), "a.ods"
    ).segments
    assert [s.text for s in found] == [names]


def test_a_document_inside_another_is_read(extracted):
    inner = "<c xmlns:o='o'><o:body><o:text><o:p>The plan</o:p></o:text></o:body></c>"
    page = f"<draw:page>{SHOWN}</draw:page>"
    parts = {"Object 1/content.xml": inner}
    content = made.open_document("presentation", page, **parts)
    assert extracted(content, "a.odp").segments[0].text == "The plan"


def test_an_object_that_is_elsewhere_or_damaged_costs_nothing_else(extracted):
    page = f"<draw:page><text:p>What</text:p>{SHOWN}</draw:page>"
    found = extracted(made.open_document("presentation", page), "a.odp")
    assert (found.status, found.segments[0].text) == ("ok", "What")
    parts = {"Object 1/content.xml": CHART[:200]}
    found = extracted(made.open_document("presentation", page, **parts), "a.odp")
    assert (found.status, found.segments[0].text) == ("partial", "What")


def test_a_password_is_told_by_the_manifest(extracted):
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    content = made.open_document("text", "", **{"META-INF/manifest.xml": manifest})
    assert extracted(content, "locked.odt").status == "encrypted"


def test_a_document_without_words_is_empty(extracted):
    found = extracted(made.open_document("text", "<text:p/>"), "blank.odt")
    assert found.status == "empty"


def test_marks_of_notes_and_comments_do_not_stick_to_words(extracted):
    content = made.open_document(
        "text",
        "<text:p>beds<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>staffed</text:p></text:note-body></text:note>"
        " and wards<office:annotation><dc:creator>Ada</dc:creator><dc:date>2024-05-06"
        "</dc:date><meta:creator-initials>AL</meta:creator-initials>"
        "<text:p>how many?</text:p></office:annotation>, by <text:creator>Bo"
        "</text:creator> on <text:date>1 May</text:date></text:p>",
    )
    found = extracted(content, "report.odt")
    assert found.segments[0].text.split("\n") == [
        "beds and wards, by Bo on 1 May",
        "staffed",
        "how many?",
    ]


def test_headers_and_footers_of_all_pages_are_read_once(extracted):
    names = [f"{m}{p}" for m in ("header", "footer") for p in ("", "-first", "-left")]
    margins = "".join(
        f"<style:{name}><text:p>a {name}</text:p><text:p>Draft</text:p></style:{name}>"
        for name in names
    )
    styles = (
        f'<office:document-styles xmlns:office="{made.ODF}office:1.0"'
        f' xmlns:style="{made.ODF}style:1.0" xmlns:text="{made.ODF}text:1.0">'
        f"{margins}</office:document-styles>"
    )
    content = made.open_document("text", "<text:p/>", **{"styles.xml": styles})
    (found,) = extracted(content, "report.odt").segments
    assert found.label == "headers and footers"
    assert set(found.text.split("\n")) == {"Draft", *(f"a {name}" for name in names)}
    assert found.text.count("Draft") == 1
