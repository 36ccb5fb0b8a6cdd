import pytest

from api.addresses.links import with_query


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
