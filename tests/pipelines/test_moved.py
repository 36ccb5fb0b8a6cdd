"""A data folder, a record store, a library that lie elsewhere than they did."""

import shutil

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from pipelines.ingest import ingest, rebuild
from tests.pipelines.runs import pack

WORDS = b"The goshawk is packed."


@pytest.fixture
def library(tmp_path):
    root = tmp_path / "library"
    (root / "ward").mkdir(parents=True)
    pack(root / "ward/pack.zip", note_txt=WORDS)
    return root


def downloaded(settings):
    """The bytes of the one file that a search finds, as the server sends them."""
    client = TestClient(create_app(settings))
    found = client.get("/api/v1/artefacts", params={"q": "goshawk"}).json()
    [hit] = found["results"]
    return client.get(f"/api/v1/artefacts/{hit['id']}/file").content


def test_what_is_inside_a_file_is_found_where_the_data_folder_is_now(
    settings, library, tmp_path
):
    ingest(settings, str(library))
    shutil.move(settings.data, tmp_path / "restored")
    moved = settings.model_copy(update={"data": tmp_path / "restored"})
    assert downloaded(moved) == WORDS
    rebuild(moved)
    assert downloaded(moved) == WORDS


def test_and_where_this_host_has_the_record_store(settings, library, tmp_path):
    one = settings.model_copy(update={"records": str(tmp_path / "mnt" / "records")})
    ingest(one, str(library))
    shutil.move(tmp_path / "mnt", tmp_path / "srv")
    other = f"file://{tmp_path / 'srv' / 'records'}"
    assert downloaded(one.model_copy(update={"records": other})) == WORDS
