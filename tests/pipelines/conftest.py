"""What runs over whole libraries are made with."""

import fsspec
import pytest

from pipelines.storage.objects import Objects
from settings import Settings
from tests.pipelines.runs import few_terms, put


@pytest.fixture(scope="session")
def mappings(tmp_path_factory):
    return few_terms(tmp_path_factory.mktemp("mappings"))


@pytest.fixture
def settings(tmp_path, mappings):
    return Settings(data=tmp_path / "data", mappings=mappings, workers=1)


@pytest.fixture
def library(tmp_path):
    root = tmp_path / "library"
    put(root, "ward/plan.txt", "The ward plan names a goshawk.")
    put(root, "ward/annex/costs.csv", "item,cost\nscanner,12\n")
    put(root, "clinic/notes.txt", "Clinic notes about an ospreylike bird.")
    return root


@pytest.fixture(params=["folder", "memory"])
def objects(request, tmp_path):
    if request.param == "folder":
        yield Objects(str(tmp_path / "some"))
    else:
        yield Objects("memory://some/")
        fsspec.filesystem("memory").store.clear()
