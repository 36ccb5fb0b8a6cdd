"""A collection judged by others, if at hand, keeps its floor on both engines."""

import os
import secrets
from pathlib import Path

import pytest

from indexer.engines import generations_of
from indexer.index import open_index
from mappings.load import load_mappings
from pipelines.evaluate.collection import index_collection
from pipelines.evaluate.judgements import read_judged
from pipelines.evaluate.measures import measured, totals
from pipelines.evaluate.runs import asked
from settings import Settings
from tests.relevance.floors import FLOORS, below
from tests.services.provider import used

COLLECTION = "BLUEPRINTS_TEST_COLLECTION"  # a BEIR folder that has a table of floors


@pytest.fixture(scope="module")
def folder():
    if not (given := os.environ.get(COLLECTION)):
        used["questions over a collection"] = f"not asked, {COLLECTION} is not set"
        pytest.skip(used["questions over a collection"])
    return Path(given)


@pytest.fixture(scope="module")
def judged(folder):
    return read_judged(folder)


def answers(folder, settings, judged):
    mappings, place = load_mappings(), generations_of(settings)
    index_collection(folder, place, mappings)
    try:
        return asked(open_index(place, mappings), judged, FLOORS["depth"])
    finally:
        for name in place.names():
            place.discard(name)


@pytest.fixture(scope="module")
def run(folder, judged, tmp_path_factory):
    return answers(folder, Settings(data=tmp_path_factory.mktemp("texts")), judged)


def test_no_floor_is_broken_over_a_collection(folder, run, judged):
    reached = totals(measured(run, judged))["nDCG@10"]
    used["questions over a collection"] = f"nDCG@10 {reached:.4f}"
    assert below(run, judged, folder.name) == {}


def test_both_engines_have_the_same_figures_over_it(
    folder, run, judged, opensearch_url, tmp_path
):
    prefix = f"collection-{secrets.token_hex(4)}"
    settings = Settings(
        data=tmp_path, opensearch_url=opensearch_url, opensearch_prefix=prefix
    )
    there = answers(folder, settings, judged)
    here, other = (totals(measured(r, judged)) for r in (run, there))
    used["questions over a collection"] += f", on the cluster {other['nDCG@10']:.4f}"
    assert other == pytest.approx(here, abs=5e-5)
