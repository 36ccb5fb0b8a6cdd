import pytest

from indexer.spreadsheet import inert


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(A1)", "'=HYPERLINK(A1)"),
        ("-1 + 2", "'-1 + 2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("Hazard log = risks", "Hazard log = risks"),
        ("", ""),
    ],
)
def test_no_cell_is_run(text, cell):
    assert inert(text) == cell
