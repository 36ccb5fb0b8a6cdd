"""What changed and what was taken off, of a library that was really ingested twice."""

import shutil
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import app_over, create_app
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from pipelines.ingest import ingest
from settings import Settings
from tests.api.conftest import HEADER
from tests.api.library import MAPPINGS
from tests.indexer.library import blueprint
from tests.pipelines.building.test_judgements import mappings

__all__ = ["mappings"]  # a fixture
ATOM = "{http://www.w3.org/2005/Atom}"
SAID = {"verdict": "reject", "id": "ward", "field": "care_setting"}
SAID |= {"value": "acute", "by": "Ada <b>", "why": "a mental health trust & no other"}


@pytest.fixture(scope="module")
def twice(tmp_path_factory, mappings):
    """The settings of two ingests, between which files and labels changed."""
    root = tmp_path_factory.mktemp("library")
    settings = Settings(
        data=tmp_path_factory.mktemp("data"),
        mappings=mappings,
        workers=1,
        label_key="secret",
    )
    ward = root / "ward"
    ward.mkdir()
    (ward / "plan.txt").write_text("The ward plan names a goshawk.", "utf-8")
    (ward / "notes.txt").write_text("Notes about an osprey.", "utf-8")
    about = ward / "blueprint.yaml"
    about.write_text("title: The ward\ncare_setting: [Acute, Ambulance]\n", "utf-8")
    ingest(settings, str(root))
    with TestClient(create_app(settings)) as client:
        key = {"Authorization": "Bearer secret"}
        assert client.post("/api/v1/labels", json=SAID, headers=key).is_success
    (ward / "plan.txt").write_text("The ward plan names a merlin.", "utf-8")
    (ward / "new & <b>.txt").write_text("A kestrel.", "utf-8")
    (ward / "notes.txt").unlink()
    about.write_text(
        "title: The ward\ncare_setting: [Acute, Ambulance, Mental health]\n", "utf-8"
    )
    ingest(settings, str(root))
    shutil.rmtree(root)
    return settings


@pytest.fixture(scope="module")
def ask(twice):
    with TestClient(create_app(twice)) as client:
        yield client


def page(client, address="/blueprints/ward"):
    answer = client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def shown(tree, css):
    return [" ".join(n.text().split()) for n in tree.css(css)]


def test_programs_read_what_changed(ask):
    last, first = ask.get("/api/v1/blueprints/ward").json()["history"]
    assert (first["first"], first["added"]) == (True, ["notes.txt", "plan.txt"])
    assert last["added"] == ["new & <b>.txt"]
    assert last["removed"] == ["notes.txt"]
    assert last["changed"] == ["plan.txt"]
    (lost,) = last["lost"]
    assert (lost["field"], lost["values"][0]["value"]) == ("care_setting", "acute")
    (gained,) = last["gained"]
    assert gained["values"][0]["label"] == "Mental health"


def test_people_read_what_changed(ask):
    tree = page(ask)
    last, first = shown(tree, ".app-change h3")
    summed = (
        "1 file added, 1 file removed, 1 file changed, 1 label gained, 1 label lost"
    )
    assert last.endswith(f": {summed}")
    assert first.endswith(": Added to the library with 2 files")
    told = shown(tree, ".app-change dd")
    assert told[:3] == ["new & <b>.txt", "notes.txt", "plan.txt"]
    links = [a.attributes["href"] for a in tree.css(".app-change dd a")]
    assert [page(ask, link).css_first("h1") is not None for link in links] == [True] * 2


def test_feed_readers_follow_what_changed(ask):
    feed = page(ask).css_first('link[type="application/atom+xml"]').attributes["href"]
    answer = ask.get(feed)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = fromstring(answer.text)
    last, first = root.findall(f"{ATOM}entry")
    assert root.findtext(f"{ATOM}updated") == last.findtext(f"{ATOM}updated")
    assert "File added: new & <b>.txt" in last.findtext(f"{ATOM}content")
    assert "Label lost: Care setting: Acute" in last.findtext(f"{ATOM}content")
    ids = [n.attributes["id"] for n in page(ask).css(".app-change")]
    assert [e.findtext(f"{ATOM}id").split("#")[1] for e in (last, first)] == ids
    again = ask.get(feed, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert ask.get("/blueprints/moon/history.atom").status_code == 404
    assert ask.get(f"{feed}?color=red").status_code == 422


def test_what_people_took_off_is_told_with_the_reason_to_those_who_may(ask, twice):
    (told,) = shown(page(ask), "#taken-off + ul li")
    assert told.startswith("Care setting: Acute, taken off by Ada <b> on ")
    assert "because" not in told
    (one,) = ask.get("/api/v1/blueprints/ward").json()["rejected"]
    assert (one["label"], one["by"], one["why"]) == ("Acute", SAID["by"], "")
    about = {"audience_header": HEADER, "reasons_audience": "board"}
    settings = twice.model_copy(update=about)
    with TestClient(create_app(settings), headers={HEADER: "board"}) as board:
        (told,) = shown(page(board), "#taken-off + ul li")
        assert told.endswith(f"because “{SAID['why']}”")
        (one,) = board.get("/api/v1/blueprints/ward").json()["rejected"]
        assert one["why"] == SAID["why"]
        other = board.get("/api/v1/blueprints/ward", headers={HEADER: "finance"})
        assert other.json()["rejected"][0]["why"] == ""


def test_what_a_closed_blueprint_held_is_told_to_its_own_audience(tmp_path):
    told = {"date": "2026-03-01T10:00:00+00:00", "first": False, "cut": 0}
    told |= {name: [] for name in ("added", "changed", "gained", "lost")}
    closed = {**told, "removed": ["redundancies.txt"], "audience": ["board"]}
    made = blueprint("ward", "The ward", [])
    made = replace(made, stored={**made.stored, "history": [closed]})
    place = Folder(tmp_path)
    activate(place, build(place, [made], MAPPINGS, {}))
    app = app_over(Index(place, MAPPINGS), HEADER)
    with TestClient(app) as client:
        for path in ("/api/v1/blueprints/ward", "/blueprints/ward/history.atom"):
            assert "redundancies" not in client.get(path).text
            assert "redundancies" in client.get(path, headers={HEADER: "board"}).text
        assert shown(page(client), "#history + p") == ["No change is known."]


def test_a_file_inside_another_is_told_by_a_path_that_people_read(tmp_path):
    told = {"date": "2026-03-01T10:00:00+00:00", "first": False, "cut": 0}
    told |= {name: [] for name in ("added", "changed", "gained", "lost")}
    inner = {**told, "removed": ["pack.zip!/log.txt"], "audience": ["everyone"]}
    made = blueprint("ward", "The ward", [])
    made = replace(made, stored={**made.stored, "history": [inner]})
    place = Folder(tmp_path)
    activate(place, build(place, [made], MAPPINGS, {}))
    with TestClient(app_over(Index(place, MAPPINGS))) as client:
        assert shown(page(client), ".app-change dd") == ["pack.zip/log.txt"]
        feed = client.get("/blueprints/ward/history.atom").text
        assert "File removed: pack.zip/log.txt" in feed
        (change,) = client.get("/api/v1/blueprints/ward").json()["history"]
        assert change["removed"] == ["pack.zip!/log.txt"]
