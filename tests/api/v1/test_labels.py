"""Labels over the API: who may, what is refused and what is named."""

import asyncio
import json
import resource

import pytest
from pydantic import SecretStr
from starlette.testclient import TestClient

from api.app import app_over
from api.v1.labels import LARGEST, PATH, add
from indexer.judgements.log import LOG, Log
from tests.api.v1.test_reference import fits

KEY = {"Authorization": "Bearer s3cret"}
SAID = {
    "verdict": "confirm",
    "id": "epr",
    "field": "technology",
    "value": "epr",
    "by": "Ada",
    "why": "the title says so",
}


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / LOG)


@pytest.fixture
def desk(index, log):
    app = app_over(index)
    add(app, log.path, SecretStr("s3cret"))
    with TestClient(app, headers=KEY) as client:
        yield client


def refused(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.json()


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("", 401),
        ("Bearer", 401),
        ("Basic s3cret", 401),
        ("s3cret", 401),
        ("Bearer wrong", 403),
        ("Bearer s3cret2", 403),
        ("Bearer é", 403),
    ],
)
def test_without_the_key_nothing_is_told_or_taken(desk, log, method, header, status):
    headers = {"Authorization": header.encode()}
    for address in (PATH, f"{PATH}/review")[: 1 if method == "POST" else 2]:
        answer = desk.request(method, address, headers=headers, json=SAID)
        refused(answer, status)
        assert (answer.headers.get("www-authenticate") == "Bearer") == (status == 401)
    assert log.read().lines == ()


def test_a_body_that_breaks_off_is_no_mistake_of_ours(desk, log):
    parts = [{"type": "http.request", "body": b'{"verdict":', "more_body": True}]
    sent = []

    async def receive():
        return parts.pop() if parts else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": PATH,
        "query_string": b"",
        "headers": [(k.lower().encode(), v.encode()) for k, v in KEY.items()],
    }
    asyncio.run(desk.app(scope, receive, send))
    assert sent[0]["status"] == 400
    assert log.read().lines == ()


def test_without_a_key_of_its_own_nobody_may(index, log):
    app = app_over(index)
    add(app, log.path, SecretStr(""))
    with TestClient(app) as client:
        for header in ("Bearer ", "Bearer x", ""):
            answer = client.post(PATH, json=SAID, headers={"Authorization": header})
            assert "label_key" in refused(answer, 403)["detail"]


def test_a_label_is_written_down(desk, log):
    answer = desk.post(PATH, json={**SAID, "value": "Electronic Patient Record"})
    assert answer.status_code == 201
    told = answer.json()
    assert told["label"]["value"] == "epr"
    assert "rebuild" in told["visible"]
    kept = log.read().lines[0].judgement
    assert (kept.by, kept.verdict, kept.document) == ("Ada", "confirm", "epr")
    desk.post(PATH, json={**SAID, "id": "plan", "verdict": "reject"})
    kept = log.read().lines[1].judgement
    assert (kept.blueprint, kept.path) == ("epr", "plan.pdf")
    listed = desk.get(PATH).json()["labels"]
    assert [one["state"] for one in listed] == ["in force", "in force"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"id": "nothing"}, "id"),
        ({"id": "hidden"}, "id"),  # not for this asker
        ({"id": ""}, "id"),
        ({"field": "colour"}, "field"),
        ({"field": "format"}, "field"),
        ({"field": "body"}, "field"),
        ({"value": "moon"}, "value"),
        ({"value": ""}, "value"),
        ({"value": "epma"}, "value"),  # a term, but nothing says so here
        ({"verdict": "delete"}, "verdict"),
        ({"by": " "}, "by"),
        ({"by": "a" * 101}, "by"),
        ({"by": "a\u0000b"}, "by"),
        ({"by": "a\u202eb"}, "by"),
        ({"why": ""}, "why"),
        ({"why": "w" * 1001}, "why"),
        ({"why": 7}, "why"),
        ({"extra": "x"}, "extra"),
    ],
)
def test_what_is_wrong_is_named(desk, log, change, name):
    problem = refused(desk.post(PATH, json={**SAID, **change}), 422)
    assert [e["name"] for e in problem["errors"]] == [name]
    assert log.read().lines == ()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"\xff", b'{"id": "\\ud800"}', b"[" * 5000]
)
def test_a_body_that_is_none(desk, body):
    refused(desk.post(PATH, content=body), 422)


