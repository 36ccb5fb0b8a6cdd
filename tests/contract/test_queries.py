"""Whole queries: both engines give the same answer over the same library."""

import random
from dataclasses import replace

import pytest

from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from indexer.query import MISSING, Query, QueryError, Selection
from tests.contract.library import documents, query, smaller
from tests.indexer.library import MAPPINGS, artefact, blueprint

QUERIES = 200
EXPLAINED = 40
SEED = 7


def indexed(place):
    activate(place, build(place, documents(SEED), MAPPINGS, {}))
    return Index(place, MAPPINGS)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    return indexed(Folder(tmp_path_factory.mktemp("contract")))


@pytest.fixture(scope="module", params=[1, 3], ids=["one shard", "three shards"])
def cluster(request, clusters):
    return indexed(clusters(request.param))


def test_random_queries_are_answered_alike(embedded, cluster):
    rng = random.Random(SEED)
    for _ in range(QUERIES):
        question = query(rng)
        if answer(embedded, question) != answer(cluster, question):
            least = smallest(question, embedded, cluster)
            assert answer(cluster, least) == answer(embedded, least), least


def test_scores_are_explained_alike(embedded, cluster):
    rng = random.Random(SEED + 1)
    for _ in range(EXPLAINED):
        asked = replace(query(rng), sort="relevance", explain=True, facets=())
        here, there = (
            {h.id: h for h in i.search(asked).hits} for i in (embedded, cluster)
        )
        assert here.keys() == there.keys()
        for id_, hit in there.items():
            parts = [p.score for p in hit.explanation]
            assert sum(parts) == pytest.approx(hit.score, abs=1e-3), asked
            assert parts == pytest.approx(
                [p.score for p in here[id_].explanation], abs=1e-3
            ), asked


AT_MOST = {  # 225 times four fields, or fewer times their other names
    "either": " OR ".join(["harrowton", *(f"w{i}" for i in range(224))]),
    "without": "-training " + " ".join(f"-w{i}" for i in range(224)),
    "beginnings": " ".join(f"{a}{b}*" for a in "wnst" for b in "aeiourtw"),
    "words with other names": "EPR " + " ".join(f"EHR w{i}" for i in range(180)),
}


@pytest.mark.parametrize("view", ["artefacts", "blueprints"])
@pytest.mark.parametrize("kind", AT_MOST)
def test_as_much_as_may_be_asked_is_answered_alike(embedded, cluster, kind, view):
    chosen = (Selection("technology", ("epr", MISSING)), Selection("care_setting"))
    asked = Query(view, AT_MOST[kind], chosen, explain=True)
    assert answer(embedded, asked) == answer(cluster, asked)


def test_more_is_refused_alike(embedded, cluster):
    for index in (embedded, cluster):
        with pytest.raises(QueryError, match=r"904 look-ups.* 900 are the most"):
            index.search(Query(text=AT_MOST["either"] + " OR nurse"))


def smallest(question, one, other):
    """The smallest question found that is still answered differently."""
    for less in smaller(question):
        if answer(one, less) != answer(other, less):
            return smallest(less, one, other)
    return question


def answer(index, question):
    """An answer without what may differ: the generation, the last digits of scores."""
    found = index.search(question)
    return (
        found.total,
        [(h.id, f"{h.score:.4g}", h.title, inside(h)) for h in found.hits],
        found.facets,
        found.expansions,
        found.notices,
        found.suggestion,
        found.named,
    )


def inside(hit):
    artefacts = [(a.id, a.title, a.passages) for a in hit.artefacts]
    return hit.matching_artefacts, artefacts, hit.passages


def test_the_other_questions_are_answered_alike(embedded, cluster):
    for id_ in ("b0001", "b0017", "b0039"):
        assert opened(embedded, id_) == opened(cluster, id_)


def opened(index, id_):
    return (
        index.open("blueprint", id_),
        index.artefacts_of(id_),
        index.segment(f"{id_}-a0", 0),
        index.segments_matching(f"{id_}-a0", "ward training"),
        index.facet(Query(), "blueprint"),
        [(s.hit.id, s.terms, s.values) for s in index.similar(id_)],
    )


APART = (  # words asked for together, which stand in different files
    "shared care record",
    '("care rota") OR (shared record)',
    "(take record) OR nowhere",
)


@pytest.mark.parametrize("text", APART)
def test_words_that_belong_together_are_shown_where_each_stands(
    clusters, tmp_path, text
):
    files = [
        artefact("a1", "b1", "Plan", ["A shared theatre.", "All take care."]),
        artefact("a2", "b1", "Notes", ["The record of the record of a theatre."]),
        artefact("a3", "b1", "Rota", ["Nothing of it here."]),
    ]
    for place in (Folder(tmp_path), clusters()):
        library = [*files, blueprint("b1", "Theatres", files)]
        activate(place, build(place, library, MAPPINGS, {}))
        (hit,) = Index(place, MAPPINGS).search(Query(text=text)).hits
        assert {a.id for a in hit.artefacts} == {"a1", "a2"}
        assert all(a.passages for a in hit.artefacts)
