"""The table of all that a search finds: every page of it, for the asker."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from starlette.testclient import TestClient

from api.app import app_over
from indexer.answering import answer
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from mappings.schema import Schema
from tests.api.library import HOSTILE, MAPPINGS, NAME, SECRET
from tests.indexer.library import blueprint


@pytest.fixture
def sheet(client):
    def got(address, asker=client):
        found = asker.get(address)
        assert found.status_code == 200, found.text
        assert found.headers["content-type"].startswith("text/csv")
        assert found.content.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(StringIO(found.content.decode("utf-8-sig"))))

    return got


@pytest.mark.parametrize("sort", ["relevance", "published"])
def test_it_has_all_pages_in_the_order_of_the_search(client, sheet, sort):
    asked = f"q=ward+epr&sort={sort}"
    rows = sheet(f"/search.csv?{asked}&view=artefacts&size=1&page=2")
    found = client.get(f"/api/v1/artefacts?{asked}").json()
    assert [r["Title"] for r in rows] == [h["title"]["text"] for h in found["results"]]
    assert len(rows) == found["total"]["artefacts"] > 1


def test_a_blueprint_has_its_values_by_label(client, sheet):
    (row,) = sheet("/search.csv?technology=epma")
    (hit,) = client.get("/api/v1/blueprints?technology=epma").json()["results"]
    labels = {one["field"]: one for one in hit["labels"]}
    told = "; ".join(v["label"] for v in labels["technology"]["values"])
    assert row["Technology"] == told
    assert ";" in told
    assert row["Files"] == "1"
    assert row["Published"] == "2023-01-15"
    assert client.get(row["Address"]).status_code == 200


def test_an_artefact_says_where_it_is(sheet):
    (row,) = sheet("/search.csv?view=artefacts&technology=epma")
    assert row["Title"] == row["Blueprint"] == HOSTILE
    assert row["File"] == "chart.pdf" != NAME
    assert row["Bytes"] == "25"
    assert row["Format"] == "PDF"


def test_what_a_search_leaves_out_is_left_out(sheet, finance):
    everybody = sheet("/search.csv?view=artefacts")
    assert SECRET not in str(everybody)
    theirs = sheet("/search.csv?view=artefacts", finance)
    assert len(theirs) == len(everybody) + 2
    assert SECRET in str(theirs)
    titles = {h["Address"]: h["Title"] for h in sheet("/search.csv", finance)}
    assert {r["Blueprint"] for r in theirs} <= {*titles.values()}


def test_a_search_that_finds_nothing_has_its_heads(client):
    lines = client.get("/search.csv?q=nothinglikeit").text.splitlines()
    assert len(lines) == 1
    assert "Technology" in lines[0]


def test_a_field_that_the_schema_does_not_export_has_no_column(tmp_path):
    fields = (
        replace(f, shown=("page", "filter")) if f.name == "region" else f
        for f in MAPPINGS.schema.fields
    )
    mappings = replace(MAPPINGS, schema=Schema(tuple(fields)))
    place = Folder(tmp_path)
    activate(place, build(place, [blueprint("b", "Plan", [])], mappings, {}))
    with TestClient(app_over(Index(place, mappings))) as client:
        (heads, _) = csv.reader(StringIO(client.get("/search.csv").text))
    assert "Organisation" in heads
    assert "Region" not in heads


def test_a_wrong_parameter_is_named(problem):
    (error,) = problem("/search.csv?technolgy=epr", 422)["errors"]
    assert error["name"] == "technolgy"


def test_more_than_fit_are_refused(problem, monkeypatch):
    monkeypatch.setattr(answer, "EVERY", 1)
    (error,) = problem("/search.csv?q=ward", 422)["errors"]
    assert "finds 2 blueprints, 1 are the most" in error["detail"]


def test_a_page_of_results_offers_it(client):
    html = client.get("/search?q=ward&view=artefacts", headers={"Accept": "text/html"})
    assert "Download all 3 results (CSV)" in html.text
