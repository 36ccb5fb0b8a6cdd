import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from api.app import app_over
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from tests.api.library import MAPPINGS

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def words(tree, css):
    """The text of each element, with single spaces."""
    return [" ".join(n.text().split()) for n in tree.css(css)]


@pytest.fixture
def page(client):
    """The page at an address, parsed; its status must be this one."""

    def got(address, status=200):
        answer = client.get(address, headers=BROWSER, follow_redirects=False)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return LexborHTMLParser(answer.text)

    return got


@pytest.fixture
def library(tmp_path):
    """Asks a library of these documents alone."""

    def made(documents):
        place = Folder(tmp_path)
        activate(place, build(place, documents, MAPPINGS, {}))
        return TestClient(app_over(Index(place, MAPPINGS)))

    return made


@pytest.fixture
def page_of(library):
    """The page at an address of a library of these documents alone, parsed."""

    def got(documents, address):
        html = library(documents).get(address, headers=BROWSER).text
        return LexborHTMLParser(html)

    return got
