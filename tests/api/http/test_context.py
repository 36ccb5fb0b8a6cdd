from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import app_over
from api.http.brand import Brand
from api.http.context import MAX_LABELS
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from tests.api.conftest import HEADER
from tests.api.library import MAPPINGS, SECRET
from tests.indexer.library import artefact, blueprint

SEARCH = "/api/v1/artefacts?q=ward&technology=epr"


def test_an_answer_that_is_known_is_not_sent_again(client):
    first = client.get(SEARCH)
    again = client.get(
        "/api/v1/artefacts?technology=epr&page=1&q=ward",
        headers={"If-None-Match": f'"other", {first.headers["etag"]}'},
    )
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]
    assert "max-age=60" in again.headers["cache-control"]


def test_an_answer_that_is_known_depends_on_the_same(client, finance):
    for ask in (client, finance):
        first = ask.get(SEARCH).headers
        again = ask.get(SEARCH, headers={"If-None-Match": first["etag"]})
        assert again.status_code == 304
        assert again.headers["vary"] == first["vary"]


@pytest.mark.parametrize(
    ("address", "status"),
    [(SEARCH, 304), ("/api/v1/blueprints/epr", 304), ("/api/v1/blueprints/no", 404)],
)
def test_whoever_has_any_answer_is_sent_none_if_there_is_one(client, address, status):
    assert client.get(address, headers={"If-None-Match": "*"}).status_code == status


def test_another_generation_has_another_tag_and_its_own_titles(tmp_path):
    index = Index(Folder(tmp_path), MAPPINGS)
    client = TestClient(app_over(index))

    def live(title):
        some = artefact("a", "b", "Plan", ["The ward."])
        place = Folder(tmp_path)
        activate(
            place,
            build(place, [some, blueprint("b", title, [some])], MAPPINGS, {}),
        )

    live("Before")
    first = client.get("/api/v1/artefacts")
    live("After")
    second = client.get(
        "/api/v1/artefacts", headers={"If-None-Match": first.headers["etag"]}
    )
    assert second.status_code == 200
    titles = [a.json()["results"][0]["blueprint"]["title"] for a in (first, second)]
    assert titles == ["Before", "After"]


def test_another_question_has_another_tag(client):
    one = client.get(SEARCH).headers["etag"]
    other = client.get(
        SEARCH.replace("/artefacts", "/blueprints"), headers={"If-None-Match": one}
    )
    assert other.status_code == 200
    assert other.headers["etag"] != one


@pytest.fixture(scope="module")
def servers(index):
    """The same index as different processes serve it, each with the path before it."""
    other = Index(index._place, replace(MAPPINGS, digest="other"))

    def served(index=index, base="http://testserver", root_path="", **more):
        app = app_over(index, **more)
        return TestClient(app, base_url=base, root_path=root_path), root_path

    with pytest.MonkeyPatch.context() as later:
        later.setattr("api.app.version", lambda _: "999.0")
        upgraded = served()
    return [
        served(),
        served(base="https://testserver"),
        served(root_path="/find"),
        served(brand=Brand("Ward Finder")),
        served(reasons_audience="everyone"),
        served(other),
        upgraded,
    ]


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=ward", "/facets/technology", "/artefacts/plan", "/search.atom"],
)
def test_what_is_served_otherwise_has_another_tag(servers, address):
    """What was kept before an upgrade, or while a proxy was not yet set up right, is
    not kept on.
    """
    tags = [client.get(f"{at}{address}").headers["etag"] for client, at in servers]
    assert len(set(tags)) == len(tags)


def test_another_asker_has_another_tag(client, finance):
    mine = finance.get(SEARCH)
    assert mine.headers["etag"] != client.get(SEARCH).headers["etag"]
    assert mine.headers["cache-control"].startswith("private")
    assert HEADER in mine.headers["vary"]


def test_a_header_beside_that_of_the_proxy_opens_nothing(index):
    """What a proxy adds, and does not set, stands behind what the asker sent."""
    client = TestClient(app_over(index, HEADER))
    for sent in (["finance", ""], ["", "finance"], ["finance", "staff"]):
        answer = client.get(CLOSED[0], headers=[(HEADER, value) for value in sent])
        assert answer.status_code == 404, sent


def test_what_is_for_nobody_opens_for_no_header(tmp_path):
    some = artefact("a", "b", "Plan", ["The ward."], audience=("nobody",))
    documents = [some, blueprint("b", "Plan", [some], audience=("nobody",))]
    place = Folder(tmp_path)
    activate(place, build(place, documents, MAPPINGS, {}))
    client = TestClient(app_over(Index(place, MAPPINGS), HEADER))
    for sent in ("nobody", "staff, nobody ", ""):
        told = client.get("/api/v1/artefacts/a", headers={HEADER: sent})
        assert told.status_code == 404, sent


