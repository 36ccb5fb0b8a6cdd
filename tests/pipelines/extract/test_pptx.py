from tests.pipelines.extract import made

LIST = "ppt/presentation.xml"


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
