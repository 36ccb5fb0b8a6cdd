"""Which files could not be read: both engines tell the same, in one call."""

from dataclasses import replace

import pytest

from indexer.answering.unread import Readings, readings
from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.query import MISSING
from tests.indexer.library import MAPPINGS, artefact, blueprint

STATUSES = ("ok", "corrupt", "empty", "", "partial", "corrupt", "ok")


def library():
    files = [
        replace(
            artefact(f"a{n}", "b1", f"Plan {9 - n}", ["A ward plan."], **more),
            stored={"status": status} if status else {},
        )
        for n, (status, more) in enumerate(
            [*((s, {}) for s in STATUSES), ("timeout", {"audience": ("finance",)})]
        )
    ]
    return [*files, blueprint("b1", "Plans", files)]


@pytest.fixture(params=["embedded", "cluster"])
def engine(request, tmp_path):
    if request.param == "embedded":
        place = Folder(tmp_path)
    else:
        place = request.getfixturevalue("clusters")()
    return place.engine(build(place, library(), MAPPINGS, {}))


def test_files_are_counted_by_how_they_were_read_and_the_unread_listed(engine):
    told = readings(engine, most=2)
    counts = {"ok": 2, "corrupt": 2, "empty": 1, "partial": 1, MISSING: 1}
    assert told == Readings(counts, told.unread, 3)
    assert [card["id"] for card in told.unread] == ["a5", "a4"]  # by title
    everyone = readings(engine, ("everyone", "finance"), most=9)
    assert everyone.statuses == {**counts, "timeout": 1}
    assert [card["id"] for card in everyone.unread] == ["a7", "a5", "a4", "a1"]
