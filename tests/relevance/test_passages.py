"""The passage shown first of a file is the one that a person would want to see."""

import os
from pathlib import Path

import pytest

from indexer.engines import generations_of
from indexer.index import open_index
from mappings.load import load_mappings
from pipelines.ingest import ingest
from settings import Settings
from tests.relevance.floors import FLOORS
from tests.relevance.passages import first, planted, read
from tests.relevance.test_real import DOCUMENTS
from tests.services.provider import used


def test_planted_words_are_shown_on_their_page_in_any_order(index, library):
    assert first(index, planted(library)) >= FLOORS["passages"]["planted"]


def test_no_floor_is_broken_over_passages_read_by_hand(tmp_path):
    folder = os.environ.get(DOCUMENTS)
    if not folder:
        used["passages of real documents"] = f"not asked, {DOCUMENTS} is not set"
        pytest.skip(used["passages of real documents"])
    settings = Settings(data=tmp_path)
    ingest(settings, folder)
    index = open_index(generations_of(settings), load_mappings())
    reached = first(index, read(Path(folder)))
    used["passages of real documents"] = f"{reached:.2f} first"
    assert reached >= FLOORS["passages"]["real"]
