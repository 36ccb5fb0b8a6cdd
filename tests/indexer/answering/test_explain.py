import random
from dataclasses import replace

import pytest

from indexer.answering.explain import explained, leaves
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.engine import Ask
from indexer.generations import activate
from indexer.index import Index
from indexer.query import Query
from indexer.tree import All, Best, Boost, Constant, Every, Key, Nothing, Words
from indexer.understanding.units import Expanded
from tests.contract import library
from tests.indexer.library import MAPPINGS

CLOSE = 1e-3


def parts(index, text, view="artefacts"):
    found = index.search(Query(view=view, text=text, explain=True, facets=()))
    return {
        h.id: [(p.kind, p.field, p.word) for p in h.explanation] for h in found.hits
    }


@pytest.fixture(scope="module")
def larger(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explain")
    place = Folder(folder)
    activate(place, build(place, library.documents(3), MAPPINGS, {}))
    return Index(place, MAPPINGS)


def test_the_parts_of_any_query_add_up_to_the_score(larger):
    rng = random.Random(3)
    scored = 0
    for _ in range(200):
        asked = replace(
            library.query(rng), sort="relevance", page=1, explain=True, facets=()
        )
        for hit in larger.search(asked).hits:
            total = sum(p.score for p in hit.explanation)
            assert total == pytest.approx(hit.score, abs=CLOSE), asked
            scored += hit.score > 0
    assert scored > 500


def test_a_hit_tells_the_word_the_field_and_the_synonym(index):
    found = index.search(Query(view="artefacts", text="EHR", explain=True))
    told = {(p.kind, p.word, p.instead_of) for h in found.hits for p in h.explanation}
    assert ("synonym", "electronic patient record", "EHR") in told
    assert ("synonym", "EPR", "EHR") in told


def test_words_next_to_each_other_are_a_bonus(index):
    found = parts(index, "ward training")["a2"]
    assert ("word", "body", "ward") in found
    assert ("bonus", "body", "ward training") in found


def test_a_beginning_and_a_field_are_told_as_written(index):
    assert parts(index, "floorwalk*") == {"a2": [("word", "body", "floorwalk*")]}
    assert parts(index, "title:training") == {"a2": [("word", "title", "training")]}


def test_a_blueprint_is_explained_and_what_lies_inside_is_not(index):
    [hit] = index.search(Query(text="floorwalkers", explain=True)).hits
    assert sum(p.score for p in hit.explanation) == pytest.approx(hit.score, abs=CLOSE)
    assert hit.artefacts[0].explanation == ()


@pytest.mark.parametrize("more", [{}, {"sort": "title"}, {"text": ""}])
def test_nothing_is_told_where_nothing_was_scored_or_asked(index, more):
    asked = {"text": "ward", "explain": bool(more), **more}
    found = index.search(Query(view="artefacts", **asked))
    assert found.hits
    assert [h.explanation for h in found.hits] == [()] * len(found.hits)


WARD, MOVED = Words("body", ("ward",)), Words("body", ("move",))


@pytest.mark.parametrize(
    "tree",
    [
        All(),
        Best((Boost(WARD, 2.0), MOVED, Nothing()), 0.5),
        Every(must=(WARD,), should=(MOVED,), filters=(Key("technology", ("epma",)),)),
        Every(should=(WARD, MOVED), need=2),
        Every(must=(WARD,), without=(MOVED,)),
        Constant(Best((Key("body", ("ward", "move")),)), 3.0),
    ],
)
def test_a_tree_is_reckoned_as_the_engine_does(index, tree):
    engine = index.live.engine
    rows = engine.answer([Ask("artefacts", tree, limit=10)])[0].rows
    assert rows
    ids = tuple(row.stored["id"] for row in rows)
    asks = leaves("artefacts", tree, ids)
    found = dict(zip(asks, engine.answer(list(asks.values())), strict=True))
    shown = explained(tree, Expanded((), ()), ids, found)
    for row in rows:
        total = sum(p.score for p in shown[row.stored["id"]])
        assert total == pytest.approx(row.score, abs=CLOSE)
