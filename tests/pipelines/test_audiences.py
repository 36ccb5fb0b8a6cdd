"""From what people write of an audience to what everyone finds."""

import pytest

from indexer.index import open_index
from indexer.query import Query
from mappings.load import load_mappings
from pipelines.ingest import ingest
from pipelines.progress import Notice
from settings import Settings


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path / "data", workers=1)


@pytest.fixture
def library(tmp_path):
    """Two Blueprints; the table says that one of them is for members."""
    root = tmp_path / "library"
    for folder, word in (("Clinic", "bittern"), ("Ward", "goshawk")):
        (root / folder).mkdir(parents=True)
        (root / folder / "plan.txt").write_text(f"A plan that names a {word}.")
    (root / "catalogue.csv").write_text("Folder,Audience\nWard,members\nClinic,\n")
    return root


def found(settings, words, *audience):
    index = open_index(settings.data / "index", load_mappings(None))
    query = Query(text=words, audience=("everyone", *audience))
    return index.search(query).total.artefacts


def test_a_closed_folder_that_is_renamed_stays_closed(settings, library):
    ingest(settings, str(library))
    assert (found(settings, "goshawk"), found(settings, "goshawk", "members")) == (0, 1)
    (library / "Ward").rename(library / "New ward")
    events = []
    ingest(settings, str(library), events.append)
    assert (found(settings, "goshawk"), found(settings, "bittern")) == (0, 1)
    (notice,) = (e.text for e in events if isinstance(e, Notice))
    assert notice.startswith("1 of 2 Blueprints, 'New ward' among them, are for nobody")
    (library / "catalogue.csv").write_text("Folder,Audience\nNew ward,members\n")
    ingest(settings, str(library))
    assert (found(settings, "goshawk"), found(settings, "goshawk", "members")) == (0, 1)
