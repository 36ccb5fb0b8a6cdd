import pytest

from api.pages.artefact import ROOM, parted, windows
from api.views.artefact import SegmentCard
from tests.api.library import HOSTILE, NAME, file
from tests.api.pages.conftest import words
from tests.indexer.library import artefact, blueprint


def test_hostile_names_are_shown_as_they_are(page):
    shown = page("/artefacts/chart?q=ward").body.text()
    assert HOSTILE in shown
    assert NAME in shown


def test_notes_of_slides_are_no_more_slides(library):
    slides = file(artefact("deck", "b", "Deck", ["One", "Notes", "Two"]))
    slides.stored["reading"].update(read=3, found=2)
    made = [slides, blueprint("b", "The Blueprint", [slides])]
    found = library(made).get("/api/v1/artefacts/deck").json()["reading"]
    assert found == {"read": 3, "found": 3}


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        ("encrypted", "protected by a password", "Not read: protected by a password"),
        ("encrypted", "", "Not read: it is protected"),
        (
            "empty",
            "an image holds no text",
            "Read; there is no text in it (an image holds no text)",
        ),
    ],
)
def test_a_file_without_text_says_why_once_and_offers_no_marks(
    page_of, status, reason, said
):
    own = artefact("scan", "epr", "Scan", [])
    scan = file(own, status=status, reason=reason, language="cy")
    made = [scan, blueprint("epr", "EPR", [scan])]
    tree = page_of(made, "/artefacts/scan")
    assert said in words(tree, ".app-hit__facts")
    assert not tree.css("main form")
    assert "It can still be downloaded." in tree.css_first("main").text()
    assert "Welsh" in words(tree, ".app-explained dd")


@pytest.mark.parametrize(
    ("status", "empty", "said"),
    [
        ("ok", 0, "Read in full"),
        ("ok", 2, "Text in 1 of 3 parts"),
        ("partial", 0, "Read in part"),
        ("partial", 1, "Read in part, text in 1 of 2 parts"),
    ],
)
def test_how_much_of_a_file_was_read_is_told(page_of, status, empty, said):
    plan = file(artefact("plan", "b", "Plan", ["x"]), status=status, empty=empty)
    tree = page_of([plan, blueprint("b", "Wards", [plan])], "/artefacts/plan")
    assert said in words(tree, ".app-hit__facts")


def test_the_text_of_an_artefact_is_marked(page):
    tree = page("/artefacts/plan?q=ward")
    assert words(tree, "#segment-1 mark") == ["ward"]
    assert not tree.css("#segment-0 mark")


def test_each_match_leads_to_those_before_and_after_it(page):
    tree = page("/artefacts/chart?q=ward")
    ids = [m.attributes["id"] for m in tree.css("mark")]
    assert ids == ["hit-1", "hit-2"]
    ways = [a.attributes["href"] for a in tree.css(".app-step a")]
    assert ways == ["#hit-2", "#hit-1"]
    starts = [a.attributes["href"] for a in tree.css(".app-hit__facts a[href^='#hit']")]
    assert starts == ["#hit-1", "#hit-2"]


def test_a_long_text_is_shown_in_parts():
    cards = tuple(
        SegmentCard(n, "page", n, f"page {n}", ROOM // 3, {}) for n in range(10)
    )
    groups = windows(cards)
    assert [c for g in groups for c in g] == list(cards)
    assert max(sum(c.characters for c in g) for g in groups) <= ROOM
    text = "a line\n" * ROOM
    assert "".join(parted(text)) == text
    assert max(map(len, parted(text))) <= ROOM


def test_ways_on_from_the_words_alone_keep_to_them(page_of):
    said = "The ward moved.\n" * 5000
    plan = file(artefact("plan", "b", "Plan", [said, "The wards."]))
    made = [plan, blueprint("b", "Wards", [plan])]
    tree = page_of(made, "/artefacts/plan?q=ward&synonyms=off&part=1")
    ways = [a.attributes["href"] for a in tree.css("main a[href*='segment=']")]
    kept = "/artefacts/plan?q=ward&synonyms=off&segment="
    assert len(ways) > 3
    assert all(way.startswith(kept) for way in ways)
    assert f"{kept}0&part=2#segment-0" in ways
    box = tree.css_first("main form input[name=synonyms]")
    assert box.attributes["value"] == "off"


def test_a_file_that_holds_others_leads_to_them_and_they_to_it(page_of):
    pack = file(artefact("pack", "b", "Pack", ["x"]), name="pack.pdf")
    own = artefact("log", "b", "Hazard log", ["x"])
    log = file(own, parent="pack", path="pack.pdf!/safety/log.xlsx")
    costs = artefact("costs", "b", "Costs", ["x"], audience=("finance",))
    made = [pack, log, file(costs, parent="pack"), file(artefact("plan", "b", "P", []))]
    made.append(blueprint("b", "The Blueprint", made))
    tree = page_of(made, "/artefacts/pack")
    links = {a.text(): a.attributes["href"] for a in tree.css(".app-files li > a")}
    assert links == {"Hazard log": "/artefacts/log"}
    tree = page_of(made, "/artefacts/log")
    assert "pack.pdf/safety/log.xlsx" in words(tree, ".app-explained dd")
    assert not tree.css(".app-files")
    assert tree.css_first(".app-explained a[href='/artefacts/pack']").text() == (
        "pack.pdf"
    )


@pytest.mark.parametrize(("kind", "lines"), [("page", 1), ("section", 2)])
def test_only_paper_has_lines_that_a_screen_need_not_have(page_of, kind, lines):
    text = "A line that is long enough to go on in the next one, as\nthis one does."
    segment = {"kind": kind, "number": 1, "label": "", "characters": len(text)}
    plan = file(artefact("plan", "b", "Plan", [text]), segments=[segment])
    tree = page_of([plan, blueprint("b", "Wards", [plan])], "/artefacts/plan")
    assert len(tree.css_first(".app-text").text().splitlines()) == lines
