from tests.pipelines.extract.compounds import (
    chars,
    comment,
    octets,
    persist,
    record,
    show,
    slide,
)


def test_slides_come_in_the_order_of_the_show(extracted):
    slides = [slide(octets("Second")), slide(chars("First – “tablets”"))]
    found = extracted(show(slides, persist(3, 256) + persist(2, 257)), "a.ppt")
    assert found.status == "ok"
    assert [(s.kind, s.number, s.label, s.text) for s in found.segments] == [
        ("slide", 1, "slide 1", 'First – "tablets"'),
        ("slide", 2, "slide 2", "Second"),
    ]
    assert found.metadata["pages"] == "2"


def test_listed_texts_stand_where_they_are_referred_to(extracted):
    header, first = record(0x0F9F, bytes(4)), record(0x0F9E, bytes(4))
    listed = persist(2, 256) + header + chars("Title") + header + chars("Only listed")
    found = extracted(show([slide(first, chars("Box"))], listed), "a.ppt")
    assert found.segments[0].text == "Only listed\nTitle\nBox"


def test_comments_follow_the_words_of_their_slide(extracted):
    noted = slide(octets("Costs"), comment("Ann", "Which year’s?", "A"))
    found = extracted(show([noted], persist(2, 256)), "a.ppt")
    assert [s.text for s in found.segments] == ["Costs\nWhich year's?"]


def test_a_file_for_two_versions_is_read_as_the_newer_one(extracted):
    """PowerPoint 95 has the stream at the top, in a form of its own."""
    slides, folder = [slide(octets("Costs"))], "PP97_DUALSTORAGE/"
    older = {"PowerPoint Document": b"\3\0" * 4000, "Current User": bytes(28)}
    content = show(slides, persist(2, 256), folder=folder, **older)
    found = extracted(content, "a.ppt")
    assert (found.status, found.segments[0].text) == ("ok", "Costs")


def test_deleted_slides_are_not_read(extracted):
    slides = [slide(octets("Kept")), slide(octets("Deleted"))]
    found = extracted(show(slides, persist(2, 256)), "a.ppt")
    assert [s.text for s in found.segments] == ["Kept"]


def test_a_password_is_told(extracted):
    content = show([slide(octets("x"))], persist(2, 256), token=0xF3D1C4DF)
    assert extracted(content, "a.ppt").status == "encrypted"


def test_without_a_directory_all_texts_are_read(extracted):
    content = show([slide(octets("Words of the slide"))], b"")
    found = extracted(content, "a.ppt")
    assert found.status == "partial"
    assert [s.text for s in found.segments] == ["Words of the slide"]


def test_damage_is_told(extracted):
    whole = show([slide(octets("words " * 3000))], persist(2, 256))
    assert extracted(whole[:700], "a.ppt").status == "corrupt"
    assert extracted(whole[:9000], "a.ppt").status in ("partial", "corrupt", "empty")


def test_endless_nesting_ends(extracted):
    deep = record(0x040C, octets("deep"), container=True)
    for _ in range(2000):
        deep = record(0x040C, deep, container=True)
    content = show([record(0x03EE, deep, container=True)], persist(2, 256))
    assert extracted(content, "a.ppt").segments[0].text == "deep"
