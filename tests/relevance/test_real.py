"""Ranking over real documents, where they are at hand, does not get worse unseen."""

import os
from pathlib import Path

import pytest

from indexer.engines import generations_of
from indexer.index import open_index
from mappings.load import load_mappings
from pipelines.evaluate.measures import measured, totals
from pipelines.evaluate.runs import asked
from pipelines.ingest import ingest
from settings import Settings
from tests.relevance.floors import FLOORS, below
from tests.relevance.real import FILE, questions
from tests.services.provider import used

DOCUMENTS = "BLUEPRINTS_TEST_DOCUMENTS"  # the folder that real.tsv judges


def test_at_least_fifty_questions_are_judged_by_hand():
    kinds, texts = zip(
        *(line.split("\t")[0:3:2] for line in FILE.read_text("utf-8").splitlines()[1:]),
        strict=True,
    )
    assert len(set(texts)) >= 50
    assert len(set(kinds)) == 10


def test_no_floor_is_broken_over_real_documents(tmp_path):
    folder = os.environ.get(DOCUMENTS)
    if not folder:
        used["questions over real documents"] = f"not asked, {DOCUMENTS} is not set"
        pytest.skip(used["questions over real documents"])
    settings = Settings(data=tmp_path)
    ingest(settings, folder)
    index = open_index(generations_of(settings), load_mappings())
    judged = questions(Path(folder))
    run = asked(index, judged, FLOORS["depth"])
    reached = totals(measured(run, judged))["nDCG@10"]
    used["questions over real documents"] = f"nDCG@10 {reached:.4f}"
    assert below(run, judged, "real") == {}
