"""A generation made from the one before: the same answers as one made anew."""

import random
from dataclasses import replace

import pytest

from indexer.build import build
from indexer.cluster import writer
from indexer.engine import COLLECTIONS, CURRENT, Part
from indexer.generations import activate, read_manifest
from indexer.index import Index
from indexer.query import Query
from tests.contract.library import documents, query
from tests.contract.test_queries import answer, opened
from tests.indexer.library import MAPPINGS

SEED = 11
QUERIES = 60
GONE, CHANGED, ADDED = "b0003", "b0009-a0", "b0005"  # ADDED is not there at first


@pytest.fixture(scope="module")
def after():
    """A Blueprint gone, a file changed, a Blueprint before others added."""
    return [changed(d) for d in documents(SEED) if d.blueprint != GONE]


@pytest.fixture(scope="module")
def before():
    return [d for d in documents(SEED) if d.blueprint != ADDED]


def changed(document):
    if document.id != CHANGED:
        return document
    text = {**document.text, "title": "Aardvark cutover", "body": "harrowton rollout"}
    pages = tuple(replace(p, text="harrowton rollout") for p in document.passages[:1])
    return replace(document, title=text["title"], text=text, passages=pages)


@pytest.fixture(scope="module", params=[1, 3], ids=["one shard", "three shards"])
def both(request, clusters, before, after):
    """The same documents in a generation made by increments, and in one made anew."""
    grown, anew = clusters(request.param), clusters(request.param)
    for some in (before, after):
        activate(grown, build(grown, some, MAPPINGS, {}))
    activate(anew, build(anew, after, MAPPINGS, {}))
    return grown, anew


def test_every_answer_is_that_of_a_full_build(both):
    grown, anew = (Index(place, MAPPINGS) for place in both)
    rng = random.Random(SEED)
    for _ in range(QUERIES):
        asked = query(rng)
        assert answer(grown, asked) == answer(anew, asked), asked
    for id_ in (CHANGED.partition("-")[0], ADDED):
        assert opened(grown, id_) == opened(anew, id_)
    assert grown.open("blueprint", GONE) is None


def test_every_score_is_that_of_a_full_build(both):
    grown, anew = (Index(place, MAPPINGS) for place in both)
    for view in ("artefacts", "blueprints"):
        for text in ("ward nurse", "harrowton rollout", "discharge summary", "EPR"):
            one, other = (
                [(h.id, f"{h.score:.5g}") for h in index.search(asked).hits]
                for index in (grown, anew)
                for asked in [Query(view, text, size=100, facets=())]
            )
            assert one == other
            assert one


def test_only_what_differs_was_written(both, connection):
    grown, anew = both
    written = {}
    for place in both:
        indexes = [place._index(place.pointed(CURRENT), c) for c in COLLECTIONS]
        told = connection.client.indices.stats(index=indexes, metric="indexing")
        written[place] = told["_all"]["primaries"]["indexing"]["index_total"]
    assert (
        read_manifest(grown, grown.pointed(CURRENT))["counts"]
        == (read_manifest(anew, anew.pointed(CURRENT))["counts"])
    )
    assert written[grown] < written[anew] / 2


def test_a_fresh_build_takes_nothing_over(clusters, before, connection):
    place = clusters()
    for fresh in (False, True):
        activate(place, build(place, before, MAPPINGS, {}, fresh=fresh))
    index = place._index(place.pointed(CURRENT), "passages")
    settings = connection.client.indices.get_settings(index=index)[index]["settings"]
    assert "resize" not in settings["index"]


class Patience:
    """No merge helps in the first index that is filled; in the next ones it does."""

    def __init__(self):
        self.times = iter([(), (0,), (0,), (0,)])

    def __iter__(self):
        return iter(next(self.times))


def test_all_is_written_anew_where_deleted_documents_stay(
    clusters, before, after, connection, monkeypatch
):
    place = clusters()
    activate(place, build(place, before, MAPPINGS, {}))
    monkeypatch.setattr(writer, "LEASES", Patience())
    activate(place, build(place, after, MAPPINGS, {}))
    index = place._index(place.pointed(CURRENT), "artefacts")
    settings = connection.client.indices.get_settings(index=index)[index]["settings"]
    assert "resize" not in settings["index"]
    assert Index(place, MAPPINGS).open("blueprint", GONE) is None
    assert len(place.names()) == 2


def test_documents_of_another_layout_are_written_anew(clusters, before):
    place = clusters()
    activate(place, build(place, before, MAPPINGS, {}))
    place._shards = 2
    activate(place, build(place, before, MAPPINGS, {}))
    assert Index(place, MAPPINGS).search(Query()).total.blueprints


def test_a_changed_document_that_is_refused_leaves_no_old_one(clusters, before):
    place = clusters()
    activate(place, build(place, before, MAPPINGS, {}))
    long = {"technology": ("x" * 40_000,)}
    some = [
        replace(d, values={**d.values, **long}) if d.id == CHANGED else d
        for d in before
    ]
    activate(place, build(place, some, MAPPINGS, {}))
    index = Index(place, MAPPINGS)
    assert [r["document"] for r in index.manifest["refused"]] == [CHANGED]
    assert index.open("artefact", CHANGED) is None
    activate(place, build(place, before, MAPPINGS, {}))
    assert index.open("artefact", CHANGED)


def test_what_a_killed_build_left_is_swept(clusters, before, after):
    place = clusters()
    first = build(place, before, MAPPINGS, {})
    activate(place, first)
    texts = [f.name for f in MAPPINGS.schema.texts]
    left = "g20200101000000-a1-killed"
    place.writer(left, Part("artefacts", texts, ["x"]), first)
    assert left in place.names()
    second = build(place, after, MAPPINGS, {})
    activate(place, second)
    assert place.names() == sorted([first, second])
