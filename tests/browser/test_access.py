"""Whether everyone can read and use the pages, seen by a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import PHONE, WIDE

PAGES = {
    "start": "/",
    "results": "/search?q=ward",
    "artefacts": "/search?q=ward&view=artefacts",
    "filters": "/search?q=ward&technology=epr&exclude_care_setting=mental-health",
    "nothing": "/search?q=nothingatall&technology=epr",
    "error": "/search?q=ward&size=x&color=red",
    "facet": "/facets/technology?q=ward",
    "blueprint": "/blueprints/epr",
    "hostile": "/blueprints/chart",
    "artefact": "/artefacts/plan?q=ward",
    "words": '/search?q="ward weekend zzz"',
    "narrow": "/search?q=ward&technology=epma&care_setting=acute&year=1999",
    "missing": "/blueprints/no-such",
    "gone": "/api/v1/artefacts/notes/file",
    "wrong": "/status?color=red",
    "coverage": "/coverage?rows=care_setting&columns=pillar",
    "pillars": "/wgll",
    "pillar": "/wgll/well-led",
    "status": "/status",
    "api": "/api",
    "about": "/about",
}
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    },
    "rules": {"region": {"enabled": True}},  # all text stands in a landmark
    "resultTypes": ["violations"],
}
# The page's own 404, 410, 422 or 503.
OWN_STATUS = "the server responded with a status of"
# The header moves what does not fit into its menu one frame after a new width, and
# once more where that gave its list another size.
FRAMES = """async () => {
  for (let frame = 0; frame < 4; frame++) await new Promise(requestAnimationFrame);
}"""


def broken_rules(page):
    """What axe finds against WCAG 2.2 AA on the page, by rule."""
    found = Axe().run(page, options=RULES).response["violations"]
    return {v["id"]: [n["target"] for n in v["nodes"]] for v in found}


def resize(page, width, height):
    """Give a page another size, and the time to lay itself out for it."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(FRAMES)


LARGE = """() => {
  document.documentElement.style.fontSize = "200%";
}"""
SHEET = (640, 900)  # pixels between the margins of paper


def scrolls(page):
    """By how many pixels a page is wider than its window."""
    page.evaluate(FRAMES)
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


# An id or an address, as code has them, has to be broken somewhere.
BROKEN = """() => {
  for (const closed of document.querySelectorAll("details")) closed.open = true;
  const broken = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest("code")) continue;
    for (const word of texts.currentNode.data.matchAll(/[a-z]{2,16}/gi)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].map((r) => Math.round(r.top)));
      if (tops.size > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


def accessible(seen):
    """Hold a page against the rules at three widths, with large letters and on paper,
    and against a silent console.
    """
    for width, height in (WIDE, PHONE):
        resize(seen.page, width, height)
        assert broken_rules(seen.page) == {}
        assert seen.page.evaluate(BROKEN) == []
    # 320 pixels are also what 1280 are at a zoom of 400 %.
    resize(seen.page, 320, 256)
    assert scrolls(seen.page) <= 0
    resize(seen.page, *SHEET)
    seen.page.emulate_media(media="print")
    assert scrolls(seen.page) <= 0
    seen.page.emulate_media(media="screen")
    resize(seen.page, *PHONE)
    seen.page.evaluate(LARGE)
    assert scrolls(seen.page) <= 0
    assert [c for c in seen.console if OWN_STATUS not in c] == []
    assert seen.outside == []


@pytest.mark.parametrize("name", PAGES)
def test_everyone_can_read_it_and_nothing_leaves_the_server(visit, name):
    accessible(visit(PAGES[name]))


def test_everyone_can_read_that_there_is_no_index(visit, empty):
    seen = visit("/search?q=ward", root=empty)
    assert seen.page.locator("h1").inner_text() == "Search does not work now"
    accessible(seen)


def test_axe_would_find_a_fault(visit):
    page = visit("/").page
    page.evaluate("document.body.prepend(document.querySelector('h2'))")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('h1').style.setProperty('color', '#e0e4e6')")
    assert {"label", "color-contrast", "region"} <= broken_rules(page).keys()


def test_forced_colours_keep_marks_and_boxes_visible(visit):
    page = visit("/search?q=ward&technology=epr", forced_colors="active").page
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    outline = "getComputedStyle(document.querySelector('mark')).outlineStyle"
    border = "getComputedStyle(document.querySelector('.app-chip')).borderTopStyle"
    assert page.evaluate(outline) == "solid"
    assert page.evaluate(border) == "solid"


def test_forced_colours_keep_gaps_and_the_focus_of_a_table_visible(visit):
    page = visit("/coverage", forced_colors="active").page
    style = "getComputedStyle(document.querySelector({!r})).{}"
    gap = style.format("td .app-gap", "borderBottomStyle")
    assert page.evaluate(gap) == "dashed"
    page.locator(".app-wide").focus()
    focus = style.format(".app-wide", "outlineStyle")
    assert page.evaluate(focus) == "solid"
    band = style.format(".app-band", "borderTopStyle")
    assert page.evaluate(band) == "solid"


@pytest.mark.parametrize("name", ["results", "facet", "artefact", "coverage"])
def test_every_target_is_large_enough(visit, name):
    page = visit(PAGES[name], PHONE).page
    boxes = page.locator(
        "button:visible, select:visible, summary:visible, input:visible"
    )
    for n in range(boxes.count()):
        box = boxes.nth(n).bounding_box()
        assert box["height"] >= 24, boxes.nth(n).inner_text()
