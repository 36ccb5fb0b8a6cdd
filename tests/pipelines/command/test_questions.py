"""The verbs that ask the index, and extract."""

import csv
import io
import json
import re
import shutil

import pytest

from tests.pipelines.runs import put


@pytest.mark.usefixtures("ingested")
def test_search_shows_place_and_both_counts(run):
    code, out, _ = run("search", "goshawk")
    assert code == 0
    assert "2 Blueprints, 3 artefacts" in out
    assert "plan.md, section Goshawk plan" in out


@pytest.mark.usefixtures("ingested")
def test_search_marks_in_colour_unless_told_not_to(run, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;33mgoshawk\x1b[0m" in run("search", "goshawk")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;33m" not in run("search", "goshawk")[1]


@pytest.mark.usefixtures("ingested")
def test_search_as_data(run):
    arguments = ("--view", "artefacts", "--size", "1", "--json")
    _, out, _ = run("search", "goshawk", *arguments)
    answer = json.loads(out)
    assert answer["total"] == {"blueprints": 2, "artefacts": 3}
    assert len(answer["results"]) == 1
    assert answer["results"][0]["passages"][0]["fragment"]["marks"]


@pytest.mark.usefixtures("ingested")
def test_search_tells_a_value_that_the_words_name(run):
    said = "labelled Format: Comma-separated values (1 Blueprint), --facet format=csv\n"
    assert said in run("search", "comma separated values")[1]
    _, out, _ = run("search", "comma separated values", "--json")
    [named] = json.loads(out)["named"]
    assert (named["field"], named["value"], named["artefacts"]) == ("format", "csv", 1)


@pytest.mark.usefixtures("ingested")
def test_search_by_facet(run):
    _, out, _ = run("search", "goshawk", "--facet", "format=csv", "--json")
    assert json.loads(out)["total"]["artefacts"] == 1
    _, out, _ = run("search", "goshawk", "--exclude", "format=csv", "--json")
    assert json.loads(out)["total"]["artefacts"] == 2
    assert "    1 of 2 artefacts matches\n" in run("search", "scanner")[1]
    assert run("search", "scanner")[1].startswith("1 Blueprint, 1 artefact\n")
    assert "    2 artefacts\n" in run("search", "--facet", "format=csv")[1]
    _, out, _ = run("search", "goshawk", "--facet", "format=png")
    _, past, _ = run("search", "goshawk", "--page", "3", "--size", "1")
    assert "page 3 is past the end: there are 2 pages\n" in past
    without = "without --facet and --exclude: 2 Blueprints"
    assert out.splitlines() == ["0 Blueprints, 0 artefacts", without]


def test_search_by_a_name_that_people_wrote(home, run, tmp_path):
    shutil.copytree(home / "good", tmp_path / "named")
    about = "organisation: Golden Eagle Trust\n"
    put(tmp_path, "named/ward/blueprint.yaml", about)
    assert run("ingest", tmp_path / "named", data=tmp_path / "var")[0] == 0
    for name in ("golden eagle trust", "golden-eagle-trust"):
        out = run("search", "--facet", f"organisation={name}")[1]
        assert out.startswith("1 Blueprint, 2 artefacts\n")
    code, _, err = run("search", "--facet", "organisation=Golden Egle")
    assert (code, "did you mean Golden Eagle Trust" in err) == (2, True)
    for view in ("blueprints", "artefacts"):
        _, out, _ = run("export", "--evidence", "--view", view)
        rows = [
            row for row in map(json.loads, out.splitlines()) if row["id"] != "clinic"
        ]
        assert {r["label"] for r in rows if r["field"] == "organisation"} == {
            "Golden Eagle Trust"
        }


@pytest.mark.usefixtures("ingested")
def test_search_for_several_words_and_for_a_leading_minus(run):
    _, out, _ = run("search", "osprey", "goshawk", "--no-synonyms", "--json")
    assert json.loads(out)["results"][0]["id"] == "clinic"
    _, out, _ = run("search", "--json", "--", "-osprey goshawk")
    assert [hit["id"] for hit in json.loads(out)["results"]] == ["ward"]


@pytest.mark.usefixtures("ingested")
def test_similar(run):
    code, out, _ = run("similar", "ward")
    assert code == 0
    assert "clinic" in out
    _, out, _ = run("similar", "ward", "--json")
    assert json.loads(out)[0]["id"] == "clinic"


def test_similar_to_none(run, tmp_path):
    lone = {"data": tmp_path / "data"}
    put(tmp_path, "library/one/note.txt", "A goshawk.")
    run("ingest", tmp_path / "library", **lone)
    told = "no other Blueprint is like 'one'\n"
    assert run("similar", "one", **lone) == (0, "", told)


@pytest.mark.usefixtures("ingested")
def test_export_gives_every_hit(run):
    _, out, _ = run("export", "--view", "artefacts")
    assert len([json.loads(line) for line in out.splitlines()]) == 3
    _, out, _ = run("export", "goshawk", "--format", "csv", "--facet", "format=csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in rows] == ["ward"]


def test_extract_shows_text_by_segment(run):
    code, out, _ = run("extract", "good/ward/plan.md")
    assert code == 0
    assert "--- section Goshawk plan\n" in out
    assert "The ward names a goshawk." in out
    _, out, _ = run("extract", "good/ward/plan.md", "--json")
    assert json.loads(out)["segments"][0]["label"] == "Goshawk plan"


def test_extract_of_a_broken_file(run):
    code, out, _ = run("extract", "bad/ward/torn.pdf")
    assert code == 3
    assert re.search(r"^status +corrupt, ", out, re.MULTILINE)
