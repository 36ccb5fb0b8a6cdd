"""No page of results takes more than two calls of the cluster, whatever is asked."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from api.app import app_over
from benchmarks.cluster import calls
from indexer.build import build
from indexer.generations import activate
from indexer.index import Index
from mappings.schema import Field, Schema
from tests.contract.library import documents
from tests.indexer import library

PILLAR = Field("pillar", "Pillar", "keyword", "", facet=True)  # on the first page
SCHEMA = Schema((*library.SCHEMA.fields, PILLAR))
MAPPINGS = replace(library.MAPPINGS, schema=SCHEMA)
SEED = 7
VIEWS = ("blueprints", "artefacts")
ASKED = {
    "plain": "q=ward",
    "many have all words": "q=ward+nurse",
    "few have all words": "q=harrowton+stourford+blackmere",
    "none has all words, filtered": "q=harrowton+wordnowhere&technology=epr",
    "misspelt": "q=disharge+summary",
    "misspelt, few": "q=harrowtonn+stourfrod",
    "quoted phrase": "q=%22ward+nurse%22",
    "excluded, either, beginning, field": "q=title:ward+-nurse+epr+OR+scr+train*",
    "synonym": "q=EHR",
    "named values": "q=rpa+acute+mental+health+electronic+patient+record",
    "facet filters": "q=ward&technology=epr&care_setting=acute",
    "excluded value": "q=ward+nurse&exclude_technology=epr",
    "question": "q=how+do+I+train+a+nurse+on+the+ward+before+the+record+is+electronic",
    "no hits": "q=wordnowhere",
    "no hits of either word": "q=wordnowhere+nowhereword",
    "no hits, filtered": "q=wordnowhere&technology=epr&care_setting=acute",
    "no hits of either word, filtered": "q=wordnowhere+nowhereword&technology=epr",
    "no hits of one word, filtered": "q=harrowton+wordnowhere&pillar=nowhere",
    "nothing written": "",
    "newest first, page 2": "q=ward&sort=-published&page=2",
}
OTHERS = ("/api/v1/blueprints/b0001/similar", "/api/v1/suggest?q=wa", "/")


@pytest.fixture(scope="module")
def client(clusters):
    place = clusters()
    activate(place, build(place, documents(SEED), MAPPINGS, {}))
    with TestClient(app_over(Index(place, MAPPINGS))) as client:
        # What a process reads once of a generation is no part of a page.
        for address in ("/", "/api/v1/blueprints", "/api/v1/suggest?q=wa"):
            client.get(address)
        yield client


@pytest.fixture
def asked(client, connection):
    """The calls that an address takes, which must be answered with 200."""

    def taken(address):
        with calls(connection) as seen:
            answer = client.get(address)
        assert answer.status_code == 200, answer.text
        return seen, answer

    return taken


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("what", ASKED)
def test_an_answer_takes_two_calls(asked, view, what):
    for more in ("", "&explain=true"):
        seen, _ = asked(f"/api/v1/{view}?{ASKED[what]}{more}")
        assert len(seen) <= 2, seen


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("what", ASKED)
def test_so_does_a_page(asked, view, what):
    seen, _ = asked(f"/search?view={view}&{ASKED[what]}")
    assert len(seen) <= 2, seen


@pytest.mark.parametrize("address", OTHERS)
def test_so_do_other_lists(asked, address):
    seen, _ = asked(address)
    assert len(seen) <= 2, seen


def test_the_kinds_are_what_their_names_say(client):
    def told(what):
        return client.get(f"/api/v1/blueprints?{ASKED[what]}").json()

    assert "nothing has all" in told("few have all words")["notices"][0]
    assert told("misspelt")["suggestion"]["q"] == "discharge summary"
    assert told("many have all words")["notices"] == []
    for what in (name for name in ASKED if name.startswith("no hits")):
        assert told(what)["total"] == {"blueprints": 0, "artefacts": 0}
    assert told("question")["notices"]
    assert len(told("named values")["named"]) > 2
