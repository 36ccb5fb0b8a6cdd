from datetime import date

from demo import ole
from tests.pipelines.extract.compounds import locked_workbook, workbook


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


def test_a_password_is_told(extracted):
    assert extracted(locked_workbook(), "a.xls").status == "encrypted"


def test_a_cut_workbook_is_told(extracted):
    content = workbook(("Costs", [[f"cell {i}"] for i in range(2000)]))
    assert extracted(content[:9000], "a.xls").status in ("corrupt", "partial")
    assert extracted(content[:900], "a.xls").status == "corrupt"


def test_a_compound_file_without_a_workbook_is_told(extracted):
    found = extracted(ole.write({"Contents": b"x" * 5000}), "a.xls")
    assert (found.status, found.reason) == ("corrupt", "the stream Workbook is missing")
