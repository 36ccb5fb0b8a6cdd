import pytest

from indexer.generations import activate, build
from indexer.index import open_index
from tests.indexer.library import MAPPINGS, documents


@pytest.fixture(scope="session")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    activate(folder, build(folder, documents(), MAPPINGS, {}))
    return open_index(folder, MAPPINGS)
