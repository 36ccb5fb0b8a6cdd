"""Every engine answers like the oracle: totals, both counts, order, scores."""

import random
import secrets
from functools import cache

import pytest

from indexer.cluster.engine import ClusterEngine
from indexer.cluster.writer import ClusterWriter, body_of
from indexer.embedded.engine import EmbeddedEngine
from indexer.embedded.writer import EmbeddedWriter
from tests.contract.corpus import PART, ask, entries
from tests.contract.oracle import Oracle

SEEDS = range(6)
ASKS = 250


@pytest.fixture(scope="session")
def oracles():
    return {seed: Oracle(entries(seed)) for seed in SEEDS}


@pytest.fixture(scope="session", params=["tantivy", "opensearch", "three shards"])
def engines(request, oracles, tmp_path_factory):
    """By seed, an engine that holds the oracle's entries."""
    if request.param == "tantivy":
        folder = tmp_path_factory.mktemp("contract")
        yield {s: embedded(o, folder / str(s)) for s, o in oracles.items()}
        return
    connection = request.getfixturevalue("connection")
    shards = 3 if request.param == "three shards" else 1
    prefix = f"contract-{secrets.token_hex(6)}"
    yield {
        s: cluster(o, connection, f"{prefix}-{s}", shards) for s, o in oracles.items()
    }
    connection.client.indices.delete(index=f"{prefix}-*")


def embedded(oracle, folder):
    fill(EmbeddedWriter(folder, PART), oracle)
    return EmbeddedEngine({"artefacts": folder})


def cluster(oracle, connection, name, shards):
    fill(ClusterWriter(connection, name, body_of(PART, shards)), oracle)
    return ClusterEngine(connection, {"artefacts": name})


def fill(writer, oracle):
    for entry in oracle.entries:
        writer.add(entry)
    assert writer.finish() == len(oracle.entries)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_asks_are_answered_as_by_brute_force(engines, oracles, seed):
    oracle, engine = oracles[seed], engines[seed]
    asks, answers = expected(oracle, seed)
    for one, found, right in zip(asks, engine.answer(asks), answers, strict=True):
        total, parents, order, counts = right
        assert found.total == total, one
        if one.parents:
            assert found.parents == parents, one
        for field in one.count:
            got = {
                v: (b.documents, b.parents if one.parents else counts[field][v][1])
                for v, b in found.counts[field].items()
            }
            assert got == counts[field], one
        if one.each:
            same_groups(found.rows, order, oracle, one)
        else:
            same_order(found.rows, order[one.offset : one.offset + one.limit], one)


@cache
def expected(oracle, seed):
    """The asks of a seed with their answers, once for all engines."""
    rng = random.Random(seed)
    asks = [ask(rng) for _ in range(ASKS)]
    return asks, [oracle.answer(one) for one in asks]


def same_groups(rows, order, oracle, one):
    owner = {entry.id: entry.parent for entry in oracle.entries}
    parents = {owner[id_] for id_, _ in order}
    assert {owner[row.stored["id"]] for row in rows} == parents, one
    for parent in parents:
        wanted = [found for found in order if owner[found[0]] == parent]
        own = [row for row in rows if owner[row.stored["id"]] == parent]
        same_order(own, wanted[: one.each], one)


def same_order(rows, expected, one):
    if one.sort != "relevance":
        assert [r.stored["id"] for r in rows] == [i for i, _ in expected], one
        return
    assert [r.score for r in rows] == pytest.approx(
        [s for _, s in expected], rel=1e-4, abs=1e-5
    ), one
    for row, (id_, score) in zip(rows, expected, strict=True):
        near = [s for i, s in expected if i != id_ and abs(s - score) <= 2e-5 * score]
        assert row.stored["id"] == id_ or near, one
