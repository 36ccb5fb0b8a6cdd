import pytest
from starlette.testclient import TestClient

from api.app import app_over
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from tests.api.library import MAPPINGS, documents

HEADER = "X-Blueprints-Audience"


@pytest.fixture(scope="session")
def index(tmp_path_factory):
    folder, files = tmp_path_factory.mktemp("index"), tmp_path_factory.mktemp("files")
    place = Folder(folder)
    activate(place, build(place, documents(files), MAPPINGS, {"library": "demo"}))
    return Index(place, MAPPINGS)


@pytest.fixture(scope="session")
def client(index):
    """Asks an open installation, without sign-in."""
    with TestClient(app_over(index)) as client:
        yield client


@pytest.fixture(scope="session")
def finance(index):
    """Asks through a proxy that says the asker belongs to `finance`."""
    app = app_over(index, HEADER)
    with TestClient(app, headers={HEADER: "finance"}) as client:
        yield client


@pytest.fixture
def get(client):
    """The JSON at an address below /api/v1 that must answer 200."""

    def got(address):
        answer = client.get(f"/api/v1{address}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    return got


@pytest.fixture
def problem(client):
    """The problem at an address, checked for its shape."""

    def got(address, status, method="GET"):
        answer = client.request(method, address)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        told = answer.json()
        assert told["status"] == status
        assert told["request_id"] == answer.headers["x-request-id"]
        return told

    return got
