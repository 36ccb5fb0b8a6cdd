import io
from datetime import date

import openpyxl
import pytest

from pipelines.catalogue.columns import fields_by_name
from pipelines.catalogue.tables import read_rows
from pipelines.errors import LibraryError
from tests.pipelines.catalogue.lists import MAPPINGS

FIELDS = fields_by_name(MAPPINGS.schema)


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_the_header_may_stand_anywhere_near_the_top():
    content = workbook(
        Index=[
            [],
            ["Index of Blueprints"],
            [],
            [None, "Blueprint title", "Care Setting(s)", "Date Published"],
            [None, "Virtual wards", "Acute", date(2020, 10, 1)],
            [None, None, " ", None],
        ]
    )
    rows, problems = read_rows("catalogue.xlsx", content, FIELDS)
    assert problems == []
    [row] = rows  # and none of a row that is empty
    assert row.name == "catalogue.xlsx row 5"
    assert [(s.field, s.column, s.text) for s in row.said] == [
        ("title", "Blueprint title", "Virtual wards"),
        ("care_setting", "Care Setting(s)", "Acute"),
        ("published", "Date Published", "2020-10-01"),
    ]


def test_every_sheet_with_a_header_is_read():
    content = workbook(
        Notes=[["How to use"], ["Ask us"]],
        Old=[["Title", "Status"], ["A", "Live"]],
        New=[["Folder", "Title"], ["b", "B"]],
    )
    rows, _ = read_rows("catalogue.xlsx", content, FIELDS)
    assert [r.name for r in rows] == [
        "catalogue.xlsx sheet Old row 2",
        "catalogue.xlsx sheet New row 2",
    ]


def test_a_column_that_no_field_takes_is_named_once():
    content = workbook(Index=[["Title", "Funder", "Empty"], ["A", "GDE"], ["B", "GDE"]])
    _, [problem] = read_rows("catalogue.xlsx", content, FIELDS)
    assert (problem.row, problem.column) == (1, "Funder")
    assert problem.detail == "no field takes this column, filled on 2 rows"


def test_a_slip_in_the_column_of_who_may_see_it_closes_the_rows_that_fill_it():
    rows, (problem,) = read_rows(
        "catalogue.csv", b"Title,Audiance\nOpen,\nClosed,Board\n", FIELDS
    )
    assert [row.text("audience") for row in rows] == ["", "nobody"]
    assert problem.column == "Audiance"
    assert problem.detail.endswith("until it is mended nobody is in it")


def test_merged_cells_are_said_of_each_row_that_names_a_blueprint():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Title", "Organisation", "Audience", "Status"],
        ["Acute sites", None, None, None],
        ["Virtual wards", "Barts", "members", "Live"],
        ["Bed boards", None, None, None],
        [None, "Leeds", None, "Draft"],
        ["ePMA", None, None, None],
    ):
        sheet.append(row)
    for merged in ("A2:D2", "C3:C6", "A4:A5"):
        sheet.merge_cells(merged)
    sheet.merge_cells("F1:H40")  # beyond the last row
    stream = io.BytesIO()
    book.save(stream)
    rows, _ = read_rows("catalogue.xlsx", stream.getvalue(), FIELDS)
    closed = ["", "members", "members", "", "members"]
    assert [r.text("audience") for r in rows] == closed
    assert [r.text("state") for r in rows] == ["", "Live", "", "Draft", ""]
    assert [r.text("organisation") for r in rows] == ["", "Barts", "", "Leeds", ""]


def test_a_formula_without_a_value_is_told_as_the_cell_shows_it():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Title", "Audience", "Status"],
        ["Virtual wards", "#N/A", "=A1"],
        ["Bed boards", None, "#REF!"],
        ["ePMA", "members", "n/a"],
        [None, "#N/A", "#N/A"],  # a formula that goes on below
    ):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    for cell in ("B2", "C3", "B5", "C5"):
        sheet[cell].data_type = "e"
    stream = io.BytesIO()
    book.save(stream)
    rows, _ = read_rows("catalogue.xlsx", stream.getvalue(), FIELDS)
    assert [(r.text("audience"), r.text("state")) for r in rows] == [
        ("#N/A", "a formula without a value"),
        ("#N/A", "#REF!"),
        ("members", ""),
    ]


def test_merged_cells_that_name_a_blueprint_are_said_of_their_first_row_alone():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Title", "Audience", "Reference"],
        ["Virtual wards", "members", "BP1"],
        [None, None, "BP2"],
    ):
        sheet.append(row)
    for merged in ("A2:A3", "B2:B3"):
        sheet.merge_cells(merged)
    stream = io.BytesIO()
    book.save(stream)
    rows, _ = read_rows("catalogue.xlsx", stream.getvalue(), FIELDS)
    assert [r.text("title") for r in rows] == ["Virtual wards", ""]
    assert [r.text("audience") for r in rows] == ["members", "members"]


