import csv
from dataclasses import replace
from io import StringIO

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import app_over
from api.views import coverage
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from indexer.query import MISSING
from mappings.schema import Schema
from tests.api.library import MAPPINGS, SECRET
from tests.indexer.library import blueprint

HTML = {"Accept": "text/html"}


@pytest.fixture
def page(client):
    def got(address, asker=client):
        answer = asker.get(address, headers=HTML)
        assert answer.status_code == 200, answer.text
        return LexborHTMLParser(answer.text)

    return got


@pytest.mark.parametrize(
    ("wrong", "told", "crossed"),
    [
        ("rows=pillar&columns=pillar", "columns “pillar”: must be", "technology"),
        ("rows=technology&columns=technology", "columns “technology”", "pillar"),
        ("rows=format&columns=region&pillar=no", "pillar “no”: there is", "region"),
        ("rows=no&columns=region", "rows “no”: must be one of", "region"),
    ],
)
def test_what_is_wrong_is_told_above_the_table(client, wrong, told, crossed):
    answer = client.get(f"/coverage?{wrong}&q=ward", headers=HTML)
    html = LexborHTMLParser(answer.text)
    assert answer.status_code == 422
    assert told in html.css_first(".nhsuk-error-summary").text()
    assert html.css_first("input[name=q]").attributes["value"] == "ward"
    chosen = html.css_first("select[name=columns] option[selected]")
    assert chosen.attributes["value"] == crossed
    for path in ("/api/v1/coverage", "/coverage.csv"):
        assert client.get(f"{path}?{wrong}").status_code == 422


@pytest.mark.parametrize("unit", ["blueprints", "artefacts"])
@pytest.mark.parametrize("rows", ["technology", "format", "region", "year"])
def test_each_cell_is_what_its_search_finds(client, get, unit, rows):
    assert_each_cell_is_found(
        client, get(f"/coverage?rows={rows}&columns=care_setting&unit={unit}"), unit
    )


@pytest.mark.parametrize("unit", ["blueprints", "artefacts"])
@pytest.mark.parametrize(
    "q", ["ward", "EHR", "EHR&synonyms=off", "weekend floorwalker ward", "nothingatall"]
)
def test_words_are_kept(client, get, unit, q):
    crossed = "rows=technology&columns=care_setting"
    view = get(f"/coverage?{crossed}&unit={unit}&q={q}&technology=epr")
    assert view["q"] == q.split("&")[0]
    assert_each_cell_is_found(client, view, unit)
    assert f"q={q.split('&')[0].replace(' ', '+')}" in view["links"]["csv"]


def test_a_search_leads_to_its_coverage_and_back(page):
    html = page("/search?q=ward&view=artefacts&care_setting=acute")
    (link,) = html.css("a[href*='/coverage?']")
    html = page(link.attributes["href"])
    assert html.css_first("input[name=q]").attributes["value"] == "ward"
    assert html.css_first("input[checked]").attributes["value"] == "artefacts"
    shown = [" ".join(li.text().split()) for li in html.css("main ul li")]
    assert shown == [
        "the words “ward” Remove the words",
        "Care setting: Acute Remove Care setting: Acute",
    ]
    without = html.css_first("main ul a").attributes["href"]
    assert page(without).css_first("input[name=q]").attributes["value"] == ""
    (link,) = page("/search?q=ward").css("a[href*='/coverage?']")
    html = page(link.attributes["href"])
    assert html.css_first("input[checked]").attributes["value"] == "blueprints"
    one = "/search?q=ward&technology=epr"
    for other in ("exclude_care_setting=acute", "state=published"):
        assert not page(f"{one}&{other}").css("a[href*='/coverage?']")


def assert_each_cell_is_found(client, view, unit):
    cells = [view["total"], *(r["total"] for r in view["rows"])]
    cells += [c for r in view["rows"] for c in r["cells"]]
    cells += [c["total"] for c in view["columns"]]
    asked = [c for c in cells if c["count"]] + [c for c in cells if not c["count"]][:3]
    for cell in asked:
        found = client.get(cell["url"]).json()
        assert found["total"][unit] == cell["count"], cell["url"]


