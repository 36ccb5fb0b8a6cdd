"""The demonstration library, ingested once, and its answers from either engine; the
real documents, ingested once, where they are at hand.
"""

import os
import secrets
from pathlib import Path

import pytest

from demo.__main__ import main as make_library
from indexer.engines import generations_of
from indexer.index import Index
from mappings.load import load_mappings
from pipelines.evaluate.runs import asked
from pipelines.ingest import ingest, rebuild
from settings import Settings
from tests.relevance.domain import questions
from tests.relevance.floors import FLOORS
from tests.services.provider import used

DOCUMENTS = "BLUEPRINTS_TEST_DOCUMENTS"  # the folder that real.tsv, passages.tsv judge


@pytest.fixture(scope="session")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("relevance") / "library"
    make_library([str(folder), "--count", str(FLOORS["blueprints"])])
    return folder


@pytest.fixture(scope="session")
def judged(library):
    return questions(library)


@pytest.fixture(scope="session")
def embedded(library, tmp_path_factory):
    settings = Settings(data=tmp_path_factory.mktemp("relevance-data"))
    ingest(settings, str(library))
    return settings


@pytest.fixture(scope="session")
def index(embedded):
    return Index(generations_of(embedded), load_mappings())


@pytest.fixture(scope="session")
def cluster(embedded, opensearch_url):
    prefix = f"relevance-{secrets.token_hex(4)}"
    there = {"opensearch_url": opensearch_url, "opensearch_prefix": prefix}
    settings = embedded.model_copy(update=there)
    rebuild(settings)
    place = generations_of(settings)
    yield Index(place, load_mappings())
    for name in place.names():
        place.discard(name)


@pytest.fixture(scope="session")
def run(index, judged):
    return asked(index, judged, FLOORS["depth"])


@pytest.fixture(scope="session")
def documents():
    """The folder of the real documents; the end of a run tells where there is none."""
    folder = os.environ.get(DOCUMENTS)
    if not folder:
        used["real documents"] = f"not asked about, {DOCUMENTS} is not set"
        pytest.skip(used["real documents"])
    return Path(folder)


@pytest.fixture(scope="session")
def real(documents, tmp_path_factory):
    settings = Settings(data=tmp_path_factory.mktemp("real-data"))
    ingest(settings, str(documents))
    return Index(generations_of(settings), load_mappings())
