"""What was kept and is lost or damaged: made again, or told."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.building.history import History
from pipelines.command.last_run import status
from pipelines.errors import (
    IngestError,
    LedgerError,
    LibraryError,
    StoreError,
)
from pipelines.ingest import ingest, rebuild
from pipelines.progress import Notice
from tests.pipelines.runs import contents, pack, put, total


def test_rebuild_opens_no_file(settings, library):
    run = ingest(settings, str(library))
    before = contents(settings)
    for file in filter(Path.is_file, library.rglob("*")):
        file.unlink()
    again = rebuild(settings)
    assert (again.parsed, again.built, again.found) == (0, True, 3)
    assert again.generation != run.generation
    assert contents(settings) == before


def test_rebuild_before_any_run_says_so(settings):
    with pytest.raises(LibraryError, match="nothing was ingested"):
        rebuild(settings)


def test_a_damaged_record_is_made_again(settings, library):
    ingest(settings, str(library))
    before = contents(settings)
    for path in (settings.data / "records").rglob("*.gz"):
        path.write_bytes(path.read_bytes()[:-5])
    put(library, "ward/blueprint.yaml", "title: Another title\n")
    events = []
    run = ingest(settings, str(library), events.append)
    assert run.parsed == 3
    assert Notice("3 records are missing, made again") in events
    (library / "ward/blueprint.yaml").unlink()
    ingest(settings, str(library))
    assert contents(settings) == before


def test_an_ingest_makes_what_a_rebuild_found_missing(settings, library):
    pack(library / "ward/pack.zip", inner_txt="A note on the merlin inside.")
    ingest(settings, str(library))
    shutil.rmtree(settings.data / "records/text")
    with pytest.raises(StoreError, match="5 records are missing or damaged"):
        rebuild(settings)
    assert ingest(settings, str(library)).parsed == 5  # though nothing has changed
    assert rebuild(settings).parsed == 0
    assert ingest(settings, str(library)).parsed == 0


def test_a_lost_ledger_takes_no_index_away(settings, library):
    before = status(settings)
    run = ingest(settings, str(library))
    assert before.keys() == status(settings).keys()
    for path in settings.data.glob("ledger.db*"):
        path.unlink()
    lost = status(settings)
    assert (lost["run"], lost["generation"]) == (None, run.generation)


def test_a_lost_index_is_built_again(settings, library):
    ingest(settings, str(library))
    shutil.rmtree(settings.data / "index")
    run = ingest(settings, str(library))
    assert (run.parsed, run.built) == (0, True)
    assert total(settings, "goshawk") == 1


def test_a_damaged_ledger_stops_the_run(settings, library):
    ingest(settings, str(library))
    for path in settings.data.glob("ledger.db*"):
        path.unlink()
    (settings.data / "ledger.db").write_bytes(b"rubbish " * 1000)
    with pytest.raises(IngestError, match=r"ledger\.db is damaged"):
        ingest(settings, str(library))
    (settings.data / "ledger.db").unlink()
    assert ingest(settings, str(library)).parsed == 0


def test_a_change_is_in_the_history_though_it_could_not_be_written_at_once(
    settings, library
):
    ingest(settings, str(library))
    put(library, "ward/later.txt", "Written after the first run.")
    with closing(sqlite3.connect(settings.data / "history.db")) as busy:
        busy.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerError, match=r"history\.db"):
            ingest(settings, str(library))
    assert ingest(settings, str(library)).indexed == 4
    entries = History(settings.data / "history.db").entries()["ward"]
    assert [entry["added"] for entry in entries if not entry["first"]] == [
        ["later.txt"]
    ]
