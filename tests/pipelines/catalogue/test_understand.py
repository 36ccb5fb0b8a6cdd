from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.bundle import Metadata
from pipelines.catalogue.said import Said
from pipelines.catalogue.understand import Reader, understand
from tests.pipelines.catalogue.lists import MAPPINGS

READER = Reader(MAPPINGS, date(2025, 6, 1))
OWN = ["title", "summary", "link", "published", "state", "audience"]
FIELDS = [*OWN, *(f.name for f in MAPPINGS.schema.keywords)]
PIECES = ["Acute", ", ", ";", "/", "(previously ", ")", "NHS FT", "Ltd", "\n", " and "]
CELLS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.booleans(),
    st.timedeltas(),
    st.times(),
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FIELDS), CELLS)
def test_any_cell_in_any_column_gives_metadata(field, cell):
    said = Said(field, (cell,), "catalogue.xlsx", 2, field)
    metadata, _ = understand(READER, [said], Metadata(), "catalogue.xlsx row 2")
    assert metadata.audience
    for name, given_values in metadata.values.items():
        assert given_values
        assert all(one.value for one in given_values), name


@pytest.mark.parametrize("left", ["", "/"])
def test_a_name_of_which_nothing_is_left_is_told(left):
    cell = f"{left}Previously/)previously/"
    said = Said("organisation", (cell,), "catalogue.xlsx", 2, "By")
    metadata, [problem] = understand(READER, [said], Metadata(), "catalogue.xlsx row 2")
    assert metadata.values == {}
    assert (problem.value, problem.detail) == (f"{left}Previously/)", "names nobody")


@pytest.mark.parametrize("written", ["None", "nil", "none "])
def test_an_audience_of_none_is_nobody(written):
    said = Said("audience", (written,), "catalogue.xlsx", 2, "Visible to")
    metadata, [problem] = understand(READER, [said], Metadata(), "catalogue.xlsx row 2")
    assert metadata.audience == ("nobody",)
    assert problem.detail == "read as nobody"


SECOND = "a second value for this field, not used"


@pytest.mark.parametrize(
    ("cells", "kept", "problems"),
    [
        ({"title": ["Virtual wards", "Jane Smith"]}, "Virtual wards", [SECOND]),
        ({"title": ["Virtual wards", "Virtual wards"]}, "Virtual wards", []),
        ({"published": ["spring", "2020-10-01"]}, "2020-10-01", ["not a date"]),
        ({"state": ["Draft", "Live"]}, "in-production", [SECOND]),
        ({"state": ["Live", "Draft"]}, "in-production", []),
        ({"audience": ["members", "everyone"]}, ("members",), [SECOND]),
        ({"audience": ["everyone", "members"]}, ("members",), []),
        ({"audience": ["members", "finance"]}, ("members",), [SECOND]),
        ({"audience": ["members", "nobody"]}, ("members",), []),
    ],
)
def test_of_two_values_the_first_stays_but_for_one_that_opens(cells, kept, problems):
    [(field, texts)] = cells.items()
    said = [Said(field, (text,), "catalogue.xlsx", 2, field) for text in texts]
    metadata, told = understand(READER, said, Metadata(), "catalogue.xlsx row 2")
    assert getattr(metadata, field) == kept
    assert [p.detail for p in told] == problems


def test_what_is_not_understood_leaves_what_was_known():
    known = Metadata(published="2020-10-01", link="https://x.nhs.uk/a")
    said = [
        Said("published", ("soon",), "blueprint.yaml", 1, "published"),
        Said("link", ("see intranet",), "blueprint.yaml", 2, "link"),
    ]
    metadata, problems = understand(READER, said, known, "blueprint.yaml")
    assert metadata == known
    assert [(p.row, p.detail) for p in problems] == [
        (1, "not a date"),
        (2, "not a web address"),
    ]
