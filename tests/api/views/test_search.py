import json
from html.parser import HTMLParser

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.api.library import HOSTILE


class Elements(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.text = set(), ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 (as the parser calls it)
        self.tags.add(tag)

    def handle_data(self, data):
        self.text += data


def fragments(found):
    """Every marked text anywhere in an answer."""
    if isinstance(found, dict):
        if {"text", "marks", "html"} == set(found):
            yield found
        for value in found.values():
            yield from fragments(value)
    elif isinstance(found, list):
        for value in found:
            yield from fragments(value)


@pytest.mark.parametrize(
    "address",
    [
        "/blueprints?q=ward",
        "/artefacts?q=script",
        "/artefacts?q=%3Cscript%3E",
        "/artefacts?q=bed+alert+b",
        "/artefacts/chart/segments/1?q=ward+%26+script",
    ],
)
def test_no_text_becomes_markup(get, address):
    seen = list(fragments(get(address)))
    assert seen
    for piece in seen:
        read = Elements(piece["html"])
        assert read.tags <= {"mark"}
        assert read.text == piece["text"]


def test_marks_are_the_marked_text(get):
    [hit] = get("/artefacts?q=prescribing")["results"]
    fragment = hit["passages"][0]["fragment"]
    assert fragment["html"].startswith("<mark>Prescribing</mark> moved")
    assert hit["title"]["text"] == HOSTILE


def test_a_hit_says_why_it_is_there(get):
    hit = get("/blueprints?q=EHR")["results"][0]
    why = {w["word"]: w for w in hit["why"]}
    assert why["electronic patient record"]["instead_of"] == "EHR"
    assert "title" in why["electronic patient record"]["places"]
    assert "notes.pdf, page 1" in why["EPR"]["places"]


def test_a_word_that_was_written_stands_for_no_other(get):
    [hit] = get("/artefacts?q=cutover")["results"]
    assert hit["why"] == [{"word": "cutover", "places": ["title"], "instead_of": ""}]


def test_chosen_values_have_labels_and_a_way_out(get):
    answer = get(
        "/artefacts?q=ward&technology=epr&exclude_care_setting=_missing&page=2"
    )
    told = [(c["field"], c["label"], c["excluded"]) for c in answer["chosen"]]
    assert told == [
        ("care_setting", "Not stated", True),
        ("technology", get("/facets/technology")["values"][0]["label"], False),
    ]
    assert answer["chosen"][1]["links"]["without"] == (
        "/api/v1/artefacts?q=ward&exclude_care_setting=_missing"
    )


def test_a_chosen_value_stays_visible_at_zero(get):
    answer = get("/artefacts?q=cutover&technology=epma&organisation=typed")
    values = [v for f in answer["facets"] for v in f["values"] if v["selected"]]
    zero = {(v["value"], v["artefacts"]) for v in values}
    assert zero == {("epma", 0), ("typed", 0)}


def test_a_chosen_value_that_nothing_is_called_is_told(get):
    asked = "organisation=gone&exclude_blueprint=moved&blueprint=chart&supplier=epic"
    assert get(f"/artefacts?{asked}&year=2001&region=_missing")["notices"] == [
        "no Organisation in this library has the id “gone”",
        "no Blueprint in this library has the id “moved”",
    ]


def test_blueprints_are_called_by_their_titles(get):
    answer = get("/artefacts?q=cutover&blueprint=chart")
    facet = next(f for f in answer["facets"] if f["field"] == "blueprint")
    labels = {v["value"]: v["label"] for v in facet["values"]}
    assert labels["epr"].startswith("An electronic patient record")
    assert labels["chart"] == HOSTILE


def test_passages_link_to_where_they_stand(get):
    [hit] = get("/artefacts?q=%22had+a+floorwalker%22")["results"]
    links = hit["passages"][0]["links"]
    assert links["page"] == (
        "/artefacts/plan?q=%22had+a+floorwalker%22&segment=1#segment-1"
    )
    assert get(links["self"].removeprefix("/api/v1"))["segment"] == 1


def test_passages_of_a_search_by_the_words_alone_open_with_the_words_alone(get):
    for view in ("blueprints", "artefacts"):
        hit = get(f"/{view}?q=ward&synonyms=off")["results"][0]
        [own] = hit["artefacts"][:1] if view == "blueprints" else [hit]
        links = own["passages"][0]["links"]
        assert links["self"].endswith("?q=ward&synonyms=off")
        assert "?q=ward&synonyms=off&segment=" in links["page"]


def test_the_answer_has_the_names_that_others_rely_on(get):
    answer = get("/blueprints?q=ward")
    assert {
        "total",
        "results",
        "facets",
        "expansions",
        "generation",
        "links",
        "notices",
    } <= set(answer)
    facet = answer["facets"][0]
    assert {"field", "label", "values", "missing"} <= set(facet)
    assert {"value", "label", "blueprints", "artefacts", "selected"} <= set(
        facet["values"][0]
    )
    assert json.dumps(answer)


@pytest.mark.parametrize("view", ["blueprints", "artefacts"])
def test_a_value_that_the_words_name_is_offered_with_its_counts(get, client, view):
    answer = get(f"/{view}?q=MH&size=1&facets=none&explain=true")
    assert answer["total"] == {"blueprints": 0, "artefacts": 0}
    [named] = answer["named"]
    links = named.pop("links")
    assert named == {
        "field": "care_setting",
        "field_label": "Care setting",
        "value": "mental-health",
        "label": "Mental health",
        "blueprints": 1,
        "artefacts": 1,
        "view": view,
    }
    listed = get(links["self"].removeprefix("/api/v1"))
    assert listed["total"] == {"blueprints": 1, "artefacts": 1}
    assert listed["query"]["view"] == view
    assert listed["query"]["size"] == 1
    assert "facets" not in links["page"]
    assert "1 result" in client.get(links["page"]).text


def test_a_value_that_no_blueprint_has_leads_to_the_artefacts_that_have_it(get, client):
    [named] = get("/blueprints?q=PDF&size=1")["named"]
    assert (named["blueprints"], named["artefacts"], named["view"]) == (
        0,
        3,
        "artefacts",
    )
    assert (
        get(named["links"]["self"].removeprefix("/api/v1"))["query"]["view"]
        == "artefacts"
    )
    said = (
        LexborHTMLParser(client.get("/search?q=PDF").text)
        .css_first("#app-named")
        .text()
    )
    assert "Format: PDF (3 artefacts)" in said


def test_a_misspelt_word_is_put_right_by_a_link(get):
    suggestion = get("/artefacts?q=cutovr&technology=epr")["suggestion"]
    assert suggestion["q"] == "cutover"
    right = get(suggestion["links"]["self"].removeprefix("/api/v1"))
    assert [hit["id"] for hit in right["results"]] == ["plan"]
    assert right["suggestion"] is None
