import json

import pytest

from demo.truth import NAME
from demo.write import write_library

SEED, COUNT = 58, 6


@pytest.fixture(scope="package")
def small(tmp_path_factory):
    """The folder of a library of a few Blueprints."""
    folder = tmp_path_factory.mktemp("demo") / "library"
    assert len(list(write_library(folder, SEED, COUNT, processes=2))) == COUNT
    return folder


@pytest.fixture(scope="package")
def truth(small):
    return json.loads((small / NAME).read_text("utf-8"))


@pytest.fixture(scope="package")
def files(small, truth):
    """Each file on disk with what is true of it."""
    return [
        (small / blueprint["folder"] / file["path"], file)
        for blueprint in truth["blueprints"]
        for file in blueprint["files"]
        if "!/" not in file["path"]
    ]
