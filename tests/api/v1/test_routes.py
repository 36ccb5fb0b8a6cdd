import pytest
from starlette.testclient import TestClient

from api.app import app_over
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from tests.api.library import MAPPINGS
from tests.indexer.library import artefact, blueprint


def ids(answer):
    return [hit["id"] for hit in answer["results"]]


def total(answer):
    return answer["total"]["blueprints"], answer["total"]["artefacts"]


def counts(answer, field):
    facet = next(f for f in answer["facets"] if f["field"] == field)
    return {v["value"]: (v["blueprints"], v["artefacts"]) for v in facet["values"]}


@pytest.mark.parametrize(
    ("address", "found", "totals"),
    [
        ("/artefacts", {"plan", "notes", "chart"}, (2, 3)),
        ("/artefacts?q=ward", {"plan", "notes", "chart"}, (2, 3)),
        ("/artefacts?q=EHR", {"plan", "notes"}, (1, 2)),
        ("/artefacts?q=EHR&synonyms=off", set(), (0, 0)),
        ("/artefacts?technology=epma&technology=epr", {"plan", "notes", "chart"}, None),
        ("/artefacts?technology=epr&care_setting=acute", {"plan"}, (1, 1)),
        ("/artefacts?exclude_technology=epr", {"chart"}, (1, 1)),
        ("/artefacts?care_setting=_missing", {"notes"}, (1, 1)),
        ("/artefacts?exclude_care_setting=_missing", {"plan", "chart"}, (2, 2)),
        ("/artefacts?blueprint=epr&q=", {"plan", "notes"}, (1, 2)),
        ("/artefacts?organisation=no-such-id", set(), (0, 0)),
        ("/blueprints", {"epr", "chart"}, (2, 3)),
        ("/blueprints?state=in-review", {"draft"}, (1, 0)),
        ("/blueprints?size=0", set(), (2, 3)),
    ],
)
def test_an_address_finds(get, address, found, totals):
    answer = get(address)
    assert set(ids(answer)) == found
    assert totals is None or total(answer) == totals


def test_counts_leave_out_the_facets_own_choice(get):
    answer = get("/artefacts?technology=epma")
    assert total(answer) == (1, 1)
    assert counts(answer, "technology") == {"epr": (1, 2), "epma": (1, 1)}
    assert counts(answer, "care_setting") == {"mental-health": (1, 1)}


def test_only_the_facets_asked_for_are_counted(get):
    asked = get("/blueprints?facets=format,technology")["facets"]
    assert [f["field"] for f in asked] == ["technology", "format"]
    assert get("/blueprints?facets=none")["facets"] == []


def test_a_blueprint_hit_names_its_best_files_and_the_page(get):
    hit = get("/blueprints?q=floorwalkers")["results"][0]
    assert (hit["id"], hit["files"], hit["matching"]) == ("epr", 2, 2)
    labels = {a["id"]: a["passages"][0]["label"] for a in hit["artefacts"]}
    assert labels == {"plan": "page 2", "notes": "page 1"}


def test_pages_follow_each_other(get):
    first = get("/artefacts?size=1&sort=title")
    assert first["pages"] == 3
    assert "prev" not in first["links"]
    seen, answer = ids(first), first
    while "next" in answer["links"]:
        answer = get(answer["links"]["next"].removeprefix("/api/v1"))
        seen += ids(answer)
    assert sorted(seen) == ["chart", "notes", "plan"]
    assert answer["links"]["self"] == answer["links"]["last"] == first["links"]["last"]


def test_a_page_past_the_end_is_empty_and_names_the_last(get):
    answer = get("/artefacts?size=2&page=9")
    assert ids(answer) == []
    assert answer["links"]["prev"] == "/api/v1/artefacts?page=2&size=2"


def test_a_blueprint_opens_with_files_and_evidence(get):
    opened = get("/blueprints/epr")
    assert [a["id"] for a in opened["artefacts"]] == ["notes", "plan"]
    technology = next(f for f in opened["labels"] if f["field"] == "technology")
    [evidence] = technology["values"][0]["evidence"]
    assert (evidence["phrase"], evidence["segment"]) == ("EPR", 0)
    assert evidence["place"] == "page 1"
    assert get(evidence["links"]["self"].removeprefix("/api/v1"))["fragment"]["marks"]
    inside = get(opened["links"]["search"].removeprefix("/api/v1"))
    assert set(ids(inside)) == {"plan", "notes"}


def test_similar_blueprints_say_why(get):
    [other] = get("/blueprints/epr/similar?size=1")["results"]
    assert other["id"] == "chart"
    [shared] = other["shared"]
    assert (shared["field"], shared["values"][0]["value"]) == ("technology", "epr")


