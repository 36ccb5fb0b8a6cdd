import pytest

ROWS = 'Item;Cost\n"Tablet; large";100\n;;\nCafé;5\n'


def test_rows_are_lines_and_cells_are_apart(extracted):
    found = extracted(ROWS.encode("cp1252"), "a.csv")
    (segment,) = found.segments
    assert (segment.kind, segment.number) == ("sheet", 1)
    assert segment.text == "Item\tCost\nTablet; large\t100\nCafé\t5"


@pytest.mark.parametrize("mark", [",", ";", "|", "\t"])
def test_the_separator_is_found(extracted, mark):
    written = "\n".join(mark.join(row) for row in ("ab", "12", "34"))
    assert extracted(written.encode(), "a.csv").segments[0].text == "a\tb\n1\t2\n3\t4"


def test_tsv_keeps_commas(extracted):
    text = extracted(b"a,b\tc\n", "a.tsv").segments[0].text
    assert text == "a,b\tc"


def test_an_open_quote_hides_nothing(extracted):
    found = extracted(b'a,"b\nc,d\ne,f', "a.csv")
    assert "c,d" in found.segments[0].text


def test_a_monstrous_cell_is_read_as_lines(extracted):
    found = extracted(b'a,"' + b"x" * (11 * 2**20), "a.csv")
    assert found.status == "partial"
    assert "field larger than field limit" in found.reason


def test_marks_in_quotes_hold_nothing_apart(extracted):
    content = b'Name,Note\n"a, b","c; d"\ne,"f; g, h"\n'
    found = extracted(content, "a.csv").segments[0].text
    assert found == "Name\tNote\na, b\tc; d\ne\tf; g, h"


def test_the_first_line_may_tell_the_separator(extracted):
    found = extracted(b"sep=|\r\na, b|c\r\n", "a.csv").segments[0].text
    assert found == "a, b\tc"
