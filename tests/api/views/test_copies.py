"""A file in several Blueprints: told once on a page, counted in each."""

from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import app_over
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from pipelines.building.copies import MOST, with_copies
from tests.api.conftest import HEADER
from tests.api.library import MAPPINGS, file
from tests.indexer.library import artefact, blueprint


def with_file(name, digest="d1", audience=("everyone",), text="The ward template."):
    """A Blueprint with one file of that digest."""
    made = file(artefact(f"{name}-file", name, "Template", [text], audience=audience))
    made = replace(made, stored={**made.stored, "digest": digest})
    return [made, blueprint(name, f"The {name}", [made], audience=audience)]


def client(folder, documents):
    place = Folder(folder)
    activate(place, build(place, with_copies(documents), MAPPINGS, {}))
    return TestClient(app_over(Index(place, MAPPINGS), HEADER))


@pytest.fixture
def few(tmp_path):
    """Three copies, one of them not for everyone, and a file that only looks alike."""
    some = [*with_file("a"), *with_file("b"), *with_file("c", audience=("finance",))]
    with client(tmp_path, [*some, *with_file("d", "d2")]) as asked:
        yield asked


def hits(client, address="/api/v1/artefacts?q=template", **headers):
    answer = client.get(address, headers=headers).json()
    return answer["total"], [
        (hit["id"], hit["copies"], [one["title"] for one in hit["also_in"]])
        for hit in answer["results"]
    ]


def test_copies_are_one_hit_and_counted_each(few):
    total, found = hits(few)
    assert total == {"blueprints": 3, "artefacts": 3}
    assert found == [("a-file", 1, ["The b"]), ("d-file", 0, [])]


def test_a_copy_that_is_not_on_the_page_is_named_too(few):
    _, found = hits(few, "/api/v1/artefacts?q=template&blueprint=b")
    assert found == [("b-file", 1, ["The a"])]


def test_a_copy_is_told_to_those_who_may_see_it(few):
    total, found = hits(few, **{HEADER: "finance"})
    assert total["artefacts"] == 4
    assert found[0] == ("a-file", 2, ["The b", "The c"])
    assert "The c" not in few.get("/artefacts/a-file").text


def test_the_page_links_to_each_place(few):
    tree = LexborHTMLParser(few.get("/search?q=template&view=artefacts").text)
    assert len(tree.css(".app-hit")) == 2
    summary = tree.css_first(".app-hit details summary")
    assert summary.text().startswith("The same file is also in 1 other place")
    (link,) = tree.css(".app-hit details a")
    opened = LexborHTMLParser(few.get(link.attributes["href"]).text)
    (back,) = opened.css("#also-in + ul a")
    assert back.attributes["href"] == "/artefacts/a-file"


def test_a_file_that_is_everywhere_names_some_and_counts_all(tmp_path):
    many = [d for n in range(MOST + 5) for d in with_file(f"b{n:02}")]
    with client(tmp_path, many) as asked:
        _, ((_, copies, names),) = hits(
            asked, "/api/v1/artefacts?q=template&size=5&page=2"
        )
        assert (copies, len(names)) == (MOST + 4, MOST)
        html = asked.get("/search?q=template&view=artefacts&size=10").text
        assert "and 4 more" in html
