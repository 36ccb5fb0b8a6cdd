"""Runs that were ended, and two of them at once."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.command.doctor import _ledger
from pipelines.command.last_run import status
from pipelines.command.rendering import state
from pipelines.errors import IngestError, LockedError
from pipelines.ingest import ingest
from pipelines.storage.claims import Claims
from pipelines.storage.ledger import Ledger
from pipelines.storage.lock import locked
from pipelines.storage.objects import Objects
from tests.pipelines.runs import MISBEHAVING, ROOT, contents, put

SCRIPT = """
import resource, sys
from pathlib import Path
from pipelines.errors import IngestError
from pipelines.ingest import ingest
from settings import Settings
limit = int(sys.argv[4])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
settings = Settings(data=Path(sys.argv[1]), mappings=Path(sys.argv[5]), workers=2)
try:
    ingest(settings, sys.argv[2], extract_with=sys.argv[3])
except KeyboardInterrupt:
    sys.exit(130)
except IngestError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def started(settings, library, limit=0):
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            SCRIPT,
            str(settings.data),
            str(library),
            MISBEHAVING,
            str(limit),
            str(settings.mappings),
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        # Ctrl-C counts also where a shell has it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def read_so_far(settings):
    try:
        ledger = Ledger(settings.data / "ledger.db", write=False)
    except IngestError:
        return 0
    try:
        return ledger.totals()["indexed"]
    except IngestError:
        return 0
    finally:
        ledger.close()


def alive(pid):
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        )
    except OSError:
        return False


@pytest.fixture
def slow(library):
    for i in range(12):
        put(library, f"slow/slow {i}.txt", f"Slow text number {i} about a shrike.")
    return library


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_an_interrupted_run_goes_on(settings, slow, tmp_path, how):
    process = started(settings, slow)
    while process.poll() is None and read_so_far(settings) < 4:
        time.sleep(0.02)
    process.send_signal(how)
    code = process.wait(20)
    process.stderr.close()
    assert code == (130 if how == signal.SIGINT else -signal.SIGKILL)
    kept = read_so_far(settings)
    assert 4 <= kept < 15
    assert status(settings)["run"]["finished"] is None
    run = ingest(settings, str(slow), extract_with=MISBEHAVING)
    assert run.parsed <= 15 - kept
    assert (run.found, run.indexed) == (15, 15)
    whole = settings.model_copy(update={"data": tmp_path / "whole"})
    ingest(whole, str(slow), extract_with=MISBEHAVING)
    assert contents(settings) == contents(whole)
    assert list((settings.data / "records" / "tmp").iterdir()) == []


def test_a_run_that_ended_after_its_switch_is_settled_by_the_next(settings, library):
    ingest(settings, str(library))
    claims = Claims(Objects(settings.record_store), settings.data)
    claims.begin()
    ledger = Ledger(settings.data / "ledger.db")
    ledger.begin(str(library))
    ledger.close()
    assert claims.own().reading
    assert not ingest(settings, str(library)).built
    assert (claims.own().reading, len(claims.own().names)) == ("", 3)


def test_a_full_disk_stops_the_run_and_keeps_what_was_read(settings, library):
    for i in range(6):
        put(library, f"more/{i}.txt", f"Text number {i} about a dunlin.")
    put(library, "zzz/large.txt", os.urandom(150_000).hex())
    # No file may be larger: as on a full disk, writing ends with an error.
    process = started(settings, library, limit=100_000)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 1, told
    assert told.startswith(("StoreError", "LedgerError")), told
    kept = read_so_far(settings)
    run = ingest(settings, str(library), extract_with=MISBEHAVING)
    assert (run.found, run.indexed) == (10, 10)
    assert run.parsed <= 10 - kept


def test_workers_end_with_a_killed_run(settings, slow):
    process = started(settings, slow)
    while process.poll() is None and read_so_far(settings) < 1:
        time.sleep(0.02)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    workers = [
        p
        for c in children.parent.parent.glob("*/children")
        for p in c.read_text().split()
    ]
    process.kill()
    process.wait(20)
    process.stderr.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(map(alive, workers)):
        time.sleep(0.05)
    assert workers
    assert not any(map(alive, workers))


def test_two_runs_at_once(settings, library):
    with locked(settings.data), pytest.raises(LockedError, match=str(os.getpid())):
        ingest(settings, str(library))


def test_who_holds_the_folder_is_told_while_a_run_goes_on(settings, library):
    told = {}

    def look(_):
        found = status(settings)
        if found["run"] and not found["run"]["finished"]:
            told.update(found, doctor=_ledger(settings.data))

    ingest(settings, str(library), look)
    assert f"process {os.getpid()} on " in told["run"]["holder"]
    assert told["doctor"].verdict == "ok"
    shown = "\n".join(line.plain for line in state(told))
    assert f"to now: process {os.getpid()} on " in shown
    assert status(settings)["run"]["holder"] == ""