def test_a_similar_blueprint_is_told_as_a_hit_is(get):
    [similar] = get("/blueprints/epr/similar?size=1")["results"]
    hits = get("/blueprints")["results"]
    hit = next(h for h in hits if h["id"] == similar["id"])
    assert similar["labels"] == hit["labels"] != []
    assert (similar["files"], similar["published"]) == (hit["files"], hit["published"])


def test_an_artefact_opens_with_its_segments(get):
    opened = get("/artefacts/plan")
    assert opened["blueprint"]["title"].startswith("An electronic")
    assert [s["label"] for s in opened["segments"]] == ["page 1", "page 2"]
    assert opened["format"] == {"value": "pdf", "label": "PDF"}


def test_a_segment_opens_with_its_marks_and_neighbours(get):
    opened = get("/artefacts/plan/segments/0?q=EHR")
    fragment = opened["fragment"]
    assert [fragment["text"][a:b] for a, b in fragment["marks"]] == [
        "electronic patient record"
    ]
    assert "prev" not in opened["links"]
    assert opened["links"]["next"] == "/api/v1/artefacts/plan/segments/1?q=EHR"
    plain = get("/artefacts/plan/segments/0?q=EHR&synonyms=off")
    assert plain["fragment"]["marks"] == []
    for link, n in (("self", 0), ("next", 1)):
        address = f"/api/v1/artefacts/plan/segments/{n}?q=EHR&synonyms=off"
        assert plain["links"][link] == address


def test_marks_count_code_points_and_empty_parameters_count_for_nothing(tmp_path):
    some = artefact("a", "b", "Plan", ["\N{ROCKET}\N{ROCKET} the ward"])
    place = Folder(tmp_path)
    activate(place, build(place, [some, blueprint("b", "B", [some])], MAPPINGS, {}))
    client = TestClient(app_over(Index(place, MAPPINGS)))
    answer = client.get("/api/v1/artefacts?q=ward&technology=&size=&page=").json()
    (hit,) = answer["results"]
    assert hit["passages"][0]["fragment"]["marks"] == [[7, 11]]


def test_a_page_without_text_opens_empty(get, problem):
    assert [s["label"] for s in get("/artefacts/notes")["segments"]][2] == "page 3"
    opened = get("/artefacts/notes/segments/2?q=ward")
    assert (opened["number"], opened["fragment"]["text"]) == (3, "")
    problem("/api/v1/artefacts/notes/segments/3", 404)


def test_facet_values_are_found_by_the_beginning_of_a_word(get):
    found = get("/facets/technology?prefix=elec")
    assert "epr" in [v["value"] for v in found["values"]]
    assert get("/facets/technology?prefix=zzz")["values"] == []


def test_the_machines_are_told(client, get):
    told = get("/status")
    assert told["counts"]["artefacts"] == 5
    assert "library" not in told  # a path on the server
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["generation"] == told["generation"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/blueprints",
        "/api/v1/artefacts/plan/file",
        "/api/v1/openapi.json",
        "/healthz",
    ],
)
def test_head_answers_like_get_without_a_body(client, address):
    head, got = client.head(address), client.get(address)
    assert head.status_code == got.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "etag"):
        assert head.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        "/api/v1/blueprints/",
        "/api/v1/blueprints/no-such",
        "/api/v1/blueprints/no-such/similar",
        "/api/v1/artefacts/no-such",
        "/api/v1/artefacts/no-such/file",
        "/api/v1/artefacts/plan/segments/7",
        "/api/v1/artefacts/plan/segments/-1",
        "/api/v1/artefacts/plan/segments/99999999999999999999",
        "/api/v1/artefacts/..%2f..%2fetc%2fpasswd/file",
        "/api/v1/facets/no-such",
    ],
)
def test_what_is_not_there_is_404(problem, address):
    problem(address, 404)


def test_a_score_is_explained_where_that_is_asked(get, problem):
    found = get("/artefacts?q=EHR&explain=true")
    hit = found["results"][0]
    told = hit["explanation"]
    assert sum(p["score"] for p in told["parts"]) == pytest.approx(told["score"], 1e-3)
    words = [p for p in told["parts"] if p["kind"] != "bonus"]
    assert {p["instead_of"] for p in words} == {"EHR"}
    named = {(p["field"], p["word"]) for p in told["parts"] if p["kind"] == "bonus"}
    assert ("technology", "epr") in named
    assert "explain=true" in found["links"]["self"]
    plain = get("/artefacts?q=EHR")
    hit["explanation"] = None
    assert plain["results"][0] == hit
    problem("/api/v1/artefacts?explain=maybe", 422)
    problem("/api/v1/suggest?explain=true", 422)


def test_a_blueprint_is_explained_its_files_are_not(client, get):
    [hit] = get("/blueprints?q=floorwalkers&explain=true")["results"]
    assert hit["explanation"]["parts"][0]["word"] == "floorwalkers"
    assert {a["explanation"] is None for a in hit["artefacts"]} == {True}
    assert client.get("/search?q=ward&explain=true").status_code == 422
