from html import escape

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import app_over, create_app
from api.http.brand import Brand
from api.pages.artefact import ROOM, parted, windows
from api.pages.assets import Assets
from api.pages.rendering import environment
from api.views.artefact import SegmentCard
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from settings import Settings
from tests.api.library import HOSTILE, MAPPINGS, NAME, SECRET, file
from tests.indexer.library import artefact, blueprint

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PAGES = (
    "/",
    "/search",
    "/search?q=ward&technology=epr&exclude_care_setting=acute",
    "/search?q=ward&view=artefacts",
    "/search?q=nothingatall&technology=epr",
    "/facets/technology?q=ward",
    "/blueprints/epr",
    "/blueprints/chart",
    "/artefacts/plan?q=ward",
    "/artefacts/chart?q=ward",
)


@pytest.fixture
def page(client):
    """The page at an address, parsed; its status must be this one."""

    def got(address, status=200):
        answer = client.get(address, headers=BROWSER, follow_redirects=False)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return LexborHTMLParser(answer.text)

    return got


def words(tree, css):
    return [" ".join(n.text().split()) for n in tree.css(css)]


def test_what_fits_into_the_search_box_is_searched(page, client):
    tree = page("/search")
    longest = int(tree.css_first("#app-q").attributes["maxlength"])
    pasted = ("The ward staff have a plan for the record of patients. " * 99)[:longest]
    assert len(pasted) == longest > 2_000
    for view in ("blueprints", "artefacts"):
        answer = client.get(f"/api/v1/{view}", params={"q": pasted})
        assert answer.status_code == 200
        assert answer.json()["total"]["artefacts"]
    assert (
        client.get("/api/v1/artefacts", params={"q": f"{pasted}x"}).status_code == 422
    )


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_its_title_and_a_strict_policy(client, page, address):
    tree = page(address)
    assert len(tree.css("h1")) == 1
    assert tree.css_first("title").text().endswith("– Blueprint Search")
    policy = client.get(address, headers=BROWSER).headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    ids = [n.attributes["id"] for n in tree.css("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_text_of_documents_stays_text(client, page, address):
    tree = page(address)
    assert all("alert" not in s.text() for s in tree.css("script"))
    assert HOSTILE not in client.get(address, headers=BROWSER).text
    assert not tree.css("[style], [onclick], main b")


def test_hostile_names_are_shown_as_they_are(page):
    shown = page("/artefacts/chart?q=ward").body.text()
    assert HOSTILE in shown
    assert NAME in shown


def test_a_hostile_question_is_shown_and_not_run(client):
    text = '"><script>alert(2)</script>'
    html = client.get("/search", params={"q": text}, headers=BROWSER).text
    assert text not in html
    assert escape(text) in html.replace("&#34;", "&quot;")


def test_notes_of_slides_are_no_more_slides(tmp_path):
    slides = file(artefact("deck", "b", "Deck", ["One", "Notes", "Two"]))
    slides.stored["reading"].update(read=3, found=2)
    made = [slides, blueprint("b", "The Blueprint", [slides])]
    place = Folder(tmp_path)
    activate(place, build(place, made, MAPPINGS, {}))
    with TestClient(app_over(Index(place, MAPPINGS))) as client:
        found = client.get("/api/v1/artefacts/deck").json()["reading"]
    assert found == {"read": 3, "found": 3}


def test_words_in_different_files_are_told(tmp_path):
    pages = {"one": "A single ward.", "other": "They sign on."}
    files = [file(artefact(id_, "b", id_, [text])) for id_, text in pages.items()]
    made = [*files, blueprint("b", "Wards", files)]
    place = Folder(tmp_path)
    activate(place, build(place, made, MAPPINGS, {}))
    with TestClient(app_over(Index(place, MAPPINGS))) as client:
        html = client.get("/search?q=single+sign+on", headers=BROWSER).text
    tree = LexborHTMLParser(html)
    facts = words(tree, ".app-hit__facts")
    assert facts[0] == "Blueprint · 2 files, your words in different ones"
    assert words(tree, ".app-inside mark") == ["sign", "single"]


def test_files_of_one_name_are_told_by_their_folders(tmp_path):
    places = {
        "one": "2023/Plan.pdf",
        "two": "old.zip!/2022/Plan.pdf",
        "top": "Plan.pdf",
    }
    files = [
        file(artefact(id_, "b", "Plan", ["ward"]), name="Plan.pdf", path=path)
        for id_, path in places.items()
    ]
    made = [*files, blueprint("b", "Wards", files)]
    place = Folder(tmp_path)
    activate(place, build(place, made, MAPPINGS, {}))
    with TestClient(app_over(Index(place, MAPPINGS))) as client:
        for path in ("/blueprints/b", "/search?q=ward&view=artefacts"):
            tree = LexborHTMLParser(client.get(path, headers=BROWSER).text)
            told = [t for t in words(tree, ".app-hit__facts") if "Plan.pdf" in t]
            folders = [t.partition("Plan.pdf")[2] for t in told if "Download" not in t]
            found = sorted(folders)
            assert found == ["", " · in 2023", " · in old.zip/2022"], path


def test_the_start_page_offers_values_that_something_has(page):
    found = words(page("/"), ".app-browse li")
    assert found == [
        "Acute 1 Blueprint",
        "Mental health 1 Blueprint",
        "Electronic patient record 2 Blueprints",
        "ePMA 1 Blueprint",
    ]


def test_blueprints_without_a_date_are_not_called_the_newest(page, tmp_path):
    assert "Newest Blueprints" in words(page("/"), "h2")
    plan = artefact("plan", "epr", "Plan", ["x"], pillar=("well-led",))
    epr = blueprint("epr", "EPR", [plan], pillar=("well-led",))
    activate(Folder(tmp_path), build(Folder(tmp_path), [plan, epr], MAPPINGS, {}))
    with TestClient(app_over(Index(Folder(tmp_path), MAPPINGS))) as client:
        for address in ("/", "/wgll/well-led"):
            tree = LexborHTMLParser(client.get(address, headers=BROWSER).text)
            assert "Blueprints" in words(tree, "h2")
            assert "ewest" not in tree.css_first("main").text()
            assert words(tree, "ol h3") == ["EPR"]


def test_both_counts_stand_above_the_results(page):
    tree = page("/search?q=ward&view=artefacts")
    (told,) = words(tree, "[role=status]")
    assert told == "3 artefacts in 2 Blueprints for “ward”"
    assert "ward (3 results)" in tree.css_first("title").text()


def test_a_chosen_value_stays_ticked_and_can_be_removed(page):
    tree = page("/search?q=ward&technology=epr&exclude_care_setting=acute")
    ticked = tree.css("input[name=technology][checked]")
    assert [n.attributes["value"] for n in ticked] == ["epr"]
    chips = {n.text(): n.attributes["href"] for n in tree.css(".app-chip")}
    assert "/search?q=ward&technology=epr" in chips.values()
    hidden = {
        (n.attributes["name"], n.attributes["value"])
        for n in tree.css("input[type=hidden]")
    }
    assert ("exclude_care_setting", "acute") in hidden


def test_a_filter_without_a_value_to_tick_is_not_offered(page):
    heads = "details.app-facet h3"
    listed = page("/search?q=name:cutover&view=artefacts").css(heads)
    assert "Technology" in " ".join(h.text() for h in listed)
    assert page("/search?q=name:cutover").css(heads) == []


def test_the_form_of_a_facet_keeps_the_rest_of_the_question(page):
    tree = page("/facets/technology?q=ward&technology=epr&view=artefacts&prefix=el")
    hidden = {
        (n.attributes["name"], n.attributes["value"])
        for n in tree.css("input[type=hidden]")
    }
    assert {("q", "ward"), ("view", "artefacts")} <= hidden
    assert tree.css("input[name=exclude_technology][value=epr]")


def test_a_result_opens_at_its_page_and_says_why(page):
    tree = page("/search?q=floorwalker&view=artefacts")
    first = tree.css_first(".app-hit h3 a").attributes["href"]
    assert "q=floorwalker" in first
    assert "#segment-" in first
    assert "floorwalker" in " ".join(words(tree, ".app-hit .app-why li")).lower()


def test_no_result_says_what_each_removal_would_give(page):
    tree = page("/search?q=floorwalker&technology=epma")
    assert "Nothing was found for “floorwalker”" in words(tree, "h2")
    removals = words(tree, "#results li")
    assert removals[0] == "Remove Technology: ePMA: 1 result"
    # Values of one field are alternatives: without one of them there is no more.
    tree = page("/search?q=floorwalker&technology=epma&technology=rpa")
    assert words(tree, "#results li")[0] == "Remove all filters: 1 result"
    tree = page("/search?q=floorwalker&technology=epma&technology=rpa&role=core")
    assert words(tree, "#results li")[0] == "Remove all filters: 1 result"
    tree = page("/search?q=nothingatall&technology=epma")
    assert "Without your filters nothing is found" in tree.css_first("#results").text()


def test_where_no_removal_helps_each_filter_is_offered_alone(page, get):
    asked = "q=ward&technology=epma&technology=rpa&care_setting=acute&year=1999"
    only = "Technology: ePMA or Robotic process automation"
    assert words(page(f"/search?{asked}"), "#results li")[:3] == [
        "Keep only Care setting: Acute: 1 result",
        f"Keep only {only}: 1 result",
        "Remove all filters: 2 results",
    ]
    broader = get(f"/blueprints?{asked}")["broader"]
    assert [len(one["without"]) for one in broader] == [3, 2, 4]
    less = asked.replace("&year", "&exclude_year")
    assert f"Remove {only}: 1 result" in words(page(f"/search?{less}"), "#results li")


def test_broader_questions_find_what_they_promise(client, get):
    for asked in (
        "q=ward&year=1999&format=xls&role=core",
        'q="floorwalker+weekend+zzz"',
    ):
        broader = get(f"/artefacts?{asked}")["broader"]
        assert broader
        for one in broader:
            total = client.get(one["links"]["self"]).json()["total"]
            assert total["artefacts"] == one["count"]
    assert get("/artefacts?q=ward")["broader"] == []


def test_no_result_says_what_each_word_would_find(page, get):
    tree = page('/search?q="floorwalker weekend zzz"&view=artefacts')
    found = words(tree, "#app-alone li")
    assert found == ["floorwalker: 2 results", "weekend: 1 result"]
    link = tree.css_first("#app-alone a").attributes["href"]
    assert words(page(link), ".app-hit h3")
    count = get("/artefacts?q=floorwalker")["total"]["artefacts"]
    assert found[0] == f"floorwalker: {count} results"
    assert not page("/search?q=nothingatall").css("#app-alone")


def test_a_value_that_the_words_name_is_offered_though_nothing_is_found(page):
    tree = page("/search?q=MH&technology=epma")
    assert "Nothing was found for “MH”" in words(tree, "h2")
    said = [
        "See everything labelled Care setting: Mental health (1 Blueprint),"
        " with these filters."
    ]
    assert words(tree, "#app-named") == said
    link = tree.css_first("#app-named a").attributes["href"]
    assert link == "/search?technology=epma&care_setting=mental-health"
    assert len(page(link).css(".app-hit")) == 1
    tree = page("/search?q=electronic+patient+record+or+PDF&view=artefacts")
    said = (
        "See everything labelled Technology: Electronic patient record (2 artefacts)"
        " or Format: PDF (3 artefacts)."
    )
    assert words(tree, "#app-named") == [said]
    assert not page("/search?q=ward").css("#app-named")


@pytest.mark.parametrize(
    "bad", ["color=red", "size=x", "sort=best", "view=all", "pillar=nonsense"]
)
def test_a_wrong_parameter_is_told_and_the_rest_kept(page, bad):
    tree = page(f"/search?q=ward&technology=epr&{bad}", 422)
    told = tree.css_first(".nhsuk-error-summary").text()
    assert "{} “{}”: ".format(*bad.split("=")) in told
    assert tree.css_first("input[name=q]").attributes["value"] == "ward"
    assert tree.css("input[name=technology][checked]")
    assert tree.css(".app-hit")


@pytest.mark.parametrize("number", [2, 99, 101, 10**30])
def test_a_page_past_the_end_goes_to_the_last(client, number):
    answer = client.get(f"/search?q=ward&page={number}", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"] == "/search?q=ward"


def test_what_is_wrong_is_told_on_the_last_page_too(page):
    tree = page("/search?q=ward&page=99&color=red", 422)
    assert "color “red”" in tree.css_first(".nhsuk-error-summary").text()
    assert tree.css(".app-hit")
    assert tree.css_first("link[rel=canonical]").attributes["href"] == "/search?q=ward"


@pytest.mark.parametrize(
    "address", ["/no", "/blueprints/no", "/artefacts/no", "/facets/no"]
)
def test_what_is_not_there_offers_a_search(page, address):
    tree = page(address, 404)
    assert words(tree, "h1") == ["Page not found"]
    assert tree.css("form[action='/search'] input[name=q]")


def test_a_vanished_file_is_told_as_a_page(page):
    tree = page("/api/v1/artefacts/notes/file", 410)
    assert "last seen" in tree.css_first("main").text()


def test_no_index_is_told_in_the_same_design(tmp_path):
    client = TestClient(create_app(Settings(data=tmp_path)))
    answer = client.get("/search", headers=BROWSER)
    assert answer.status_code == 503
    assert "Search does not work now" in answer.text


def test_nothing_of_another_audience_is_shown(client):
    for address in (*PAGES, "/artefacts/costs", "/blueprints/hidden"):
        assert SECRET not in client.get(address, headers=BROWSER).text


def test_evidence_opens_the_sentence(page):
    tree = page("/blueprints/epr")
    links = [n.attributes["href"] for n in tree.css(".app-explained a")]
    assert "/artefacts/plan?q=%22EPR%22&segment=0#segment-0" in links
    told = words(tree, ".app-why li")
    assert "and the files beside it" in told
    links = words(tree, ".app-why a")
    assert "“EPR” in plan.pdf, part 1" in links  # makes sense without what is around it


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        ("empty", "an image holds no text", "No text in it: an image holds no text"),
        ("encrypted", "protected by a password", "Not read: it has a password"),
    ],
)
def test_a_file_without_text_says_why_once_and_offers_no_marks(
    tmp_path, status, reason, said
):
    own = artefact("scan", "epr", "Scan", [])
    scan = file(own, status=status, reason=reason, language="cy")
    library = [scan, blueprint("epr", "EPR", [scan])]
    activate(Folder(tmp_path), build(Folder(tmp_path), library, MAPPINGS, {}))
    with TestClient(app_over(Index(Folder(tmp_path), MAPPINGS))) as client:
        tree = LexborHTMLParser(client.get("/artefacts/scan", headers=BROWSER).text)
    assert f"Reading: {said}" in words(tree, ".app-hit__facts")
    assert not tree.css("main form")
    assert "It can still be downloaded." in tree.css_first("main").text()
    assert "Welsh" in words(tree, ".app-explained dd")


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


def test_the_same_page_is_not_made_twice(client):
    tag = client.get("/search?q=ward", headers=BROWSER).headers["etag"]
    again = client.get("/search?q=ward", headers={**BROWSER, "If-None-Match": tag})
    assert again.status_code == 304


def test_files_are_kept_for_ever_under_their_digest(client):
    address = Assets().url("", "app.css")
    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get("/static/another/app.css").status_code == 404
    assert client.get(address.replace("app.css", "../app.py")).status_code == 404


def test_the_brand_is_on_every_page(index):
    brand = Brand("Proof Finder", "Rivermouth Trust", True, "https://help.example")
    client = TestClient(app_over(index, brand=brand))
    html = client.get("/", headers=BROWSER).text
    assert "Find proven digital work – Proof Finder" in html
    assert "Rivermouth Trust" in html
    assert 'href="https://help.example"' in html
    assert 'aria-label="NHS' in html


def test_no_logo_of_the_nhs_without_the_setting(client):
    assert "nhsuk-header__logo" not in client.get("/", headers=BROWSER).text


def test_a_name_that_a_template_does_not_know_is_an_error():
    made = environment()
    assert made.from_string("{% if a.b.c %}x{% endif %}").render() == ""
    with pytest.raises(Exception, match="undefined"):
        made.from_string("{{ a.b.c }}").render()
