import struct
from datetime import date

from demo import ole
from pipelines.extract import detect
from pipelines.extract.file import Limits
from tests.pipelines.extract import made
from tests.pipelines.extract.compounds import locked_workbook, with_boxes, workbook

BEGIN, END, BOX, MORE, TITLE = 0x0809, 0x0A, 0x01B6, 0x3C, 0x100D


def test_sheets_have_names_rows_and_days(extracted):
    content = workbook(
        ("Costs", [["Item", "Pounds", "Paid"], ["Tablet", 100.0, date(2023, 4, 5)]]),
        ("Notes", [["Café – “so”", 12.5, True], [], ["last"]]),
        ("Empty", []),
    )
    found = extracted(content, "a.xls")
    assert found.status == "ok"
    assert [(s.kind, s.number, s.label, s.text) for s in found.segments] == [
        ("sheet", 1, "Costs", "Item\tPounds\tPaid\nTablet\t100\t2023-04-05"),
        ("sheet", 2, "Notes", 'Café – "so"\t12.5\tTRUE\nlast'),
        ("sheet", 3, "Empty", ""),
    ]
    assert found.metadata["pages"] == "3"


def test_a_value_in_the_last_column_costs_no_row_of_tabs(extracted):
    rows = [["Item", "", " "], [], [0.0, *[""] * 254, "last"], ["", "Tablet"]]
    found = extracted(workbook(("Costs", rows)), "a.xls")
    assert found.segments[0].text == "Item\n0\tlast\n\tTablet"


def test_boxes_comments_and_charts_stand_below_the_cells(extracted):
    """A comment is a box as well; a long text goes on in the next record."""
    content = with_boxes(
        workbook(("Costs", [["Item"]]), ("Plan", [["Ward"]])),
        (BOX, struct.pack("<10xHHI", 16, 16, 0)),
        (MORE, b"\0Ward leads: "),
        (MORE, b"\1" + "Zoë".encode("utf-16-le")),
        (MORE, bytes(16)),  # of fonts
        (BOX, struct.pack("<10xHHI", 0, 0, 0)),  # a shape without a text
        (BEGIN, struct.pack("<HHHH8x", 0x0600, 0x20, 0, 0)),
        (TITLE, b"\0\0\x0b\0Falls a day"),
        (END, b""),
        (BOX, struct.pack("<10xHHI", 4, 16, 0)),
        (MORE, b"\0Last"),
    )
    found = extracted(content, "a.xls")
    assert found.status == "ok"
    assert [s.text for s in found.segments] == [
        "Item",
        "Ward\nWard leads: Zoë\nFalls a day\nLast",
    ]


def test_what_breaks_off_in_a_box_costs_no_cell(extracted):
    content = workbook(("Plan", [["Ward"]]))
    for torn in (b"", b"\0" * 11, struct.pack("<10xH", 400)):
        found = extracted(with_boxes(content, (BOX, torn), (MORE, b"")), "a.xls")
        assert found.segments[0].text == "Ward"
    assert extracted(with_boxes(content, (TITLE, b"\0\0\x09")), "a.xls").status == "ok"


def test_a_password_is_told(extracted):
    assert extracted(locked_workbook(), "a.xls").status == "encrypted"


def test_a_cut_workbook_is_told(extracted):
    content = workbook(("Costs", [[f"cell {i}"] for i in range(2000)]))
    assert extracted(content[:9000], "a.xls").status in ("corrupt", "partial")
    assert extracted(content[:900], "a.xls").status == "corrupt"


def test_a_compound_file_without_a_workbook_is_told(extracted):
    found = extracted(ole.write({"Contents": b"x" * 5000}), "a.xls")
    assert (found.status, found.reason) == ("corrupt", "the stream Workbook is missing")


def test_a_binary_workbook_is_read_as_the_old_ones(extracted):
    content = made.binary_workbook(
        Costs=[["Item", "Pounds"], ["Café – tablets", 12.5]], Empty=[]
    )
    found = extracted(content, "a.xlsb")
    assert (found.status, found.media_type) == ("ok", detect.XLSB)
    assert [(s.kind, s.number, s.label, s.text) for s in found.segments] == [
        ("sheet", 1, "Costs", "Item\tPounds\nCafé – tablets\t12.5"),
        ("sheet", 2, "Empty", ""),
    ]
    assert found.metadata["pages"] == "2"


def test_a_binary_workbook_keeps_the_limits(extracted):
    content = made.binary_workbook(Costs=[["x" * 60]] * 100)
    assert extracted(content, "a.xlsb", Limits(total_bytes=2000)).status == "too_large"
    torn = made.changed(content, {"xl/worksheets/sheet1.bin": b"\x81\1\0\0\xff"})
    assert extracted(torn, "a.xlsb").status in ("corrupt", "empty")
