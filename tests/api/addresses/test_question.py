from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.addresses.links import with_query
from api.addresses.parameters import search_parameters
from api.addresses.question import pairs_of, query_of
from api.addresses.reading import WrongParametersError, read
from indexer.query import MISSING, Query, Selection
from mappings.schema import Field, Schema
from tests.api.library import MAPPINGS

PARAMETERS = search_parameters(MAPPINGS)
FACETS = [f.name for f in MAPPINGS.schema.facets]


def parsed(address):
    pairs = parse_qsl(address, keep_blank_values=True)
    return query_of(read(pairs, PARAMETERS), MAPPINGS.schema, "artefacts")


def test_every_facet_can_be_chosen_and_excluded():
    for field in MAPPINGS.schema.facets:
        name, terms = field.name, MAPPINGS.taxonomies.get(field.taxonomy)
        value = terms.terms[0].id if terms else "2024"
        query = parsed(f"{name}={value}&exclude_{name}={MISSING}")
        assert query.selections == (Selection(name, (value,), (MISSING,)),)


def wrong(address):
    with pytest.raises(WrongParametersError) as caught:
        parsed(address)
    return {(e.name, e.value): e.detail for e in caught.value.errors}


def test_a_value_that_its_list_has_not_is_told_with_one_that_it_has():
    assert wrong("technology=nonsense&exclude_technology=e-prescribng") == {
        ("technology", "nonsense"): "there is no such value",
        (
            "exclude_technology",
            "e-prescribng",
        ): "there is no such value; did you mean epma",
    }
    assert wrong("state=gone&technology=rpa").keys() == {("state", "gone")}
    assert wrong("year=x&year=2024") == {("year", "x"): "must be a year of four digits"}


def test_a_number_longer_than_python_reads_is_a_wrong_one():
    assert [name for name, _ in wrong(f"page={'9' * 5000}")] == ["page"]


def test_blanks_alone_are_no_question():
    assert parsed("q=+%09&technology=+&page=") == Query("artefacts")


def test_what_is_too_long_is_told_with_its_length_and_its_beginning():
    found = wrong(f"q={'x' * 9000}&technology={'y' * 300}&other={'z' * 300}")
    assert found == {
        ("q", "x" * 200): "has 9000 characters, at most 2500 are allowed",
        ("technology", "y" * 200): "has 300 characters, at most 200 are allowed",
        ("other", "z" * 200): "is not a parameter of this address",
    }


def test_a_name_that_is_unknown_is_told_once():
    told = wrong("&".join(["pge=1"] * 7 + ["szie=1"]))
    assert [name for name, _ in told] == ["pge", "szie"]
    assert all("did you mean" in detail for detail in told.values())


def test_near_names_are_looked_up_for_the_first_unknown_ones_alone():
    found = wrong("&".join(f"page{n}=1" for n in range(7)))
    hints = ["did you mean page" in detail for detail in found.values()]
    assert hints == [True] * 5 + [False] * 2


def test_as_many_values_as_may_be_chosen_can_be_whatever_else_is_asked():
    many = "&".join(f"supplier=s{n}" for n in range(50))
    query = parsed(f"q=ward&page=2&{many}&supplier=s7")
    assert len(query.selections[0].any_of) == 50
    assert [v for _, v in wrong(f"{many}&supplier=other")] == ["other"]


def test_near_values_are_looked_up_for_as_many_as_may_be_chosen_alone():
    found = wrong("&".join(f"technology=epma{n}" for n in range(60)))
    hints = ["did you mean epma" in detail for detail in found.values()]
    assert hints == [True] * 50 + [False] * 10


def test_a_list_that_people_add_to_takes_any_value():
    assert parsed("organisation=gone").selections[0].any_of == ("gone",)


def test_a_term_is_asked_for_by_every_name_it_had():
    query = parsed("technology=EPMA&technology=e-Prescribing&technology=epma")
    assert query.selections == (Selection("technology", ("epma",)),)


def test_the_same_question_has_one_form():
    one = parsed("technology=rpa&technology=epr&technology=rpa&q=x&page=1&sort=")
    other = parsed("sort=relevance&q=x&technology=epr&technology=rpa")
    assert one == other
    assert pairs_of(one) == [("q", "x"), ("technology", "epr"), ("technology", "rpa")]
    out = "exclude_technology=rpa&exclude_technology=epr"
    assert parsed(out) == parsed("&".join(reversed(out.split("&"))))


def test_what_was_right_is_kept():
    with pytest.raises(WrongParametersError) as caught:
        parsed("q=ward&technology=epr&page=x&other=1")
    assert caught.value.kept == {"q": ("ward",), "technology": ("epr",)}
    assert "page='x'" in str(caught.value)


def test_a_field_cannot_take_the_name_of_a_parameter():
    schema = Schema((Field("page", "Page", "keyword", "", facet=True),))
    mappings = type(MAPPINGS)(schema, {}, (), "")
    with pytest.raises(ValueError, match=r"clash with parameters: \['page'\]"):
        search_parameters(mappings)


def test_a_new_facet_is_a_parameter_at_once():
    schema = Schema((Field("mood", "Mood", "keyword", "How it feels.", facet=True),))
    found = search_parameters(type(MAPPINGS)(schema, {}, (), ""))
    assert {"mood", "exclude_mood"} < set(found)
    assert found["mood"].description.startswith("Mood: How it feels.")


def test_the_state_can_be_chosen_whether_or_not_it_is_a_facet():
    for facet in (True, False):
        own = Field("state", "State", "keyword", "", facet=facet)
        schema = Schema((own, Field("note", "Note", "keyword", "")))
        found = search_parameters(type(MAPPINGS)(schema, {}, (), ""))
        assert {"state", "exclude_state", "note"} & set(found) == {"state"}


IDS = [term.id for term in MAPPINGS.taxonomies["technologies"].terms]
chosen = st.lists(st.sampled_from(IDS), max_size=3, unique=True)
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
        text=st.text(st.characters(exclude_categories=["Cs"]), max_size=50).map(
            lambda text: text if text.strip() else ""
        ),
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
