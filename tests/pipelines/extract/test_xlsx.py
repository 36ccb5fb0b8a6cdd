from datetime import datetime, time, timedelta

import openpyxl
import pytest
from openpyxl.comments import Comment

from pipelines.extract.cells import unescaped
from pipelines.extract.detect import XLSM, XLSX
from pipelines.extract.file import Limits
from pipelines.extract.numbers import shown_by
from tests.pipelines.extract import made

SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def with_sheet(rows: str) -> bytes:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    return made.changed(made.workbook(), {SHEET: sheet})


def test_a_sheet_is_a_segment_hidden_or_not(extracted):
    found = extracted(made.workbook(), "benefits.xlsx")
    assert (found.media_type, found.status) == (XLSX, "ok")
    assert [(s.kind, s.number, s.label, s.text) for s in found.segments] == [
        (
            "sheet",
            1,
            "Benefits 2023",
            "Site\tGo-live\tShare\tCount\nNorthside\t2023-04-05 10:30\t12.5%\t1200\n"
            "\t\t\tfar below\nConfirmed by the trust",
        ),
        ("sheet", 2, "Lookups", "TRUE\tsecond sheet"),
    ]


def test_metadata_is_read(extracted):
    metadata = extracted(made.workbook(), "benefits.xlsx").metadata
    assert metadata["title"] == "Benefits"
    assert metadata["author"] == "The programme"
    assert metadata["created"] == "2023-04-05"
    assert metadata["pages"] == "2"


def test_macros_make_it_another_type_with_the_same_text(extracted):
    content = made.changed(made.workbook(), {"xl/vbaProject.bin": b"x"})
    found = extracted(content, "benefits.xlsm")
    assert (found.media_type, found.status) == (XLSM, "ok")
    assert found.segments[1].label == "Lookups"


def test_strings_in_the_cell_and_in_pieces_are_read(extracted):
    rows = (
        '<row><c t="inlineStr"><is><r><t>in </t></r><r><t>place</t></r></is></c>'
        '<c t="str"><v>computed</v></c><c t="e"><v>#REF!</v></c>'
        '<c t="s"><v>99999</v></c><c><v>0.30000000000000004</v></c></row>'
    )
    found = extracted(with_sheet(rows), "benefits.xlsx")
    assert found.segments[0].text.split("\n")[0] == "in place\tcomputed\t\t\t0.3"


def test_a_value_stands_in_its_column(extracted):
    rows = (
        '<row><c r="B1" t="str"><v>Id</v></c><c r="E1" t="str"><v>Owner</v></c></row>'
        '<row><c r="E2" t="str"><v>Ada</v></c><c r="XFD2" t="str"><v>far</v></c>'
        '<c t="str"><v>next</v></c></row>'
    )
    found = extracted(with_sheet(rows), "hazards.xlsx")
    lines = ["Id\t\t\tOwner", "\t\t\tAda\tfar\tnext"]
    assert found.segments[0].text.split("\n")[:2] == lines


def test_shared_texts_are_put_in_place_without_phonetic_hints(extracted):
    content = made.with_shared_texts(
        "<si><t>plain</t></si>",
        "<si><r><t>in </t></r><r><t>pieces</t></r><rPh><t>hint</t></rPh></si>",
    )
    found = extracted(content, "benefits.xlsx")
    assert found.segments[0].text.split("\n")[:2] == ["plain", "in pieces"]


def test_two_cells_at_the_far_corners_cost_two_cells(extracted):
    rows = (
        '<row r="1"><c r="A1" t="str"><v>here</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="str"><v>there</v></c></row>'
    )
    found = extracted(with_sheet(rows), "sparse.xlsx")
    assert found.segments[0].text.split("\n")[:2] == ["here", "there"]


def test_cells_beyond_the_limit_are_left_out(extracted):
    book = openpyxl.Workbook()
    for row in range(100):
        book.active.append([f"row {row}"])
    book.create_sheet("never reached")
    found = extracted(made.saved(book), "long.xlsx", Limits(cells=5))
    assert found.segments[0].text.split("\n")[-1] == "row 4"
    assert found.status == "partial"
    assert found.reason == "sheet Sheet and those after it are cut short"


def test_text_beyond_the_limit_is_left_out(extracted):
    found = extracted(made.workbook(), "benefits.xlsx", Limits(characters=30))
    assert found.status == "partial"
    assert sum(len(s.text) for s in found.segments) == 30


def test_a_sheet_that_breaks_off_keeps_its_beginning(extracted):
    rows = '<row><c t="str"><v>kept</v></c></row><row><c t="str"><v>lost</row>'
    found = extracted(with_sheet(rows), "benefits.xlsx")
    assert found.status == "partial"
    assert SHEET in found.reason
    assert found.segments[0].text.startswith("kept")


