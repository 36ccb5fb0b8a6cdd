"""Generations on a real cluster: switched, rolled back, refused, and what is said."""

import threading
from dataclasses import replace

import pytest

from indexer.build import build
from indexer.cluster.generations import Cluster
from indexer.engine import CURRENT, PREVIOUS
from indexer.generations import activate, read_manifest, rollback
from indexer.index import Index
from indexer.query import (
    IndexDamagedError,
    IndexMissingError,
    Query,
)
from tests.indexer.library import MAPPINGS, documents


@pytest.fixture
def cluster(clusters):
    return clusters()


def blueprints(index):
    return index.search(Query(facets=())).total.blueprints


def test_a_new_generation_is_seen_and_can_be_rolled_back(cluster):
    index = Index(cluster, MAPPINGS)
    with pytest.raises(IndexMissingError, match="blueprints ingest"):
        index.search(Query())
    first = build(cluster, documents(), MAPPINGS, {})
    assert cluster.pointed(CURRENT) is None
    activate(cluster, first)
    assert blueprints(index) == 3
    second = build(cluster, documents()[:3], MAPPINGS, {})
    activate(cluster, second)
    assert blueprints(index) == 1
    assert rollback(cluster) == first
    assert blueprints(index) == 3
    third = build(cluster, documents(), MAPPINGS, {})
    activate(cluster, third)
    assert cluster.pointed(PREVIOUS) == first
    assert cluster.names() == sorted([first, third])


def test_a_prefix_that_begins_with_another_keeps_its_generations(cluster, connection):
    other = Cluster(connection, f"{cluster._prefix}-gp")
    live = build(other, documents(), MAPPINGS, {})
    activate(other, live)
    for _ in range(3):
        activate(cluster, build(cluster, documents()[:3], MAPPINGS, {}))
    assert (len(cluster.names()), other.names()) == (2, [live])
    assert blueprints(Index(other, MAPPINGS)) == 3


def test_searches_go_on_while_generations_are_switched(cluster):
    activate(cluster, build(cluster, documents(), MAPPINGS, {}))
    index, stop, seen = Index(cluster, MAPPINGS), threading.Event(), []

    def ask():
        while not stop.is_set():
            try:
                seen.append(blueprints(index))
            except Exception as error:  # noqa: BLE001 (looked at below)
                seen.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for some in (documents()[:3], documents()):
            activate(cluster, build(cluster, some, MAPPINGS, {}))
        rollback(cluster)
    finally:
        stop.set()
        asking.join()
    assert seen
    assert set(seen) <= {1, 3}


def test_a_failed_build_leaves_nothing_behind(cluster):
    with pytest.raises(AttributeError):
        build(cluster, broken(), MAPPINGS, {})
    assert cluster.names() == []
    activate(cluster, build(cluster, documents(), MAPPINGS, {}))
    with pytest.raises(AttributeError):
        build(cluster, broken(), MAPPINGS, {})
    assert cluster.names() == [cluster.pointed(CURRENT)]


def broken():
    """Documents of which the last passage cannot be written."""
    *some, last = [d for d in documents() if d.passages]
    *pages, page = last.passages
    return [*some, replace(last, passages=(*pages, replace(page, text=None)))]


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
            Index(cluster, MAPPINGS).search(Query())
