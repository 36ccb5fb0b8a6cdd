import pytest

from api.addresses.links import with_query
from tests.api.library import MAPPINGS
from tests.api.pages.conftest import words
from tests.indexer.library import artefact, blueprint


def test_the_form_of_a_facet_keeps_the_rest_of_the_question(page):
    tree = page("/facets/technology?q=ward&technology=epr&view=artefacts&prefix=el")
    hidden = {
        (n.attributes["name"], n.attributes["value"])
        for n in tree.css("input[type=hidden]")
    }
    assert {("q", "ward"), ("view", "artefacts")} <= hidden
    assert tree.css("input[name=exclude_technology][value=epr]")


@pytest.mark.parametrize("prefix", ["", "el"])
def test_filters_are_applied_whatever_stands_in_the_box_that_finds_them(page, prefix):
    form = page(f"/facets/technology?q=ward&prefix={prefix}").css_first("main form")
    sent = [
        (n.attributes["name"], n.attributes.get("value") or "")
        for n in form.css("input[type=hidden], input[type=search]")
    ]
    sent.append(("technology", "epr"))
    assert ("prefix", prefix) in sent
    found = page(with_query(form.attributes["action"], sent))
    assert not found.css(".nhsuk-error-summary")
    assert not found.css("a[href*='prefix=']")


def test_a_beginning_that_no_value_has_is_told_with_the_way_back(page):
    tree = page("/facets/technology?q=ward&technology=epr&prefix=zzz")
    (told,) = words(tree, "main [role=status]")
    assert told.startswith("Nothing in this list has a word that begins so.")
    whole = tree.css_first("main [role=status] a").attributes["href"]
    assert whole == "/facets/technology?q=ward&technology=epr"
    assert not page(whole).css("main [role=status]")
    assert not page("/facets/technology?q=ward&prefix=el").css("main [role=status]")


def test_a_long_list_is_applied_from_above_too(page_of):
    ids = [t.id for t in MAPPINGS.taxonomies["technologies"].terms]
    for count, buttons in ((3, 1), (20, 2)):
        plan = artefact("plan", "b", "Plan", ["x"], technology=tuple(ids[:count]))
        made = [plan, blueprint("b", "Wards", [plan], technology=tuple(ids[:count]))]
        tree = page_of(made, "/facets/technology")
        assert words(tree, "main button").count("Apply filters") == buttons
