from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.links import with_query
from api.params import (
    WrongParametersError,
    pairs_of,
    parse_query,
    search_parameters,
)
from indexer.query import MISSING, Query, Selection
from mappings.schema import Field, Schema
from tests.api.library import MAPPINGS

PARAMETERS = search_parameters(MAPPINGS)
FACETS = [f.name for f in MAPPINGS.schema.facets]


def parsed(address):
    pairs = parse_qsl(address, keep_blank_values=True)
    return parse_query(pairs, PARAMETERS, MAPPINGS.schema, "artefacts")


def test_every_facet_can_be_chosen_and_excluded():
    for name in FACETS:
        query = parsed(f"{name}=x&exclude_{name}={MISSING}")
        assert query.selections == (Selection(name, ("x",), (MISSING,)),)


def test_the_same_question_has_one_form():
    one = parsed("technology=b&technology=a&technology=b&q=x&page=1&sort=")
    other = parsed("sort=relevance&q=x&technology=a&technology=b")
    assert one == other
    assert pairs_of(one) == [("q", "x"), ("technology", "a"), ("technology", "b")]


def test_what_was_right_is_kept():
    with pytest.raises(WrongParametersError) as caught:
        parsed("q=ward&technology=epr&page=x&other=1")
    assert caught.value.kept == {"q": ("ward",), "technology": ("epr",)}
    assert "page='x'" in str(caught.value)


def test_a_field_cannot_take_the_name_of_a_parameter():
    schema = Schema((Field("page", "Page", "keyword", "", facet=True),))
    mappings = type(MAPPINGS)(schema, {}, (), "")
    with pytest.raises(ValueError, match="clash with parameters"):
        search_parameters(mappings)


def test_a_new_facet_is_a_parameter_at_once():
    schema = Schema((Field("mood", "Mood", "keyword", "How it feels.", facet=True),))
    found = search_parameters(type(MAPPINGS)(schema, {}, (), ""))
    assert {"mood", "exclude_mood"} < set(found)
    assert found["mood"].description.startswith("Mood: How it feels.")


chosen = st.lists(st.text(min_size=1, max_size=9), max_size=3, unique=True)
selections = st.builds(
    Selection,
    st.just("technology"),
    chosen.map(sorted).map(tuple),
    chosen.map(sorted).map(tuple),
).filter(lambda s: s.any_of or s.none_of)


@given(
    st.builds(
        Query,
        view=st.just("artefacts"),
        text=st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
        selections=st.lists(selections, max_size=1).map(tuple),
        sort=st.sampled_from(["relevance", "-published", "published", "title"]),
        page=st.integers(1, 100),
        size=st.integers(0, 100),
        synonyms=st.booleans(),
        facets=st.none() | st.sampled_from([(), tuple(FACETS[:2])]),
    )
)
def test_a_query_written_as_an_address_reads_as_itself(query):
    address = with_query("", pairs_of(query)).removeprefix("?")
    assert parsed(address) == query
