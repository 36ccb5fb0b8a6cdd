"""Past the caps of the engines: more Blueprints, more buckets, the last page."""

import secrets

import pytest

from indexer.cluster.engine import ClusterEngine
from indexer.cluster.writer import ClusterWriter, body_of
from indexer.embedded.engine import EmbeddedEngine
from indexer.embedded.writer import EmbeddedWriter
from indexer.engine import Ask, Bucket, Entry, Part
from indexer.query import EngineUnavailableError
from indexer.tree import All, Key

PARENTS, VALUES = 3_001, 23  # 69,023 pairs: tantivy allows 65,000 buckets in a call
COUNT = 12_004
PART = Part("artefacts", ["title"], ["value"])


@pytest.fixture(scope="module", params=["tantivy", "one shard", "three shards"])
def engine(request, tmp_path_factory):
    if request.param == "tantivy":
        folder = tmp_path_factory.mktemp("caps") / "index"
        filled(EmbeddedWriter(folder, PART))
        yield EmbeddedEngine({"artefacts": folder})
        return
    connection = request.getfixturevalue("connection")
    index = f"contract-{secrets.token_hex(6)}"
    shards = 3 if request.param == "three shards" else 1
    filled(ClusterWriter(connection, index, body_of(PART, shards)))
    yield ClusterEngine(connection, {"artefacts": index})
    connection.client.indices.delete(index=index)


def filled(writer):
    values = {"value": [f"v{i}" for i in range(VALUES)]}
    for i in range(COUNT):
        words = {"title": "ward"}
        id_ = f"d{i:05}"
        card = f'{{"id":"{id_}"}}'
        writer.add(
            Entry(id_, id_, f"b{i % PARENTS}", words, values, None, id_, i, card, "{}")
        )
    assert writer.finish() == COUNT


def test_both_counts_are_exact(engine):
    ask = Ask("artefacts", All(), count=("value",), parents=True)
    (found,) = engine.answer([ask])
    assert (found.total, found.parents) == (COUNT, PARENTS)
    whole = {f"v{i}": Bucket(COUNT, PARENTS) for i in range(VALUES)}
    assert found.counts["value"] == whole


@pytest.mark.parametrize("sort", ["relevance", "title"])
def test_the_last_page_ends_at_ten_thousand(engine, sort):
    tree = Key("value", ("v1",))
    (found,) = engine.answer(
        [Ask("artefacts", tree, sort=sort, offset=9_990, limit=10)]
    )
    assert [r.stored["id"] for r in found.rows] == [
        f"d{i:05}" for i in range(9_990, 10_000)
    ]


def test_a_library_too_large_for_one_segment_is_told_what_to_do(tmp_path, monkeypatch):
    least = 15 * 2**20  # that may be given
    monkeypatch.setattr("indexer.embedded.writer.HEAP", least)
    writer = EmbeddedWriter(tmp_path / "index", PART)
    for i in range(30):
        id_, many = f"d{i:05}", range(i * 20_000, (i + 1) * 20_000)
        words = {"title": " ".join(f"w{n}" for n in many)}
        writer.add(Entry(id_, id_, "b", words, {}, None, id_, i, "{}", "{}"))
    with pytest.raises(EngineUnavailableError, match="BLUEPRINTS_OPENSEARCH_URL"):
        writer.finish()
