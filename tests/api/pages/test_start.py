from tests.api.library import MAPPINGS
from tests.api.pages.conftest import words
from tests.indexer.library import artefact, blueprint


def test_the_start_page_offers_values_that_something_has(page):
    found = words(page("/"), ".app-browse li")
    assert found == [
        "Acute 1 Blueprint",
        "Mental health 1 Blueprint",
        "Electronic patient record 2 Blueprints",
        "ePMA 1 Blueprint",
    ]


def test_blueprints_without_a_date_are_not_called_the_newest(page, page_of):
    assert "Newest Blueprints" in words(page("/"), "h2")
    plan = artefact("plan", "epr", "Plan", ["x"], pillar=("well-led",))
    epr = blueprint("epr", "EPR", [plan], pillar=("well-led",))
    for address in ("/", "/wgll/well-led"):
        tree = page_of([plan, epr], address)
        assert "Blueprints" in words(tree, "h2")
        assert "ewest" not in tree.css_first("main").text()
        assert words(tree, "ol h3") == ["EPR"]


def test_of_many_values_the_first_are_offered_and_all_are_one_step_away(page_of):
    ids = [t.id for t in MAPPINGS.taxonomies["technologies"].terms[:12]]
    values = {"technology": tuple(ids), "pillar": ("well-led",)}
    plan = artefact("plan", "b", "Plan", ["x"], **values)
    made = [plan, blueprint("b", "Wards", [plan], **values)]
    for address, all_of in (("/", ""), ("/wgll/well-led", "?pillar=well-led")):
        tree = page_of(made, address)
        (link,) = tree.css(f"a[href='/facets/technology{all_of}']")
        assert link.text() == "Show all 12: Technology"
        assert not tree.css("a[href^='/facets/care_setting']")


def test_a_first_visitor_is_told_what_a_blueprint_is_and_where_help_is(page):
    tree = page("/")
    told = tree.css_first("main").text()
    assert "A Blueprint tells how one organisation did something" in told
    assert "called artefacts" in told
    assert tree.css("main a[href='/about']")
