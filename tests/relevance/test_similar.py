"""Similar Blueprints are of the same topic, say why, and beat a plain cosine."""

import json
import os
from pathlib import Path

import ir_measures
import pytest
from ir_measures import P, nDCG

from demo.__main__ import main as make_library
from indexer.embedded.generations import Folder
from indexer.engines import generations_of
from indexer.index import Index
from mappings.load import load_mappings
from pipelines.evaluate.judgements import Judged
from pipelines.evaluate.measures import compared, measured
from pipelines.evaluate.similarity import narrow, runs
from pipelines.ids import blueprint_ids
from pipelines.ingest import ingest
from settings import Settings
from tests.relevance.floors import FLOORS
from tests.services.provider import used

COLLECTION = "BLUEPRINTS_TEST_COLLECTION"  # a BEIR folder with narrow questions


def topic(blueprint):
    return (blueprint["technology"] or blueprint["project_type"])[0]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A larger library than the questions are asked of: topics must come again."""
    folder = tmp_path_factory.mktemp("similar") / "library"
    make_library([str(folder), "--count", str(FLOORS["similar"]["blueprints"])])
    return folder


@pytest.fixture(scope="module")
def index(library, tmp_path_factory):
    settings = Settings(data=tmp_path_factory.mktemp("similar-data"))
    ingest(settings, str(library))
    return Index(generations_of(settings), load_mappings())


@pytest.fixture(scope="module")
def topics(library):
    truth = json.loads((library / ".truth.json").read_text("utf-8"))["blueprints"]
    ids = blueprint_ids(b["folder"] for b in truth)
    return {
        ids[b["folder"]]: topic(b)
        for b in truth
        if b["state"] == "published" and not b["audience"]
    }


def test_similar_blueprints_have_the_same_topic(index, topics):
    related = {
        one: {o: 1 for o, t in topics.items() if o != one and t == topics[one]}
        for one in topics
    }
    related = {one: others for one, others in related.items() if others}
    five = {one: others for one, others in related.items() if len(others) >= 5}
    assert len(related) >= 10
    assert five
    found = {
        one: {s.hit.id: s.hit.score for s in index.similar(one)} for one in related
    }
    reached = ir_measures.calc_aggregate([nDCG @ 5], related, found)[nDCG @ 5]
    assert reached >= FLOORS["similar"]["nDCG@5"]
    among = ir_measures.calc_aggregate([P @ 5], five, found)[P @ 5]
    assert among >= FLOORS["similar"]["P@5"]


def test_shared_terms_are_of_the_topic_and_not_of_the_template(index, topics):
    words = {
        w for one in topics for s in index.similar(one, size=1) for w, _ in s.terms
    }
    assert words
    assert not words & {"project", "blueprint", "patients"}


def test_the_shares_of_the_shared_terms_add_up_to_nearly_all(index, topics):
    for similar in index.similar(next(iter(topics))):
        shares = [share for _, share in similar.terms]
        assert 0.8 < sum(shares) < 1.03
        assert min(shares) >= 0.02
        assert shares == sorted(shares, reverse=True)


def test_answers_of_a_narrow_question_are_alike():
    wide = Judged("w", "wide", {str(n): 1 for n in range(11)})
    assert narrow([wide, Judged("q", "x", {"a": 1, "b": 2, "c": 0})]) == (
        Judged("q:a", "a", {"b": 1}),
        Judged("q:b", "b", {"a": 1}),
    )


def test_similar_beats_the_cosine_on_a_collection(tmp_path):
    folder = os.environ.get(COLLECTION)
    if not folder:
        used["similar on a collection"] = f"not measured, {COLLECTION} is not set"
        pytest.skip(used["similar on a collection"])
    judged, cosine, similar = runs(Path(folder), load_mappings(), Folder(tmp_path))
    found = compared(measured(cosine, judged), measured(similar, judged))
    used["similar on a collection"] = f"{found.before:.4f} to {found.after:.4f}"
    assert found.after - found.before >= FLOORS["similar"]["gain"]
