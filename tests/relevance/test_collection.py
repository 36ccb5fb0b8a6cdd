"""A collection judged by others, if at hand, keeps its floor on both engines."""

import os
import secrets
from pathlib import Path

import pytest

from indexer.engines import generations_of
from indexer.index import Index
from mappings.load import load_mappings
from pipelines.evaluate.collection import index_collection
from pipelines.evaluate.judgements import read_judged
from pipelines.evaluate.measures import measured, totals
from pipelines.evaluate.runs import asked
from settings import Settings
from tests.relevance.floors import FLOORS, below
from tests.services.provider import used

COLLECTION = "BLUEPRINTS_TEST_COLLECTION"  # a BEIR folder that has a table of floors


def answers(folder, settings, judged):
    mappings, place = load_mappings(), generations_of(settings)
    index_collection(folder, place, mappings)
    try:
        return asked(Index(place, mappings), judged, FLOORS["depth"])
    finally:
        for name in place.names():
            place.discard(name)


def test_no_floor_is_broken_and_both_engines_have_the_same_figures(
    opensearch_url, tmp_path
):
    if not (given := os.environ.get(COLLECTION)):
        used["questions over a collection"] = f"not asked, {COLLECTION} is not set"
        pytest.skip(used["questions over a collection"])
    folder = Path(given)
    judged = read_judged(folder)
    run = answers(folder, Settings(data=tmp_path / "here"), judged)
    cluster = Settings(
        data=tmp_path / "there",
        opensearch_url=opensearch_url,
        opensearch_prefix=f"collection-{secrets.token_hex(4)}",
    )
    there = answers(folder, cluster, judged)
    here, other = (totals(measured(r, judged)) for r in (run, there))
    figures = f"nDCG@10 {here['nDCG@10']:.4f}, on the cluster {other['nDCG@10']:.4f}"
    used["questions over a collection"] = figures
    assert below(run, judged, folder.name) == {}
    assert other == pytest.approx(here, abs=5e-5)
