import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import create_app
from settings import Settings
from tests.api.pages.conftest import BROWSER, words


@pytest.mark.parametrize(
    "address", ["/no", "/blueprints/no", "/artefacts/no", "/facets/no"]
)
def test_what_is_not_there_offers_a_search(page, address):
    tree = page(address, 404)
    assert words(tree, "h1") == ["Page not found"]
    assert "search for its title" in tree.css_first("main").text()
    assert tree.css("form[action='/search'] input[name=q]")


def test_a_vanished_file_is_told_as_a_page(page):
    tree = page("/api/v1/artefacts/notes/file", 410)
    assert "last seen" in tree.css_first("main").text()


def test_no_index_is_told_in_the_same_design(tmp_path):
    client = TestClient(create_app(Settings(data=tmp_path)))
    answer = client.get("/search", headers=BROWSER)
    assert answer.status_code == 503
    assert "Search does not work now" in answer.text
    tree = LexborHTMLParser(answer.text)
    assert "blueprints ingest FOLDER" in words(tree, "main code")
    assert "Try again later." in tree.css_first("main").text()
    assert not tree.css("main form")  # it would not find anything either
