import pytest
from selectolax.lexbor import LexborHTMLParser

from api.pages.segment import flowing, segment_html
from indexer.query import Fragment

SHEET = 'Hazard log\tTrust\nId\tHazard\tCause\n1\t<b>Bed\ta & "b"\n2\tNo cause\nnotes'


def marks(text, *words):
    found = ((text.index(w), text.index(w) + len(w)) for w in words)
    return Fragment(text, tuple(sorted(found)))


def cells(html):
    return [
        [(c.tag, c.text()) for c in row.css("th, td")]
        for row in LexborHTMLParser(html).css("tr")
    ]


def test_a_sheet_is_a_table_under_its_longest_row():
    html = segment_html(Fragment(SHEET), 1, 0, table=True)
    assert html.startswith("Hazard log\tTrust<table")
    assert cells(html) == [
        [("th", "Id"), ("th", "Hazard"), ("th", "Cause")],
        [("td", "1"), ("td", "<b>Bed"), ("td", 'a & "b"')],
        [("td", "2"), ("td", "No cause"), ("td", "")],
        [("td", "notes")],
    ]
    assert "<b>" not in html
    assert 'colspan="3"' in html


def test_a_single_row_that_is_longer_than_the_others_is_no_head():
    html = segment_html(
        Fragment("Id\tHazard\n1\tBed\t\tsee note\n2\tMeal"), 1, 0, table=True
    )
    assert cells(html) == [
        [("th", "Id"), ("th", "Hazard")],
        [("td", "1\tBed\t\tsee note")],
        [("td", "2"), ("td", "Meal")],
    ]


def test_a_match_over_two_cells_is_marked_in_both_and_counted_once():
    html = segment_html(marks(SHEET, "Bed\ta", "No", "log"), 4, 9, table=True)
    tree = LexborHTMLParser(html)
    assert [m.text() for m in tree.css("mark")] == ["log", "Bed", "a", "No"]
    ids = [m.attributes.get("id") for m in tree.css("mark")]
    assert ids == ["hit-4", "hit-5", None, "hit-6"]
    assert tree.css_first("#hit-4 + .app-step a").attributes["href"] == "#hit-3"


@pytest.mark.parametrize("text", ["", "one\ntwo", "a\tb", "a\tb\nc", "\n\n", "\t\n"])
def test_what_is_no_table_stays_text(text):
    assert segment_html(Fragment(text), 1, 0, table=True) == text


def test_text_is_escaped_before_it_is_marked():
    html = segment_html(marks("a <b> & ward", "<b>"), 1, 1)
    assert html == 'a <mark id="hit-1">&lt;b&gt;</mark> &amp; ward'


def test_lines_of_paper_that_go_on_are_one_and_marks_stay_on_their_words():
    page = (
        "The share of doses given on time rose from 49% to 82%, and that\n"
        "went on. Early on, each ward clerk and all of the junior doctors,\n"
        "who had asked for it, designed the new way of working together\n"
        "Why\n"
        "A line that is not long\n"
        "and one after it. This sentence comes to its end where the line does.\n"
        "\u2022 a point"
    )
    text = flowing(marks(page, "that\nwent", "together")).text
    assert text.split("\n") == [
        "The share of doses given on time rose from 49% to 82%, and that went on."
        " Early on, each ward clerk and all of the junior doctors, who had asked for"
        " it, designed the new way of working together",
        "Why",
        "A line that is not long",
        "and one after it. This sentence comes to its end where the line does.",
        "\u2022 a point",
    ]
    assert len(text) == len(page)
    tree = LexborHTMLParser(segment_html(flowing(marks(page, "that\nwent")), 1, 1))
    assert [m.text() for m in tree.css("mark")] == ["that went"]
