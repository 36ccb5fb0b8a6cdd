"""Generations on a real cluster: switched, rolled back, refused, and what is said."""

import re
import threading
from dataclasses import replace

import pytest
from opensearchpy.exceptions import AuthenticationException, TransportError

from indexer.cluster.connection import Access, Connection
from indexer.cluster.generations import Cluster
from indexer.cluster.writer import ClusterWriter, body_of
from indexer.engine import Entry
from indexer.generations import activate, build, pointed, read_manifest, rollback
from indexer.index import open_index
from indexer.query import (
    EngineUnavailableError,
    IndexDamagedError,
    IndexMissingError,
    Query,
)
from tests.indexer.library import MAPPINGS, documents
from tests.services.servers import free_port


@pytest.fixture
def cluster(clusters):
    return clusters()


def blueprints(index):
    return index.search(Query(facets=())).total.blueprints


def test_a_new_generation_is_seen_and_can_be_rolled_back(cluster):
    index = open_index(cluster, MAPPINGS)
    with pytest.raises(IndexMissingError, match="blueprints ingest"):
        index.search(Query())
    first = build(cluster, documents(), MAPPINGS, {})
    assert pointed(cluster) is None
    activate(cluster, first)
    assert blueprints(index) == 3
    second = build(cluster, documents()[:3], MAPPINGS, {})
    activate(cluster, second)
    assert blueprints(index) == 1
    assert rollback(cluster) == first
    assert blueprints(index) == 3
    third = build(cluster, documents(), MAPPINGS, {})
    activate(cluster, third)
    assert pointed(cluster, "previous") == first
    assert cluster.names() == sorted([first, third])


def test_searches_go_on_while_generations_are_switched(cluster):
    activate(cluster, build(cluster, documents(), MAPPINGS, {}))
    index, stop, failed = open_index(cluster, MAPPINGS), threading.Event(), []

    def ask():
        while not stop.is_set():
            try:
                assert blueprints(index) in (1, 3)
            except Exception as error:  # noqa: BLE001 (counted below)
                failed.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    for some in (documents()[:3], documents()):
        activate(cluster, build(cluster, some, MAPPINGS, {}))
    rollback(cluster)
    stop.set()
    asking.join()
    assert failed == []


def test_a_failed_build_leaves_nothing_behind(cluster):
    some = documents()
    with pytest.raises(KeyError):
        build(cluster, [d for d in some if d.kind == "artefact"], MAPPINGS, {})
    assert cluster.names() == []


def test_a_document_that_is_refused_is_named_and_the_rest_goes_in(cluster):
    some = documents()
    at = next(i for i, d in enumerate(some) if d.kind == "artefact")
    some[at] = replace(
        some[at], values={**some[at].values, "technology": ("x" * 40_000,)}
    )
    name = build(cluster, some, MAPPINGS, {})
    (refused,) = read_manifest(cluster, name)["refused"]
    assert refused["document"] == some[at].id
    assert "immense term" in refused["reason"]
    assert read_manifest(cluster, name)["counts"]["artefacts"] == 4


def test_a_generation_of_another_analyser_or_schema_is_refused(cluster, connection):
    name = build(cluster, documents(), MAPPINGS, {})
    activate(cluster, name)
    index, id_ = cluster._index(name, "files"), "manifest"
    kept = connection.client.get(index=index, id=id_)["_source"]
    for key, value, said in (
        (
            "fields",
            {**kept["manifest"]["fields"], "technology": "words"},
            "'technology'",
        ),
        ("analyser", "0", "analyser '0'"),
    ):
        changed = {**kept, "manifest": {**kept["manifest"], key: value}}
        connection.client.index(index=index, id=id_, body=changed)
        with pytest.raises(IndexDamagedError, match=f"{said}.*blueprints rebuild"):
            open_index(cluster, MAPPINGS).search(Query())


def test_read_only_indexes_are_told_as_a_full_disk(cluster, connection):
    index = f"{cluster._prefix}-g1-a1-x-artefacts"
    writer = ClusterWriter(connection, index, body_of(["title"], [], 1))
    block = {"index.blocks.read_only_allow_delete": True}
    connection.client.indices.put_settings(index=index, body=block)
    writer.add(Entry("a", 0, 0, {"title": "_"}, {}, None, 0, "{}", "{}"))
    with pytest.raises(EngineUnavailableError, match=r"disks.*full"):
        writer.finish()


def test_a_server_that_is_gone_is_told():
    port = free_port()
    gone = Cluster(Connection(Access((f"http://127.0.0.1:{port}",))))
    with pytest.raises(EngineUnavailableError, match=f"127.0.0.1:{port} does not"):
        open_index(gone, MAPPINGS).search(Query())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (AuthenticationException(401, "", {}), "refused the password.*'reader'"),
        (
            TransportError(
                403,
                "",
                {
                    "error": {
                        "type": "security_exception",
                        "reason": "no permissions for [indices:data/read/msearch]",
                    }
                },
            ),
            "no permissions.*403",
        ),
        (
            TransportError(
                403,
                "",
                {
                    "error": {
                        "type": "index_create_block_exception",
                        "reason": "blocked by: [FORBIDDEN/10]",
                    }
                },
            ),
            "disks",
        ),
    ],
)
def test_what_the_security_plugin_answers_is_told(error, said):
    asked = Connection(Access(("https://os1:9200",), "reader", "secret"))
    assert re.search(said, asked.sentence(error))
    assert "secret" not in asked.sentence(error)