def test_gaps_are_shown_and_counted(page, get):
    view = get("/coverage?rows=technology&columns=care_setting")
    shown = [c for r in view["rows"][:-1] for c in r["cells"][:-1] if not c["count"]]
    assert view["gaps"] == len(shown) > 0
    html = page("/coverage?rows=technology&columns=care_setting")
    assert {n.text() for n in html.css("td .app-gap")} == {"0: gap"}
    # Where all say what they are nothing is lacking, and a total is no cell.
    assert len(html.css("td .app-gap")) == view["gaps"]
    assert not html.css("tfoot .app-gap")
    assert f"{view['gaps']:,} gaps" in html.css_first("h2 + p").text()


def test_what_is_not_stated_has_a_row_and_a_column(get):
    view = get("/coverage?rows=care_setting&columns=technology")
    assert view["rows"][-1]["label"] == "Not stated"
    assert view["columns"][-1]["label"] == "Not stated"


def test_by_default_pillars_and_technologies_of_blueprints(page):
    html = page("/coverage")
    assert html.css_first("#app-rows option[selected]").attributes["value"] == (
        "technology"
    )
    assert html.css_first("#app-columns option[selected]").attributes["value"] == (
        "pillar"
    )
    assert html.css_first("input[checked]").attributes["value"] == "blueprints"
    assert [h.text() for h in html.css("thead th")][1:3] == [
        "Well led",
        "Ensure smart foundations",
    ]


@pytest.mark.parametrize(
    ("facets", "crossed"),
    [
        (("care_setting", "technology", "year"), ("technology", "year")),
        (("pillar", "year"), ("year", "pillar")),
        (("pillar",), None),
        ((), None),
    ],
)
def test_a_schema_of_ones_own_crosses_what_it_has(tmp_path, facets, crossed):
    fields = (replace(f, facet=f.name in facets) for f in MAPPINGS.schema.fields)
    mappings = replace(MAPPINGS, schema=Schema(tuple(fields)))
    place = Folder(tmp_path)
    activate(place, build(place, [blueprint("b", "Plan", [])], mappings, {}))
    with TestClient(app_over(Index(place, mappings))) as client:
        assert client.get("/search").status_code == 200
        answer = client.get("/api/v1/coverage")
        if crossed:
            view = answer.json()
            fields = (view["rows_field"]["value"], view["columns_field"]["value"])
            assert fields == crossed
            assert client.get("/coverage", headers=HTML).status_code == 200
        else:
            assert answer.status_code == 404
            assert answer.json()["detail"] == "the schema has no two fields to cross"


def test_the_table_can_be_followed_by_a_screen_reader(page):
    html = page("/coverage?rows=technology&columns=care_setting")
    assert "Technology" in html.css_first("table caption").text()
    assert all(h.attributes["scope"] == "col" for h in html.css("thead th"))
    assert all(h.attributes["scope"] == "row" for h in html.css("tbody th, tfoot th"))
    widths = {len(row.css("th, td")) for row in html.css("table tr")}
    assert len(widths) == 1
    link = html.css_first("tbody td a")
    assert "with Electronic patient record and" in link.text()


def test_a_filter_narrows_and_can_be_removed(get, page):
    view = get("/coverage?rows=technology&columns=pillar&care_setting=acute")
    assert view["total"]["count"] == 1
    assert "care_setting=acute" in view["rows"][0]["total"]["url"]
    assert "care_setting" not in view["chosen"][0]["links"]["without"]
    html = page("/coverage?care_setting=acute")
    assert html.css_first("input[type=hidden]").attributes["name"] == "care_setting"


def test_a_value_of_an_axis_chooses_what_is_shown(get):
    view = get("/coverage?rows=technology&columns=care_setting&technology=epr")
    assert [r["value"] for r in view["rows"]] == ["epr"]
    assert view["total"]["count"] == 2


@pytest.mark.parametrize(
    ("rows", "value"), [("organisation", "barnsley-hospital"), ("year", "1999")]
)
def test_a_chosen_value_of_any_axis_is_shown_without_a_count(get, rows, value):
    view = get(f"/coverage?rows={rows}&columns=technology&{rows}={value}")
    assert [(r["value"], r["total"]["count"]) for r in view["rows"]] == [(value, 0)]