def test_lone_surrogates_are_refused(desk):
    for name in SAID:
        body = json.dumps({**SAID, name: "\ud800"})
        refused(desk.post(PATH, content=body.encode()), 422)


def test_a_body_is_shown_as_it_was_sent(desk):
    (fault,) = refused(desk.post(PATH, content=b"verdict=set"), 422)["errors"]
    assert (fault["name"], fault["value"]) == ("body", "verdict=set")


def test_near_terms_are_told_once(desk):
    wrong = {**SAID, "verdict": "set", "value": "Electronic patient recrd"}
    (fault,) = refused(desk.post(PATH, json=wrong), 422)["errors"]
    hint = fault["detail"].partition("; did you mean ")[2].split(" or ")
    assert hint[0] == "epr"
    assert len(set(hint)) == len(hint)


def test_parameters_are_no_part_of_a_label(desk, log):
    problem = refused(desk.post(f"{PATH}?by=Bea", json=SAID), 422)
    assert [e["name"] for e in problem["errors"]] == ["by"]
    assert log.read().lines == ()


def test_every_method_of_the_address_is_allowed(desk):
    answer = desk.delete(PATH)
    refused(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD, POST"


def test_a_body_without_end_is_cut(desk):
    refused(desk.post(PATH, content=b" " * (LARGEST + 1)), 413)


def test_a_missing_field_is_named(desk):
    problem = refused(desk.post(PATH, json={"id": "epr"}), 422)
    names = {e["name"] for e in problem["errors"]}
    assert names == set(SAID) - {"id"}


def test_review_asks_until_it_is_answered(desk):
    def asked():
        found = desk.get(f"{PATH}/review").json()["review"]
        return [(d["document"], d["value"], d["reason"]) for d in found]

    assert asked() == [("epr", "epr", "unsure")]
    desk.post(PATH, json=SAID)
    assert asked() == []
    desk.post(PATH, json={**SAID, "verdict": "reject", "by": "Bo"})
    assert asked() == [("epr", "epr", "people differ")]
    assert desk.get(f"{PATH}/review?size=0").status_code == 422


def test_it_is_in_the_reference(desk):
    told = desk.get("/api/v1/openapi.json").json()
    post = told["paths"][PATH]["post"]
    assert set(post["responses"]) >= {"201", "401", "403", "413", "422"}
    assert post["security"] == [{"key": []}]
    body = post["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["verdict"]["enum"] == ["confirm", "reject", "set"]
    (size,) = told["paths"][f"{PATH}/review"]["get"]["parameters"]
    assert size["name"] == "size"
    page = desk.get("/api", headers={"Accept": "text/html"}).text.replace("<wbr>", "")
    assert f"POST <code>{PATH}</code></h2>" in page
    assert "<code>verdict</code> (confirm or reject or set)" in page


def test_answers_have_the_shape_that_the_reference_tells(desk):
    described = desk.get("/api/v1/openapi.json").json()
    queue = desk.get(f"{PATH}/review")
    taken = desk.post(PATH, json=SAID)
    desk.post(PATH, json={**SAID, "verdict": "reject", "by": "Bea"})
    log = desk.get(PATH)
    for answer, path, method in (
        (queue, f"{PATH}/review", "get"),
        (taken, PATH, "post"),
        (log, PATH, "get"),
    ):
        told = described["paths"][path][method]["responses"][str(answer.status_code)]
        schema = told["content"]["application/json"]["schema"]
        assert fits(answer.json(), schema, described["components"]["schemas"])
    assert any(label["against"] for label in log.json()["labels"])


def test_a_label_that_the_disk_does_not_take_is_refused_with_the_reason(desk, log):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        told = refused(desk.post(PATH, json=SAID), 503)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert told["detail"] == "the label was not written down: file too large"
    assert log.read().lines == ()


def test_labels_that_cannot_be_read_are_503_with_the_reason(desk, log):
    log.path.mkdir()
    for answer in (
        desk.get(PATH),
        desk.get(f"{PATH}/review"),
        desk.post(PATH, json=SAID),
    ):
        told = refused(answer, 503)
        assert told["detail"] == "the labels cannot be read: is a directory"