@pytest.mark.parametrize(
    ("heads", "closes"),
    [
        ("Title,Who can see it", True),
        ("Title,Who may view this?", True),
        ("Title,Restricted to", True),
        ("Title,Visible on FutureNHS", True),
        (",Access\nTitle,", True),
        (",Access\nTitle", True),
        (",Access\nTitle,Group name", True),
        ("Title,Target audience", False),
        ("Title,Permission to publish", False),
        ("Title,Accessibility statement", False),
        (",Access\nTitle,Supplier", False),
        ("Title,Notes\nOpen,Access", False),
    ],
)
def test_a_column_that_seems_to_say_who_sees_a_row_closes_it(heads, closes):
    content = f"{heads}\nClosed,Board\n".encode()
    rows, problems = read_rows("catalogue.csv", content, FIELDS)
    assert rows[-1].text("title") == "Closed"
    assert rows[-1].text("audience") == ("nobody" if closes else "")
    assert closes == any("nobody is in it" in p.detail for p in problems)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"]
)
def test_a_csv_is_read_whatever_its_delimiter_and_encoding(delimiter, encoding):
    lines = [
        ("Title", "Care setting", "Description"),
        ("Patients’ café – notes", '"Acute\nAmbulance"', "£5 saved"),
        ("B", "Acute", "x"),
    ]
    text = "\r\n".join(delimiter.join(line) for line in lines)
    rows, problems = read_rows("catalogue.csv", text.encode(encoding), FIELDS)
    assert problems == []
    assert [r.number for r in rows] == [2, 3]
    assert rows[0].text("title") == "Patients’ café – notes"
    assert rows[0].text("care_setting") == "Acute\nAmbulance"
    assert rows[0].text("summary") == "£5 saved"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("catalogue.xlsx", workbook(A=[[]])),
        ("catalogue.csv", b""),
        ("catalogue.csv", b"a,b\n1,2\n"),
        ("catalogue.csv", b"Virtual wards,members\n"),
        ("catalogue.csv", b"Link,Audience\nhttps://example.org/a,members\n"),
    ],
)
def test_a_table_without_heads_stops_the_run(name, content):
    with pytest.raises(LibraryError, match=f"^{name} has no row of heads"):
        read_rows(name, content, FIELDS)


def test_references_and_audiences_are_heads_enough():
    content = workbook(
        Index=[["Title", "Reference"], ["Virtual wards", "BP7"]],
        Access=[["Reference", "Audience"], ["BP7", "members"]],
        Lists=[["Status", "Audience"], ["Live", "members"]],
    )
    rows, _ = read_rows("catalogue.xlsx", content, FIELDS)
    assert [r.name for r in rows] == [
        "catalogue.xlsx sheet Index row 2",
        "catalogue.xlsx sheet Access row 2",
    ]


@pytest.mark.parametrize(
    "content", [b"no workbook", b"", workbook(A=[["Title", "State"]])[:900]]
)
def test_a_table_that_cannot_be_read_stops_the_run(content):
    with pytest.raises(LibraryError, match=r"^catalogue.xlsx cannot be read: "):
        read_rows("catalogue.xlsx", content, FIELDS)


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ('Clinic,"The clinic,everyone\nWard,A ward,members\n', "2 to 3"),
        ('Clinic,"The clinic,everyone\nWard,"A ward",members\n', "2 to 3"),
        ('Gym,"A\ngym",\nClinic,"A clinic,\nWard,A ward,members', "4 to 5"),
    ],
)
def test_a_quotation_mark_that_swallows_rows_stops_the_run(rows, lines):
    content = f"Folder,Title,Audience\n{rows}".encode()
    with pytest.raises(LibraryError, match=f"cannot be read: lines {lines} are one"):
        read_rows("catalogue.csv", content, FIELDS)


def test_a_quotation_mark_that_swallows_none_is_taken_as_it_stands():
    text = 'Folder,Title\nWard,"A "virtual" ward"\nGym,"A gym" \nClinic,"A clinic'
    rows, _ = read_rows("catalogue.csv", text.encode(), FIELDS)
    assert [row.text("folder") for row in rows] == ["Ward", "Gym", "Clinic"]


def test_a_link_is_the_address_behind_its_cell_else_behind_the_title():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Title", "Care setting", "Link"],
        ["Virtual wards", "Acute", "open it"],
        ["Bed boards", "Acute", None],
        ["E-consent", "Acute", "https://example.org/consent"],
        ["ePMA", "Acute", None],
    ):
        sheet.append(row)
    sheet["C2"].hyperlink = "https://example.org/wards?id=1&b=2"
    sheet["A2"].hyperlink = "https://example.org/elsewhere"
    sheet["A3"].hyperlink = "https://example.org/beds"
    sheet["A4"].hyperlink = "https://example.org/elsewhere"
    stream = io.BytesIO()
    book.save(stream)
    rows, problems = read_rows("catalogue.xlsx", stream.getvalue(), FIELDS)
    assert problems == []
    assert [row.text("link") for row in rows] == [
        "https://example.org/wards?id=1&b=2",
        "https://example.org/beds",
        "https://example.org/consent",
        "",
    ]
    assert rows[1].said[-1].column == "Title"


def test_a_cell_far_out_does_not_fill_the_memory():
    book = openpyxl.Workbook()
    book.active["A1"] = "Title"
    book.active["XFD1048576"] = "far"
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(LibraryError, match="a sheet spans 16384 columns and 1048576"):
        read_rows("catalogue.xlsx", stream.getvalue(), FIELDS)