EVERYWHERE = [
    "/api/v1/blueprints?q=ward&sort=title",
    "/api/v1/blueprints?q=zebr*",
    "/api/v1/artefacts?q=zebrra+ward",
    "/api/v1/artefacts?q=ward&size=100",
    "/api/v1/artefacts?technology=rpa",
    "/api/v1/artefacts?blueprint=hidden",
    "/api/v1/blueprints?exclude_blueprint=hidden",
    "/api/v1/blueprints/epr",
    "/api/v1/blueprints/epr/similar?size=20",
    "/api/v1/blueprints?q=rpa",
    "/api/v1/artefacts?q=a+patient+portal+or+rpa",
    "/api/v1/facets/technology?size=100",
    "/api/v1/facets/blueprint",
    "/api/v1/suggest?q=m&size=20",
]
CLOSED = [
    "/api/v1/blueprints/hidden",
    "/api/v1/blueprints/hidden/similar",
    "/api/v1/artefacts/costs",
    "/api/v1/artefacts/costs/segments/0",
    "/api/v1/artefacts/costs/file",
]


@pytest.mark.parametrize("address", EVERYWHERE)
def test_what_is_not_for_everyone_stays_out_of_every_answer(client, finance, address):
    answer = client.get(address)
    assert answer.status_code == 200
    written = answer.text.replace(address.removeprefix("/api/v1"), "")
    assert SECRET not in written
    assert '"costs"' not in written
    assert '"merger"' not in written
    assert finance.get(address).text != answer.text


def test_counts_do_not_betray_it(client, finance):
    def rpa(asker):
        values = asker.get("/api/v1/artefacts?size=0").json()["facets"]
        technology = next(f for f in values if f["field"] == "technology")["values"]
        return [
            (v["blueprints"], v["artefacts"]) for v in technology if v["value"] == "rpa"
        ]

    assert rpa(client) == []
    assert rpa(finance) == [(2, 2)]


def test_a_value_that_only_closed_documents_have_is_not_offered(client, finance):
    def named(asker, view):
        answer = asker.get(f"/api/v1/{view}?q=rpa").json()
        return [(n["value"], n["blueprints"], n["artefacts"]) for n in answer["named"]]

    for view in ("blueprints", "artefacts"):
        assert named(client, view) == []
        assert named(finance, view) == [("rpa", 1, 2)]
    assert "app-named" not in client.get("/search?q=rpa").text


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_not_for_everyone_opens_for_its_audience_alone(
    problem, finance, address
):
    assert SECRET not in str(problem(address, 404))
    assert finance.get(address).status_code == 200


@pytest.mark.parametrize(
    ("others", "status"), [(MAX_LABELS - 1, 200), (MAX_LABELS, 404)]
)
def test_so_many_groups_of_an_asker_count_the_first_by_the_alphabet(
    index, others, status
):
    client = TestClient(app_over(index, HEADER))
    groups = ",".join([*(f"a{n}" for n in range(others)), "finance"])
    answer = client.get("/api/v1/artefacts/costs", headers={HEADER: groups})
    assert answer.status_code == status
    found = client.get(f"/api/v1/artefacts?q={SECRET}", headers={HEADER: groups})
    assert bool(found.json()["total"]["artefacts"]) == (status == 200)


def test_the_header_means_nothing_without_a_trusted_proxy(client):
    answer = client.get("/api/v1/artefacts/costs", headers={HEADER: "finance"})
    assert answer.status_code == 404


def test_words_of_closed_documents_are_unknown_to_others(tmp_path):
    """What is put right or searched too does not betray that a word is there."""

    def asked(name, closed):
        some = artefact("a", "b", "Plan", ["The cutover.", "A floorwalker."])
        parts = [artefact("c", "d", "Deal", closed, audience=("finance",))]
        documents = [some, blueprint("b", "Plan", [some])]
        documents += [*parts, blueprint("d", "Deal", parts, audience=("finance",))]
        place = Folder(tmp_path / name)
        activate(place, build(place, documents, MAPPINGS, {}))
        return TestClient(app_over(Index(place, MAPPINGS), HEADER))

    def told(client, address, audience=""):
        answer = client.get(f"/api/v1/{address}", headers={HEADER: audience}).json()
        keys = ("expansions", "suggestion", "suggestions", "text", "notices")
        return {key: answer[key] for key in keys if key in answer}

    holds = asked("holds", ["The cutovre, a floorwalkr.", "More cutover."])
    lacks = asked("lacks", ["No such word."])
    for address in (
        "artefacts?q=cutovre",
        "artefacts?q=floorwalkr",
        "artefacts/a/segments/0?q=cutovre",
        "suggest?q=cut",
    ):
        assert told(holds, address) == told(lacks, address)
    assert told(holds, "artefacts?q=cutovre", "finance")["suggestion"] is None