def test_an_empty_workbook_is_empty(extracted):
    content = made.saved(openpyxl.Workbook())
    found = extracted(content, "new.xlsx")
    assert found.status == "empty"
    assert found.segments[0].label == "Sheet"


def test_a_large_sheet_is_streamed(extracted):
    row = '<row><c t="str"><v>value</v></c><c><v>1</v></c></row>'
    content = with_sheet(row * 20_000)
    assert len(made.part(content, SHEET)) > 1_000_000
    found = extracted(content, "large.xlsx", Limits(ratio=2000))
    assert found.status == "ok"
    assert found.segments[0].text.count("value\t1") == 20_000


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("dd/mm/yyyy", "date"),
        ("[$-809]d mmmm yyyy", "date"),
        ("mmm-yy", "date"),
        ("[h]:mm", "elapsed"),
        ("[mm]:ss.00", "elapsed"),
        ("yyyy-mm-dd hh:mm:ss.000", "date"),
        ("hh:mm:ss", "time"),
        ('0.00" days"', "number"),
        ("[Red]#,##0", "number"),
        ("0%", "percent"),
        ("General", "number"),
        ("@", "number"),
    ],
)
def test_a_format_code_tells_dates_from_numbers(code, shown):
    assert shown_by(code) == shown


def test_a_percentage_is_rounded_as_people_see_it(extracted):
    book = openpyxl.Workbook()
    rows = (
        ("0%", 0.123456, "12%"),
        ("0%", 0.125, "13%"),
        ("0.00%", 0.5, "50.00%"),
        ('0.0%;[Red]-0.0%;"-"', -0.12345, "-12.3%"),
        ("0.0%", -0.0001, "0.0%"),
        ("#,##0.0##%", 12.3456789, "1234.568%"),
        ("0%", 1e300, "1e+300"),
    )
    for code, value, _ in rows:
        book.active.append([value])
        book.active.cell(book.active.max_row, 1).number_format = code
    found = extracted(made.saved(book), "shares.xlsx")
    assert found.segments[0].text.split("\n") == [shown for _, _, shown in rows]


def test_hours_that_went_by_are_no_time_of_day(extracted):
    book = openpyxl.Workbook()
    book.active.append([timedelta(hours=30, minutes=15), timedelta(minutes=5)])
    book.active.append([45_000.0000001, 45_000.25])
    book.active["A2"].number_format = "dd/mm/yyyy"
    book.active["B2"].number_format = "dd/mm/yyyy hh:mm:ss.000"
    found = extracted(made.saved(book), "hours.xlsx")
    assert found.segments[0].text == "30:15\t0:05\n2023-03-15\t2023-03-15 06:00"


def test_a_cell_of_several_lines_stays_in_its_row(extracted):
    content = made.with_shared_texts(
        "<si><t>first_x000D_\nsecond</t></si>", "<si><t>a_x005F_x000D_</t></si>"
    )
    found = extracted(content, "lines.xlsx")
    assert found.segments[0].text.split("\n")[:2] == ["first second", "a_x000D_"]


def test_a_conversation_is_not_read_again_as_a_comment(extracted):
    said = "[Threaded comment]\n\nYour version allows you to read this.\n\nComment:\n"
    book = openpyxl.Workbook()
    book.active.append(["value", "other"])
    book.active["A1"].comment = Comment(f"{said}Who owns this?", "tc={1}")
    book.active["B1"].comment = Comment("A plain note", "x")
    content = made.saved(book)
    # A program that knows no conversations leaves the comment alone.
    assert "Who owns this?" in extracted(content, "talk.xlsx").segments[0].text
    links = "xl/worksheets/_rels/sheet1.xml.rels"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    link = f'<Relationship Id="x" Type="{kind}" Target="/xl/talk.xml"/></Rel'
    talk = "<ThreadedComments><threadedComment><text>Who owns this?</text>"
    added = {
        links: made.part(content, links).replace("</Rel", link),
        "xl/talk.xml": f"{talk}</threadedComment></ThreadedComments>",
    }
    text = extracted(made.changed(content, added), "talk.xlsx").segments[0].text
    assert sorted(text.split("\n")[1:]) == ["A plain note", "Who owns this?"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a_x000d_b", "a\rb"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D_ _xdfff_", "_xD83D_ _xdfff_"),
        ("snake_xcase_", "snake_xcase_"),
    ],
)
def test_characters_of_a_workbook_that_xml_cannot_hold(written, read):
    assert unescaped(written) == read


def test_days_of_a_strict_workbook_are_shown_as_any_other(extracted):
    book = openpyxl.Workbook()
    book.iso_dates = True
    book.active.append([datetime(2024, 3, 5), datetime(2024, 3, 5, 14, 30), time(9)])
    stored = made.part(made.saved(book), SHEET)
    assert stored.count('t="d"') == 3
    found = extracted(made.saved(book), "days.xlsx")
    assert found.segments[0].text == "2024-03-05\t2024-03-05 14:30\t09:00:00"
