"""The production path over a real library: the same answers as on one machine."""

import secrets

import pytest

from demo.write import write_library
from indexer.engines import generations_of
from indexer.index import Index
from indexer.query import MISSING, Query, Selection
from mappings.load import load_mappings
from pipelines.ingest import ingest
from settings import Settings
from tests.contract.test_queries import answer

BLUEPRINTS = 6
TEXTS = (
    "",
    "discharge summary",
    "EPR",
    "electronic patient record",
    '"lessons learned"',
    "RPA robot -training",
    "digital OR library",
    "title:plan",
    "train*",
    "trainng",
    "DCB0160 safety case",
    "patient flow A&E",
    "how do I print less",
    "wordthatisnowhere",
)
VIEWS = ("blueprints", "artefacts")


@pytest.fixture(scope="module")
def mappings():
    return load_mappings()


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demonstration") / "library"
    for _ in write_library(folder, 1, BLUEPRINTS):
        pass
    return folder


def ingested(settings, library, mappings):
    totals = ingest(settings, str(library))
    return totals, Index(generations_of(settings), mappings)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("embedded")


@pytest.fixture(scope="module")
def embedded(library, mappings, data):
    return ingested(Settings(data=data), library, mappings)


@pytest.fixture(scope="module")
def cluster(embedded, data, library, mappings, opensearch_url, connection):
    """The same data folder from the day that its settings name a cluster."""
    assert embedded[0].parsed
    prefix = f"contract-{secrets.token_hex(4)}"
    settings = Settings(
        data=data, opensearch_url=opensearch_url, opensearch_prefix=prefix
    )
    yield ingested(settings, library, mappings)
    connection.client.indices.delete(index=f"{prefix}-*")


def test_the_same_goes_in_without_reading_a_file_again(embedded, cluster):
    counts = ("found", "indexed", "partial", "failed", "skipped")
    one, other = ([getattr(t, c) for c in counts] for t, _ in (embedded, cluster))
    assert one == other
    assert cluster[0].built
    assert cluster[0].parsed == 0
    assert embedded[1].manifest["counts"] == cluster[1].manifest["counts"]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_answered_alike(embedded, cluster, view, text):
    for sort in ("relevance", "title"):
        question = Query(view, text, sort=sort)
        assert answer(embedded[1], question) == answer(cluster[1], question)


@pytest.mark.parametrize("view", VIEWS)
def test_every_facet_selects_alike(embedded, cluster, view):
    for facet in embedded[1].search(Query(view)).facets:
        values = [v.value for v in facet.values[:2]]
        selection = Selection(facet.field, (MISSING, *values[:1]), tuple(values[1:]))
        question = Query(view, "digital", (selection,))
        assert answer(embedded[1], question) == answer(cluster[1], question)


def test_every_document_opens_alike(embedded, cluster):
    one, other = embedded[1], cluster[1]
    found = one.search(Query(size=BLUEPRINTS, facets=())).hits
    assert found
    for hit in found:
        assert one.open("blueprint", hit.id) == other.open("blueprint", hit.id)
        assert one.artefacts_of(hit.id) == other.artefacts_of(hit.id)
