from typing import Any

import pptx
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from tests.pipelines.extract import made

LIST = "ppt/presentation.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def test_slides_come_in_the_order_of_the_show_with_their_notes(extracted):
    found = extracted(made.slides(), "deck.pptx")
    assert found.status == "ok"
    assert [(s.kind, s.number, s.label) for s in found.segments] == [
        ("slide", 1, "slide 1"),
        ("slide", 2, "slide 2"),
        ("notes", 2, "notes of slide 2"),
        ("slide", 3, "slide 3"),
    ]
    first, second, notes, hidden = (s.text for s in found.segments)
    assert first.startswith("What we learned")
    assert second == "Why we did it"
    assert notes == "Thank the ward staff"
    assert hidden == "Hidden extras"


def test_the_title_of_a_slide_goes_before_what_lies_under_it(extracted):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    title = slide.shapes.title
    title.text = "Virtual wards"
    box = Inches(1), Inches(2), Inches(4), Inches(2)
    slide.shapes.add_textbox(*box).text_frame.text = "12 beds"
    slide.shapes._spTree.append(title._element)
    found = extracted(made.saved(deck), "deck.pptx")
    assert found.segments[0].text == "Virtual wards\n12 beds"


def test_tables_groups_and_charts_are_read(extracted):
    text = extracted(made.slides(), "deck.pptx").segments[0].text
    assert "Benefit\tFewer falls" in text
    assert "Inside a group" in text
    assert "Paediatrics" in text
    assert "Referrals" in text


def test_metadata_counts_the_slides(extracted):
    metadata = extracted(made.slides(), "deck.pptx").metadata
    assert metadata["title"] == "Board deck"
    assert metadata["created"] == "2023-04-05"
    assert metadata["pages"] == "3"


def test_a_slide_that_is_gone_is_named(extracted):
    rels = made.part(made.slides(), "ppt/_rels/presentation.xml.rels")
    content = made.changed(
        made.slides(),
        {"ppt/_rels/presentation.xml.rels": rels.replace("slide2.xml", "gone.xml")},
    )
    found = extracted(content, "deck.pptx")
    assert (found.status, found.reason) == ("partial", "slide 1 is missing")
    assert [s.number for s in found.segments if s.kind == "slide"] == [2, 3]


def test_without_its_list_the_slides_come_as_numbered(extracted):
    found = extracted(made.changed(made.slides(), {LIST: "<broken"}), "deck.pptx")
    assert found.status == "partial"
    assert found.segments[0].text == "Why we did it"


def test_a_template_without_slides_is_empty_and_one_without_its_list_corrupt(extracted):
    template = made.saved(pptx.Presentation())
    assert extracted(template, "board.potx").status == "empty"
    damaged = made.changed(template, {LIST: "<broken"})
    assert extracted(damaged, "board.potx").status == "corrupt"


def test_cells_stand_under_their_head_beside_merged_ones(extracted):
    deck = pptx.Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    table = shapes.add_table(3, 4, *[Inches(1)] * 4).table
    for y, row in enumerate(("Site Beds - Lead", "- 2023 2024 -", "N 1 2 Ada")):
        for x, text in enumerate(row.split()):
            table.cell(y, x).text = text.strip("-")
    for first, last in (((0, 0), (1, 0)), ((0, 1), (0, 2))):
        table.cell(*first).merge(table.cell(*last))
    found = extracted(made.saved(deck), "beds.pptx")
    lines = ["Site\tBeds\t\tLead", "\t2023\t2024", "N\t1\t2\tAda"]
    assert found.segments[0].text.split("\n") == lines


def test_a_chart_tells_the_names_of_both_levels_once_and_what_lies_on_it(extracted):
    deck = pptx.Presentation()
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    for region, sites in (("North", ("Leeds", "York")), ("South", ("Hove",))):
        category = data.add_category(region)
        for site in sites:
            category.add_sub_category(site)
    for series in ("Beds", "Falls"):
        data.add_series(series, (1, 2, 3))
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *[Inches(1)] * 4, data)
    content = made.saved(deck)
    (links,) = (
        name for name in made.parts_of(content) if name.startswith("ppt/charts/_rels/")
    )
    over = (
        f'<Relationship Id="x" Type="{OFFICE}/chartUserShapes" Target="over.xml"/></Rel'
    )
    box = f'<x xmlns:a="{DRAWING}"><a:p><a:r><a:t>Go-live</a:t></a:r></a:p></x>'
    content = made.changed(
        content,
        {
            links: made.part(content, links).replace("</Rel", over, 1),
            "ppt/charts/over.xml": box,
        },
    )
    text = extracted(content, "deck.pptx").segments[0].text
    assert sorted(text.split("\n")) == [
        *("Beds", "Falls", "Go-live", "Hove", "Leeds", "North", "South", "York"),
    ]


def test_names_that_a_chart_has_from_no_cell_are_read(extracted):
    drawn = "<tx><v>Beds</v></tx><tx><txData><f>A1</f><v>Falls</v></txData></tx>"
    content = made.changed(
        made.slides(), {"ppt/charts/chart1.xml": f"<chart>{drawn}</chart>"}
    )
    lines = extracted(content, "deck.pptx").segments[0].text.split("\n")
    assert lines[-2:] == ["Beds", "Falls"]


def test_a_comment_in_pieces_is_a_line_and_an_old_one_too(extracted):
    rels = "ppt/slides/_rels/slide1.xml.rels"
    new = "http://schemas.microsoft.com/office/2018/10/relationships/comments"
    added = "".join(
        f'<Relationship Id="x{place}" Type="{kind}" Target="{place}.xml"/>'
        for place, kind in (("new", new), ("old", f"{OFFICE}/comments"))
    )
    runs = "".join(f"<a:r><a:t>{t}</a:t></a:r>" for t in ("Ask the super", "visor"))
    content = made.changed(
        made.slides(),
        {
            rels: made.part(made.slides(), rels).replace("</Rel", f"{added}</Rel", 1),
            "ppt/slides/new.xml": f'<x xmlns:a="{DRAWING}"><a:p>{runs}</a:p></x>',
            "ppt/slides/old.xml": "<cm><text>Agreed by the board</text></cm>",
        },
    )
    lines = extracted(content, "deck.pptx").segments[1].text.split("\n")
    assert lines == ["Why we did it", "Ask the supervisor", "Agreed by the board"]
