"""The whole way from a question to the sentence, as different people walk it."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from api.app import app_over
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from tests.api.library import MAPPINGS, file
from tests.browser.conftest import LAPTOP, PHONE, WIDE, served
from tests.indexer.library import artefact, blueprint


def tab_to(page, css, most=60):
    """Press Tab until what has the focus matches; the number of presses."""
    for n in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({css!r})"):
            return n
    raise AssertionError(f"{css} is not reached with {most} tabs")


def test_without_scripts(visit):
    page = visit("/", java_script_enabled=False).page
    page.get_by_label("Search titles and contents").fill("ward")
    page.get_by_role("button", name="Search").click()
    page.locator("summary", has_text="Care setting").scroll_into_view_if_needed()
    page.get_by_label("Acute").check()
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("care_setting=acute"))
    page.get_by_role("link", name="Show artefacts").click()
    page.locator(".app-hit h3 a").first.click()
    expect(page).to_have_url(re.compile("/artefacts/plan"))
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("link", name="An electronic patient record").first.click()
    page.get_by_label("Search inside this Blueprint").fill("floorwalker")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".app-chip")).to_contain_text(re.compile("^Remove filter"))
    page.locator(".app-chip").click()
    expect(page).not_to_have_url(re.compile("blueprint="))


def test_by_keyboard_alone(visit):
    page = visit("/").page
    assert tab_to(page, ".nhsuk-skip-link") == 1
    tab_to(page, "#app-q")
    page.keyboard.type("ward")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=ward")
    skip = page.locator(".app-skip")
    assert skip.bounding_box()["height"] <= 1  # only those who tab there need it
    tab_to(page, "a[href='#results']")
    assert skip.bounding_box()["height"] > 1
    page.keyboard.press("Enter")
    tab_to(page, ".app-hit h3 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/blueprints/**")


def test_a_filter_by_keyboard(visit):
    page = visit("/search?q=ward").page
    tab_to(page, "input[name=care_setting]")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.keyboard.press("Space")
    assert "care_setting" not in page.url  # nothing happens before Apply
    tab_to(page, ".app-filters button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**care_setting=**")
    assert "sort=" not in page.url
    assert "size=" not in page.url


def test_coverage_by_keyboard(visit):
    page = visit("/coverage").page
    tab_to(page, "#app-rows")
    page.keyboard.type("Care")
    tab_to(page, "#app-columns")
    page.keyboard.type("Tech")
    tab_to(page, "form.app-crossing button")
    page.keyboard.press("Enter")
    page.wait_for_url("**rows=care_setting**")
    tab_to(page, ".app-wide")  # so that a wide table can be moved sideways
    tab_to(page, ".app-crossed a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    expect(page.locator(".app-hit").first).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE])
def test_the_names_of_a_long_table_stay_in_sight(visit, size):
    page = visit("/coverage", size).page
    table = page.locator(".app-wide")
    table.evaluate("(region) => region.scrollTo(200, region.scrollHeight / 2)")
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    column = page.locator(".app-crossed thead th").nth(1).bounding_box()
    row = page.locator(".app-crossed tbody th").first.bounding_box()
    assert column["y"] == pytest.approx(box["y"], abs=2)
    assert row["x"] == pytest.approx(box["x"], abs=2)
    foot = page.locator(".app-crossed tfoot th").bounding_box()
    bottom = box["y"] + box["height"]
    assert foot["y"] + foot["height"] == pytest.approx(bottom, abs=2)
    link = page.locator(".app-crossed tbody a").first
    link.focus()  # no name hides what has the focus
    head = page.locator(".app-crossed thead th").first.bounding_box()
    at = link.bounding_box()
    assert at["y"] >= head["y"] + head["height"]
    assert at["x"] >= head["x"] + head["width"]
    link = page.locator(".app-crossed tbody a").last
    table.evaluate("(region) => region.scrollTo(0, 0)")
    link.focus()  # nor do the totals
    at, foot = link.bounding_box(), page.locator(".app-crossed tfoot th").bounding_box()
    assert at["y"] + at["height"] <= foot["y"]


def test_from_match_to_match_without_scripts(visit):
    page = visit("/artefacts/chart?q=ward", java_script_enabled=False).page
    assert not page.locator(".app-step").first.is_visible()
    page.get_by_role("link", name="Go to the first").first.click()
    page.get_by_role("link", name="Next match").click()
    expect(page).to_have_url(re.compile("#hit-2$"))
    page.get_by_role("link", name="Previous match").click()
    expect(page).to_have_url(re.compile("#hit-1$"))


def test_the_search_box_of_the_first_page_is_in_sight_on_a_small_laptop(visit):
    page = visit("/", (1024, 576)).page  # 1280 by 720 at 125 %
    expect(page.get_by_role("button", name="Search")).to_be_in_viewport(ratio=1)


def test_on_a_laptop_the_first_result_is_in_sight(visit):
    page = visit("/search?q=ward", LAPTOP).page
    facts = page.locator(".app-hit .app-hit__facts").first.bounding_box()
    assert facts["y"] + facts["height"] <= 620  # a browser takes some of the height


def test_on_a_phone_the_filters_wait_until_they_are_asked_for(visit):
    page = visit("/search?q=ward", PHONE).page
    tick = page.locator("input[name=care_setting]").first
    expect(tick).not_to_be_visible()
    page.locator(".app-filters__summary").click()
    expect(tick).to_be_visible()


def test_on_a_phone_without_scripts_the_way_past_the_filters_is_seen(visit):
    page = visit("/search?q=ward", PHONE, java_script_enabled=False).page
    skip = page.get_by_role("link", name="Skip to results")
    assert skip.bounding_box()["height"] > 1
    skip.click()
    expect(page.locator("#results")).to_be_in_viewport()
    scripted = visit("/search?q=ward", PHONE).page
    assert scripted.locator(".app-skip").bounding_box()["height"] <= 1


def test_paper_has_the_results_and_not_the_controls(visit):
    page = visit("/search?q=ward").page
    page.emulate_media(media="print")
    assert page.locator(".app-hit").first.is_visible()
    assert page.locator(".app-printed").is_visible()
    for control in (".app-searchbox", ".app-filters", ".app-order", "nav"):
        assert not page.locator(control).first.is_visible(), control


@pytest.mark.parametrize("path", ["/blueprints/epr", "/artefacts/plan?q=ward"])
def test_paper_has_what_a_document_says_and_no_ways_on(visit, path):
    page = visit(path).page
    assert page.get_by_text("Download").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator("#labels").is_visible()
    assert page.locator(".app-printed").is_visible()
    for way in ("Download", "Go to the first", "feed reader"):
        assert not page.get_by_text(way).locator("visible=true").count(), way


def test_paper_has_the_values_of_a_facet(visit):
    page = visit("/facets/technology?q=ward").page
    page.emulate_media(media="print")
    assert page.locator(".app-facet-table tbody tr").first.is_visible()
    assert page.locator(".app-printed").is_visible()
    for control in (".app-searchbox", "button[type=submit]"):
        assert not page.locator(control).last.is_visible(), control


@pytest.fixture
def sheet(tmp_path):
    """Where a library is served that has a wide sheet."""
    rows = ["\t".join(f"Likelihood {n}" for n in range(12))] * 9
    own = artefact("log", "epr", "Hazard log", ["\n".join(rows)])
    sheet = {"kind": "sheet", "number": 1, "label": "Hazards", "characters": 999}
    library = [file(own, segments=[sheet]), blueprint("epr", "EPR", [own])]
    activate(Folder(tmp_path), build(Folder(tmp_path), library, MAPPINGS, {}))
    with served(app_over(Index(Folder(tmp_path), MAPPINGS))) as root:
        yield root


def test_paper_has_every_column_of_a_sheet(visit, sheet):
    page = visit("/artefacts/log", (640, 900), sheet).page  # between its margins
    cut = """() => document.querySelector(".app-sheet").offsetWidth
        - document.querySelector(".app-text").clientWidth"""
    assert page.evaluate(cut) > 0
    page.emulate_media(media="print")
    assert page.evaluate(cut) <= 0


def test_back_brings_the_question_back(visit):
    page = visit("/search?q=ward&technology=epr").page
    page.locator(".app-chip").click()
    expect(page).not_to_have_url(re.compile("technology=epr"))
    page.go_back()
    expect(page).to_have_url(re.compile("technology=epr"))
    expect(page.locator("input[name=technology]").first).to_be_checked()


@pytest.mark.parametrize("scripts", [True, False])
def test_back_brings_boxes_that_tell_what_is_listed(visit, scripts):
    page = visit("/search?q=ward", java_script_enabled=scripts).page
    page.get_by_label("Acute").check()
    page.get_by_label("Sort by").select_option("-published")
    page.get_by_role("button", name="Apply filters").click()
    expect(page).to_have_url(re.compile("care_setting=acute"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("care_setting=acute"))
    expect(page.get_by_label("Acute")).not_to_be_checked()
    expect(page.get_by_label("Sort by")).to_have_value("relevance")


def test_a_page_from_memory_has_its_boxes_as_they_were_sent(visit):
    page = visit("/search?q=ward&technology=epr").page
    page.get_by_label("Acute").check()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
    expect(page.get_by_label("Acute")).to_be_checked()  # it was not left
    back = "new PageTransitionEvent('pageshow', {persisted: true})"
    page.evaluate(f"dispatchEvent({back})")
    expect(page.get_by_label("Acute")).not_to_be_checked()
    expect(page.locator("input[name=technology]").first).to_be_checked()


def test_a_text_that_can_be_scrolled_shows_its_focus(visit, sheet):
    page = visit("/artefacts/log", root=sheet).page
    tab_to(page, ".app-text")
    style = "getComputedStyle(document.activeElement).outlineWidth"
    assert page.evaluate(style) == "4px"


def test_a_text_that_fits_is_no_stop_on_the_way(visit):
    page = visit("/artefacts/plan").page
    assert page.locator(".app-text").count() == 2
    assert not page.locator("[role=region]:visible, .app-text[tabindex]").count()


@pytest.mark.parametrize("path", ["/", "/search?q=ward", "/blueprints/epr"])
def test_pages_are_light(visit, path):
    page = visit("/api/v1/status").page
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(page.url.replace("/api/v1/status", path), wait_until="networkidle")
    sizes = {r.url: len(gzip.compress(r.body(), 5)) for r in answers}
    assert len(sizes) >= 4  # the page, two stylesheets, two scripts
    assert sum(sizes.values()) <= 150_000
    assert sizes[page.url] <= 30_000
