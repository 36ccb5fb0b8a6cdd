"""What runs over whole libraries are made with."""

import shutil
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def mappings(tmp_path_factory):
    """The product's mappings with three terms of each taxonomy: soon loaded."""
    folder = tmp_path_factory.mktemp("mappings")
    shutil.copytree(ROOT / "mappings", folder, dirs_exist_ok=True)
    for path in folder.glob("taxonomies/*.yaml"):
        written = yaml.safe_load(path.read_text("utf-8"))
        for term in written["terms"]:
            term.pop("parent", None)
        written["terms"] = written["terms"][:3]
        written.pop("parents", None)
        path.write_text(yaml.safe_dump(written), "utf-8")
    return folder
