"""Every engine answers like the oracle: totals, both counts, order, scores."""

import random

import pytest

from indexer.embedded import Embedded
from tests.contract.corpus import KEYS, TEXTS, ask, entries
from tests.contract.oracle import Oracle

SEEDS = range(6)
ASKS = 100


@pytest.fixture(scope="session")
def corpora(tmp_path_factory):
    made = {}
    for seed in SEEDS:
        place = str(tmp_path_factory.mktemp("contract") / "artefacts")
        corpus = entries(seed)
        writer = Embedded().writer(place, TEXTS, KEYS)
        for entry in corpus:
            writer.add(entry)
        assert writer.finish() == len(corpus)
        made[seed] = Oracle(corpus), Embedded().open({"artefacts": place})
    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_random_asks_are_answered_as_by_brute_force(corpora, seed):
    oracle, engine = corpora[seed]
    rng = random.Random(seed)
    for _ in range(ASKS):
        one = ask(rng)
        total, parents, order, counts = oracle.answer(one)
        found = engine.answer([one])[0]
        assert found.total == total, one
        if one.parents:
            assert found.parents == parents, one
        for field in one.count:
            got = {
                v: (b.documents, b.parents if one.parents else counts[field][v][1])
                for v, b in found.counts[field].items()
            }
            assert got == counts[field], one
        same_order(found.rows, order[one.offset : one.offset + one.limit], one)


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
