import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from api.app import app_over
from indexer.cluster.access import Access
from indexer.cluster.connection import Connection
from indexer.cluster.generations import Cluster
from indexer.embedded.generations import Folder
from indexer.engine import CURRENT
from indexer.index import Index
from tests.api.library import MAPPINGS

THREADS = 40  # that answer requests


def names(told):
    return [e["name"] for e in told["errors"]]


def test_every_mistake_is_listed_with_its_name_and_value(problem):
    told = problem("/api/v1/blueprints?tecnology=x&page=0&sort=best&q=a&q=b", 422)
    assert told["type"] == "urn:problem-type:wrong-parameters"
    assert names(told) == ["tecnology", "page", "sort", "q"]
    assert "did you mean technology" in told["errors"][0]["detail"]
    assert [e["value"] for e in told["errors"]] == ["x", "0", "best", "b"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/api/v1/blueprints?view=artefacts", "view"),
        ("/api/v1/blueprints?exclude_state=proposed", "exclude_state"),
        ("/api/v1/blueprints?title=x", "title"),
        ("/api/v1/blueprints?page=101", "page"),
        ("/api/v1/blueprints?page=1.0", "page"),
        ("/api/v1/blueprints?page=%D9%A1", "page"),
        ("/api/v1/blueprints?size=-1", "size"),
        ("/api/v1/blueprints?size=101", "size"),
        ("/api/v1/blueprints?synonyms=false", "synonyms"),
        ("/api/v1/blueprints?facets=technology,title", "facets"),
        (f"/api/v1/blueprints?q={'a' * 2501}", "q"),
        (f"/api/v1/blueprints?technology={'a' * 201}", "technology"),
        ("/api/v1/blueprints/epr?q=x", "q"),
        ("/api/v1/blueprints/epr/similar?size=21", "size"),
        ("/api/v1/artefacts/plan/segments/x", "n"),
        (f"/api/v1/artefacts/plan/segments/{'9' * 5000}", "n"),
        ("/api/v1/artefacts/plan/segments/0?page=2", "page"),
        ("/api/v1/facets/technology?prefix=a&prefix=b", "prefix"),
        ("/api/v1/status?verbose=1", "verbose"),
    ],
)
def test_a_wrong_parameter_is_named(problem, address, name):
    assert names(problem(address, 422)) == [name]


def test_more_than_fifty_values_are_too_many(problem, client):
    address = "/api/v1/artefacts?" + "&".join(f"supplier=s{i}" for i in range(50))
    assert client.get(address).status_code == 200
    assert names(problem(address + "&year=2020", 422)) == ["year"]


def test_a_text_that_asks_for_too_much_is_told_how_much_may_be_asked(problem):
    letters = "|".join("abcdefghijklmnopqrstuvwx" * 10)
    (told,) = problem(f"/api/v1/artefacts?q={letters}", 422)["errors"]
    assert told["name"] == "q"
    assert "makes 960 look-ups" in told["detail"]
    assert "900 are the most" in told["detail"]


def test_a_problem_names_its_address_as_addresses_are_written(problem):
    """Some clients refuse a problem whose instance is no URI."""
    address = "/api/v1/artefacts/no%20such:%C3%A9(1)%25"
    assert problem(address, 404)["instance"] == address


def test_other_methods_are_405(problem, client):
    problem("/api/v1/blueprints", 405, "POST")
    assert client.delete("/api/v1/blueprints").headers["allow"] == "GET, HEAD"


def test_a_mistake_of_ours_is_500_and_says_nothing_of_it(index):
    def fault():
        raise RuntimeError("secret of the machine")

    app = app_over(index)
    app.add_api_route("/fault", fault)
    answer = TestClient(app, raise_server_exceptions=False).get("/fault")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("current", "words"),
    [(None, "no index yet"), ("g1-a1-gone", "run `blueprints rebuild`")],
)
def test_an_index_that_cannot_answer_is_503(tmp_path, current, words):
    if current:
        (tmp_path / CURRENT).write_text(current, "utf-8")
    client = TestClient(app_over(Index(Folder(tmp_path), MAPPINGS)))
    for address in ("/api/v1/blueprints", "/api/v1/artefacts/a/file", "/readyz"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert words in answer.json()["detail"]
        assert str(tmp_path) not in answer.text
    assert client.get("/healthz").status_code == 200


def test_a_process_whose_engine_is_silent_is_told_from_a_dead_one():
    asked = []
    with socket.create_server(("127.0.0.1", 0), backlog=99) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        place = Cluster(Connection(Access((url,), timeout=3)))
        app = app_over(Index(place, MAPPINGS))
        with TestClient(app) as client, ThreadPoolExecutor(THREADS) as pool:
            asked += [pool.submit(client.get, "/readyz") for _ in range(THREADS)]
            time.sleep(1)
            assert client.get("/healthz").status_code == 200
            assert not any(one.done() for one in asked)
    assert {one.result().status_code for one in asked} == {503}