@pytest.fixture(scope="module")
def axes(tmp_path_factory):
    """The values of the rows of a small library, and how many more there are."""
    values = (
        {
            "organisation": ("wirral-community-health-and-care", "barnsley-hospital"),
            "year": ("2021",),
        },
        {"organisation": ("wirral-community-health-and-care",), "year": ("2019",)},
        {"organisation": ("kent-community-health",), "technology": ("rpa",)},
        {"technology": ("epr", "rpa"), "year": ("2021",)},
    )
    library = [blueprint(f"b{n}", "Plan", [], **v) for n, v in enumerate(values)]
    place = Folder(tmp_path_factory.mktemp("index"))
    activate(place, build(place, library, MAPPINGS, {}))
    with TestClient(app_over(Index(place, MAPPINGS))) as client:

        def asked(question):
            view = client.get(f"/api/v1/coverage?columns=pillar&{question}").json()
            return [r["value"] for r in view["rows"]], view["unlisted"][0]

        yield asked


def test_a_short_list_keeps_its_order_and_years_theirs(axes):
    rows, more = axes("rows=role")
    listed = [t.id for t in MAPPINGS.taxonomies["roles"].terms]
    assert (rows, more) == ([*listed, MISSING], 0)
    assert axes("rows=year") == (["2019", "2021", MISSING], 0)


def test_a_longer_list_begins_with_what_has_most_then_by_label(axes):
    rows, more = axes("rows=technology")
    terms = {t.id: t.label for t in MAPPINGS.taxonomies["technologies"].terms}
    rest = sorted(terms.keys() - {"rpa", "epr"}, key=lambda id_: terms[id_])
    assert (rows, more) == (["rpa", "epr", *rest, MISSING], 0)


def test_of_a_long_list_what_has_no_count_is_only_counted(axes, monkeypatch):
    count = len(MAPPINGS.taxonomies["organisations"].terms)
    some = [
        "wirral-community-health-and-care",
        "barnsley-hospital",
        "kent-community-health",
    ]
    assert axes("rows=organisation") == ([*some, MISSING], count - 3)
    chosen = "&organisation=".join(["", *some[:2]])
    assert axes(f"rows=organisation{chosen}") == (some[:2], 0)
    assert axes(f"rows=organisation{chosen}&organisation=_missing") == (
        [*some[:2], MISSING],
        0,
    )
    monkeypatch.setattr(coverage, "LISTED", 2)
    assert axes("rows=organisation") == ([*some[:2], MISSING], count - 2)


def test_csv_says_the_same(client, get):
    address = "/coverage?rows=technology&columns=care_setting&unit=artefacts"
    answer = client.get(address.replace("?", ".csv?"))
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    view = get(address)
    assert lines[0][1:-1] == [c["label"] for c in view["columns"]]
    for line, row in zip(lines[1:-1], view["rows"], strict=True):
        counts = [c["count"] for c in row["cells"]]
        assert line == [row["label"], *map(str, [*counts, row["total"]["count"]])]
    assert lines[-1][-1] == str(view["total"]["count"])


def test_csv_leaves_no_value_out(client, get, monkeypatch):
    address = "/coverage?rows=technology&columns=care_setting"
    every = {r["label"] for r in get(address)["rows"] if r["total"]["count"]}
    monkeypatch.setattr(coverage, "LISTED", 1)
    assert not every <= {r["label"] for r in get(address)["rows"]}
    told = client.get(address.replace("?", ".csv?")).content.decode("utf-8-sig")
    assert every <= {line[0] for line in csv.reader(StringIO(told))}


def test_counts_are_for_the_asker(client, finance):
    address = "/api/v1/coverage?rows=technology&columns=care_setting"
    mine, all_ = finance.get(address).json(), client.get(address).json()
    assert mine["total"]["count"] == all_["total"]["count"] + 1
    assert SECRET not in client.get("/coverage", headers=HTML).text


@pytest.mark.parametrize(
    "query",
    [
        "rows=pillar",
        "rows=nonsense",
        "unit=pages",
        "exclude_pillar=well-led",
        "state=published",
        "sort=title",
        "x=1",
    ],
)
def test_wrong_parameters_are_named(client, problem, query):
    assert problem(f"/api/v1/coverage?{query}", 422)["errors"]
    answer = client.get(f"/coverage?{query}", headers=HTML)
    assert answer.status_code == 422
    assert "<h1" in answer.text
