"""Files that cannot be read, and who is to blame."""

import sys
from dataclasses import asdict

import pytest

from pipelines.command.last_run import failures
from pipelines.command.rendering import ended
from pipelines.errors import (
    WorkerError,
)
from pipelines.ingest import ingest
from tests.pipelines.runs import MISBEHAVING, adds_up, put, total


def test_failed_files_are_told_and_tried_again_on_demand(settings, library):
    put(library, "ward/abort.txt", "aborts the parser")
    put(library, "ward/locked.txt", "asks for a password")
    run = ingest(settings, str(library), extract_with=MISBEHAVING)
    assert adds_up(run)
    assert (run.failed, run.indexed) == (2, 3)
    told = {r.path: (r.status, r.reason) for r in failures(settings)}
    assert told["ward/abort.txt"] == ("crashed", "ended by SIGABRT")
    assert told["ward/locked.txt"][0] == "encrypted"
    assert ingest(settings, str(library)).parsed == 0
    again = ingest(settings, str(library), retry=True)
    assert (again.parsed, again.failed, again.indexed) == (2, 0, 5)


def test_a_file_over_the_limit_is_not_opened(settings, library):
    with (library / "ward/huge.pdf").open("wb") as file:
        file.truncate(4 * 2**30)
    run = ingest(settings, str(library))
    assert (run.failed, run.parsed) == (1, 3)
    assert failures(settings)[0].status == "too_large"
    assert total(settings, "huge") == 1


def test_a_file_that_cannot_be_reached_is_told_and_tried_again(settings, library):
    put(library, "ward/away.txt", "A file whose disk is away.")
    run = ingest(settings, str(library), extract_with=MISBEHAVING)
    assert adds_up(run)
    assert (run.indexed, run.failed, run.skipped, run.unread) == (3, 0, 1, 1)
    told = "1 file or folder could not be reached"
    assert any(told in line for line in ended(asdict(run)))
    assert failures(settings, ["skipped"])[0].reason == "stale file handle"
    again = ingest(settings, str(library))
    assert (again.indexed, again.skipped, again.unread) == (4, 0, 0)


def test_a_full_machine_ends_the_run_and_the_next_reads_the_file(settings, library):
    put(library, "ward/full.txt", "A file that came when the disk was full.")
    with pytest.raises(WorkerError, match=r"full\.txt.*no space left.*goes on"):
        ingest(settings, str(library), extract_with=MISBEHAVING)
    assert failures(settings) == []
    run = ingest(settings, str(library))
    assert (run.indexed, run.failed, run.skipped) == (4, 0, 0)


def test_no_file_is_to_blame_where_no_process_starts(
    settings, library, tmp_path, monkeypatch
):
    ingest(settings, str(library))
    with monkeypatch.context() as changed:
        changed.setattr(sys, "executable", str(tmp_path / "taken away"))
        with pytest.raises(WorkerError, match=r"can be started: .* no such file"):
            ingest(settings, str(library), fresh=True)
    assert total(settings, "goshawk") == 1
    assert ingest(settings, str(library)).indexed == 3
