"""Overviews and help: what they say, and to whom."""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import app_over
from api.http.brand import Brand
from api.pages import status
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from mappings.schema import Schema
from mappings.taxonomy import Term
from tests.api.conftest import HEADER
from tests.api.library import HOSTILE, MAPPINGS, SECRET, file
from tests.api.pages.conftest import words
from tests.indexer.library import artefact, blueprint

HTML = {"Accept": "text/html"}
PAGES = ["/coverage", "/wgll", "/wgll/well-led", "/status", "/api", "/about"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_a_title_and_says_where_it_is(page, address):
    html = page(address)
    (heading,) = html.css("h1")
    assert heading.text().strip()
    assert html.css_first("title").text().strip()
    assert address in html.css_first(".app-printed").text()
    assert html.css_first('link[rel="search"]') is not None
    ids = [e.attributes["id"] for e in html.css("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_a_strict_policy_and_can_be_kept(client, address):
    answer = client.get(address, headers=HTML)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    again = client.get(
        address, headers={**HTML, "If-None-Match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    assert " style=" not in answer.text


@pytest.mark.parametrize("address", PAGES)
def test_a_page_leads_to_the_same_as_json(client, page, address):
    for link in page(address).css('link[rel="alternate"][type="application/json"]'):
        assert client.get(link.attributes["href"]).json()


def test_a_schema_of_ones_own_may_lack_any_facet_that_it_need_not_have(tmp_path):
    plan = artefact("plan", "b", "Plan", ["The ward."])
    others = {"care_setting", "technology", "artefact_type", "success_measure"}

    def client(name, lacking):
        fields = [f for f in MAPPINGS.schema.fields if f.name not in lacking]
        mappings = replace(MAPPINGS, schema=Schema(tuple(fields)))
        place, made = Folder(tmp_path / name), [plan, blueprint("b", "Wards", [plan])]
        activate(place, build(place, made, mappings, {}))
        return TestClient(app_over(Index(place, mappings)))

    asker = client("no others", others)
    for address in ("/", *PAGES, "/search?q=ward", "/api/v1/wgll/well-led"):
        assert asker.get(address).status_code == 200, address
    asker = client("no pillars", {*others, "pillar"})
    assert asker.get("/").status_code == 200
    for address in ("/wgll", "/wgll/well-led", "/api/v1/wgll"):
        answer = asker.get(address)
        assert answer.status_code == 404, address
        assert answer.json()["detail"] == "the schema has no pillars"


@pytest.mark.parametrize("address", PAGES)
def test_hidden_and_hostile_text_stays_out(client, address):
    text = client.get(address, headers=HTML).text
    assert SECRET not in text
    assert HOSTILE not in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("address", PAGES)
def test_an_unknown_parameter_is_told(client, address):
    assert client.get(f"{address}?nonsense=1").status_code == 422


def test_pillars_come_in_their_order_with_all_their_names(page):
    html = page("/wgll")
    names = [a.text() for a in html.css(".app-pillars h2 a")]
    assert names[0] == "Well led"
    assert names[-1] == "Healthy populations"
    assert len(names) == 7
    assert "Empower citizens" in html.css_first(".app-pillars").text()


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("/wgll/support-people", "support-workforce"),
        ("/wgll/Empower citizens", "empower-people"),
        ("/wgll?pillar=4", "support-workforce"),
        ("/wgll?pillar=Safe practice", "safe-practice"),
    ],
)
def test_old_names_and_numbers_lead_to_the_pillar(client, name, id_):
    answer = client.get(name, headers=HTML, follow_redirects=False)
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/wgll/{id_}"


def test_an_unknown_pillar_is_not_found(client, problem):
    problem("/api/v1/wgll/nonsense", 404)
    assert client.get("/wgll/nonsense", headers=HTML).status_code == 404


def test_success_measures_are_those_of_the_taxonomy(page):
    assert "board level" in page("/wgll/well-led").css_first("main").text()
    other = page("/wgll/safe-practice").css_first("main").text()
    assert "not public" in other


def test_a_pillar_that_no_blueprint_speaks_of_leads_to_no_empty_list(page):
    tree = page("/wgll/well-led")
    assert "board level: no Blueprint yet" in tree.css_first("main").text()
    assert "Nothing yet." in tree.css_first("main").text()
    assert not [a for a in tree.css("main a") if "/search" in a.attributes["href"]]
    assert [h.text() for h in tree.css("h2")[:2]] == ["Success measures", "Blueprints"]
    tree = page("/wgll")
    assert tree.css_first("main").text().count("No Blueprint yet.") == 7
    assert not tree.css("main a[href*='/search']")


@pytest.fixture
def measured(tmp_path):
    """Asks a library with two Blueprints for each of 25 success measures, one of them
    closed, and three more for the first.
    """
    terms = tuple(
        Term(f"m{n}", f"Measure {n}", parent="well-led" if n % 2 else "safe-practice")
        for n in range(25)
    )
    taxonomies = MAPPINGS.taxonomies
    measures = replace(taxonomies["success_measures"], terms=terms)
    measures = replace(measures, by_id={t.id: t for t in terms}, by_name={})
    mappings = replace(
        MAPPINGS, taxonomies={**taxonomies, "success_measures": measures}
    )
    library = []
    for n, term in enumerate([*terms, *terms[:1] * 3]):
        values = {"pillar": (term.parent,), "success_measure": (term.id,)}
        own = artefact(f"a{n}", f"b{n}", "Plan", ["x"], **values)
        closed = artefact(f"s{n}", f"s{n}", "P", ["x"], audience=("finance",), **values)
        day = f"2024-01-{n + 1:02}"
        whole = blueprint(f"b{n}", f"Plan {n}", [own], published=day, **values)
        library += [own, whole]
        library += [
            closed,
            blueprint(f"s{n}", "P", [closed], audience=("finance",), **values),
        ]
    place = Folder(tmp_path)
    activate(place, build(place, library, mappings, {}))
    with TestClient(app_over(Index(place, mappings), HEADER)) as client:
        yield client


def test_each_pillar_and_measure_has_its_number_however_many_they_are(measured):
    pillars = {p["id"]: p for p in measured.get("/api/v1/wgll").json()["pillars"]}
    assert [p["number"] for p in pillars.values()] == [1, 2, 3, 4, 5, 6, 7]
    totals = {id_: p["total"] for id_, p in pillars.items() if p["total"]["artefacts"]}
    assert totals == {
        "well-led": {"blueprints": 12, "artefacts": 12},
        "safe-practice": {"blueprints": 16, "artefacts": 16},
    }
    assert pillars["smart-foundations"]["total"] == {"blueprints": 0, "artefacts": 0}
    measures = {m["id"]: m for p in pillars.values() for m in p["measures"]}
    counts = {id_: m["total"]["blueprints"] for id_, m in measures.items()}
    assert counts == {"m0": 4} | {f"m{n}": 1 for n in range(1, 25)}
    page = LexborHTMLParser(measured.get("/wgll/well-led", headers=HTML).text)
    assert "See all 12 Blueprints" in page.css_first(".nhsuk-button").text()
    last = page.css("main li a[href='/search?success_measure=m23']")
    assert [a.text() for a in last] == ["1 Blueprint for Measure 23"]


def test_a_pillar_tells_its_newest_what_they_speak_of_and_its_names(measured):
    found = measured.get("/api/v1/wgll/well-led").json()
    newest = [hit["title"]["text"] for hit in found["newest"]["results"]]
    assert newest == [f"Plan {n}" for n in (23, 21, 19, 17, 15)]
    told = {facet["field"] for facet in found["facets"]}
    assert told == {"technology", "artefact_type", "care_setting"}
    names = ["Well-led", "Well-led organisation", "Well led organisation"]
    assert found["pillar"]["names"] == names  # its number is told beside them


def test_what_only_some_may_see_is_counted_for_them_alone(measured):
    found = measured.get("/api/v1/wgll/well-led", headers={HEADER: "finance"}).json()
    assert found["pillar"]["total"] == {"blueprints": 24, "artefacts": 24}
    counts = {m["total"]["blueprints"] for m in found["pillar"]["measures"]}
    assert counts == {2}


def test_state_tells_counts_statuses_and_what_lacks_labels(page):
    html = page("/status")
    told = dict(
        zip(
            (k.text() for k in html.css("dt")),
            (v.text() for v in html.css("dd")),
            strict=True,
        )
    )
    assert told["Blueprints you can see"] == "2"
    assert told["Artefacts you can see"] == "3"
    assert "Read in full" in html.css_first("table").text()
    labels = html.css("table")[-1]
    assert "Technology" in labels.text()


def test_a_file_that_was_not_read_is_told_once_with_its_blueprint(page_of):
    locked, torn = (
        file(artefact(id_, "b", id_, []), status=status, reason=reason)
        for id_, status, reason in (
            ("locked", "encrypted", "protected by a password"),
            ("torn", "corrupt", "not a whole zip file"),
        )
    )
    made = [locked, torn, blueprint("b", "The Blueprint", [locked, torn])]
    rows = page_of(made, "/status").css("table")[1].css("tbody tr")
    assert [[c.text() for c in row.css("th, td")] for row in rows] == [
        ["locked.pdf in The Blueprint", "Not read: protected by a password"],
        ["torn.pdf in The Blueprint", "Not read: it is damaged (not a whole zip file)"],
    ]
    links = [a.attributes["href"] for a in rows[0].css("a")]
    assert links == ["/artefacts/locked", "/blueprints/b"]


def test_the_reference_tells_every_address_and_parameter(client, page):
    text = page("/api").css_first("main").text()
    for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items():
        assert f"GET {path}" in text
        for parameter in methods["get"].get("parameters", ()):
            assert parameter["name"] in text
    assert "`" not in text


def test_the_examples_of_the_pages_work(client, page):
    for address in ("/api", "/about"):
        for link in page(address).css("main a"):
            href = link.attributes["href"]
            if "/api/v1" in href:
                assert client.get(href).status_code == 200, href


def test_help_is_where_the_settings_say(index):
    brand = Brand("Our search", "Our trust", help_url="https://help.example/")
    with TestClient(app_over(index, HEADER, brand)) as client:
        html = LexborHTMLParser(client.get("/about", headers=HTML).text)
    links = [a.attributes["href"] for a in html.css("main a")]
    assert "https://help.example/" in links


def test_state_lists_the_first_of_the_unread_files(tmp_path, monkeypatch):
    monkeypatch.setattr(status, "SHOWN", 1)
    stored = {"path": "plan.pdf", "status": "corrupt", "reason": "torn"}
    files = [
        replace(artefact(f"a{n}", "b", f"Plan {n}", ["x"]), stored=stored)
        for n in range(3)
    ]
    place = Folder(tmp_path)
    activate(place, build(place, [*files, blueprint("b", "P", files)], MAPPINGS, {}))
    with TestClient(app_over(Index(place, MAPPINGS))) as client:
        main = LexborHTMLParser(client.get("/status", headers=HTML).text).css_first(
            "main"
        )
    links = [a.attributes["href"] for a in main.css("th a")]
    assert links == ["/artefacts/a0", "/blueprints/b"]
    assert "Not read: it is damaged (torn)" in main.text()
    assert "And 2 more files." in main.text()


@pytest.mark.parametrize("root", ["", "/find"])
def test_addresses_of_habit_lead_to_the_reference_of_the_api(index, root):
    client = TestClient(app_over(index), root_path=root)
    told = {"/docs": "/api", "/redoc": "/api", "/openapi.json": "/api/v1/openapi.json"}
    for address, there in told.items():
        answer = client.get(f"{root}{address}", follow_redirects=False)
        assert answer.status_code == 307, address
        assert answer.headers["location"] == f"{root}{there}"
        assert client.get(answer.headers["location"]).status_code == 200


def test_a_number_of_coverage_is_read_out_with_its_right_word(page):
    numbers = words(page("/coverage?rows=technology&columns=care_setting"), "td a")
    assert "1 Blueprint with Electronic patient record and Acute" in numbers
    assert "2 Blueprints" in numbers
    tree = page("/coverage?rows=technology&columns=care_setting&unit=artefacts")
    assert "1 artefact with ePMA and Mental health" in words(tree, "td a")
    assert "artefacts in all" in tree.css_first("main").text()
    assert "One artefact can speak" in tree.css_first("main").text()


def test_coverage_tells_a_filter_from_the_rows_that_are_shown(page):
    asked = "rows=technology&columns=care_setting&technology=epr"
    told = page(f"/coverage?{asked}").css_first("main").text()
    assert "Only these rows and columns are shown. “All” counts the others too." in told
    assert "Only what has" not in told
    told = page("/coverage?rows=care_setting&columns=year&technology=epr")
    assert "Only what has" in told.css_first("main").text()
    assert "Only these rows" not in told.css_first("main").text()


def test_addresses_to_link_from_elsewhere_are_whole(page):
    told = words(page("/wgll"), "main li code")
    assert told[0] == "http://testserver/wgll/well-led"
    assert all(address.startswith("http://testserver/") for address in told)
