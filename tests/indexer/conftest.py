import pytest

from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from tests.indexer.library import MAPPINGS, documents


@pytest.fixture(scope="session")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    place = Folder(folder)
    activate(place, build(place, documents(), MAPPINGS, {}))
    return Index(place, MAPPINGS)
