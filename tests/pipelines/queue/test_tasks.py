import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import contextmanager
from dataclasses import replace

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from pipelines.changes import compare
from pipelines.command.last_run import failures
from pipelines.errors import BrokerError, LibraryError, StoreError
from pipelines.ingest import ingest
from pipelines.library import discover
from pipelines.progress import Discovered, Done, Notice, Stage
from pipelines.queue.outcomes import HARDEST, Order, Outcomes, Reply
from pipelines.queue.tasks import ATTEMPTS, VERSION, Desk, message
from pipelines.storage.claims import Claims, needed
from pipelines.storage.store import RecordStore
from settings import Settings
from tests.pipelines.runs import ROOT, index_of, rows_of
from tests.services.provider import service, used
from tests.services.servers import free_port, redis_server, running

DEADLY = "tests.pipelines.parsers.deadly"
SLOW = "tests.pipelines.parsers.slowly"
NATIVE = "pipelines.extract.extract_file"


def library(root, count=12):
    for number in range(count):
        place = root / f"ward{number % 3}" / f"plan{number}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"The ward plan {number} names a goshawk.", "utf-8")
    with zipfile.ZipFile(root / "ward0" / "pack.zip", "w") as pack:
        pack.writestr("inside.txt", "A peregrine inside an archive.")
    shutil.copy(root / "ward0" / "plan0.txt", root / "ward0" / "plan copied.txt")
    return root


@contextmanager
def worker(data, records, broker, extract=NATIVE):
    """A worker process; killed with its children at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.pipelines.queue_worker", extract],
        cwd=ROOT,
        env=os.environ
        | {
            "BLUEPRINTS_DATA": str(data),
            "BLUEPRINTS_RECORDS": str(records),
            "BLUEPRINTS_BROKER_URL": broker,
            "PYTHONWARNINGS": "ignore",
        },
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
    command = [redis_server(), "--port", str(port), "--dir"]
    command += [str(folder), "--bind", "127.0.0.1", "--appendonly", "yes"]
    with running(command, folder / "redis.log") as process:
        yield process


def contents(settings):
    index, rows = index_of(settings), rows_of(settings)
    store = RecordStore(settings.record_store)
    # What is inside an archive lies in the record store, here in each run's own.
    kept = [
        replace(r, uri=r.uri.replace(str(store.objects.folder), "records"))
        for r in rows
    ]
    found = {r.id: str(index.open("artefact", r.id)) for r in rows if r.id}
    place = str(store.objects.folder)
    return kept, {key: text.replace(place, "records") for key, text in found.items()}


def in_background(settings, root, events, **more):
    result = []
    thread = threading.Thread(
        target=lambda: result.append(
            ingest(settings, str(root), events.append, queued=True, **more)
        ),
        daemon=True,  # where a test fails it may wait for ever
    )
    thread.start()
    return thread, result


def until(condition, seconds=40):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.fixture
def plain(tmp_path, mappings):
    """What a run without a queue makes of the library."""
    settings = Settings(data=tmp_path / "plain", mappings=mappings, workers=1)
    root = library(tmp_path / "library")
    return root, ingest(settings, str(root)), contents(settings)


def test_killed_workers_and_brokers_lose_and_double_nothing(tmp_path, plain, mappings):
    root, totals, expected = plain
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    settings = Settings(
        data=tmp_path / "queued",
        mappings=mappings,
        records=f"file://{tmp_path}/records",
        broker_url=url,
        broker_resend_seconds=4,
    )
    events = []

    def done():
        return [e for e in events if isinstance(e, Done)]

    # Two hosts of their own: of the sender's they see library, broker and records,
    # which are mounted at another place there.
    (tmp_path / "records").mkdir()
    (tmp_path / "mounted").symlink_to(tmp_path / "records")
    with (
        worker(tmp_path / "one", tmp_path / "mounted", url, SLOW) as first,
        worker(tmp_path / "two", tmp_path / "mounted", url, SLOW),
    ):
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
    assert sorted(paths) == sorted(set(paths)) == [row.path for row in expected[0]]
    assert [type(e) for e in events[:3]] == [Stage, Discovered, Stage]
    for own in ("one", "two"):
        assert not (tmp_path / own).exists()  # no ledger, no lock, no file at all
    assert {path.name for path in (tmp_path / "records").iterdir()} == {
        "claims",
        "members",
        "outcomes",
        "text",
        "tmp",
    }
    assert list((tmp_path / "records" / "outcomes").iterdir()) == []
    claim = Claims(RecordStore(settings.record_store).objects, settings.data).own()
    assert (claim.reading, claim.names) == ("", needed(expected[0]))


def test_a_broker_that_is_gone_is_one_sentence(tmp_path):
    root = library(tmp_path / "library", 1)
    url = f"redis://:secret@127.0.0.1:{free_port()}/0"
    settings = Settings(data=tmp_path / "data", broker_url=url)
    with pytest.raises(BrokerError, match=r"took no messages.*refused\)") as error:
        ingest(settings, str(root), queued=True)
    assert "secret" not in str(error.value)
    with pytest.raises(BrokerError, match="no broker is set"):
        ingest(Settings(data=tmp_path / "data"), str(root), queued=True)


def test_a_broker_whose_memory_is_full_says_so(tmp_path):
    root, port = library(tmp_path / "library", 1), free_port()
    url = f"redis://127.0.0.1:{port}/0"
    settings = Settings(data=tmp_path / "data", broker_url=url)
    with broker(tmp_path / "broker", port), Redis.from_url(url) as server:
        until(lambda: answers(server))
        server.config_set("maxmemory", "100kb")  # less than it takes when empty
        with pytest.raises(BrokerError, match=r"took no messages.*'maxmemory'\)"):
            ingest(settings, str(root), queued=True)


def answers(server: Redis):
    try:
        return server.ping()
    except RedisConnectionError:
        return False


def only(library):
    """The row of a library's only file, as a run finds it."""
    (row,) = compare(discover(library), (), lambda _: ()).pending
    return row


@pytest.fixture
def sent(tmp_path):
    """A run that a worker may read for, and the row of its only file."""
    root = tmp_path / "library"
    (root / "ward").mkdir(parents=True)
    (root / "ward" / "plan.txt").write_text("The ward plan names a goshawk.", "utf-8")
    settings = Settings(data=tmp_path / "data", records=str(tmp_path / "records"))
    outcomes = Outcomes(RecordStore(settings.record_store).objects)
    outcomes.open("1-ab", Order(str(root), ""))
    desk = Desk(settings, NATIVE)
    yield desk, outcomes, only(str(root))
    desk.close()
    assert not settings.data.exists()


def answer(outcomes):
    """The only reply that there is; heard, as the sender does."""
    ((artefact, reply),) = outcomes.arrived("1-ab").items()
    outcomes.remove("1-ab", [artefact])
    return reply


def test_a_message_holds_places_and_no_text(sent):
    _, _, row = sent
    told = message("1-ab", row)
    assert set(told["file"]) == {
        "path",
        "folder",
        "blueprint",
        "id",
        "size",
        "stamp",
        "modified",
    }
    assert len(json.dumps(told)) < 400


def test_a_message_that_comes_twice_is_read_once(sent):
    desk, outcomes, row = sent
    desk.take(message("1-ab", row))
    reply = answer(outcomes)
    (read,) = reply.rows
    assert (read.outcome, read.uri, len(reply.parsed)) == ("indexed", row.uri, 1)
    desk.take(message("1-ab", row))
    assert outcomes.arrived("1-ab") == {}


def test_a_message_of_another_version_is_refused_and_not_lost(sent):
    desk, outcomes, row = sent
    desk.take({**message("1-ab", row), "version": 0})
    refused = f"a message of version 0 was refused, not {VERSION}"
    assert answer(outcomes) == Reply(fault=refused)
    desk.take({"version": 1, "run": 1, "artefact": row.id, "mode": ""})
    desk.take(message("9-ab", row))  # a run that is over
    assert outcomes.arrived("1-ab") == {}
    desk.take(message("1-ab", row))
    assert answer(outcomes).rows[0].outcome == "indexed"


def test_a_file_that_ends_its_workers_is_given_up(sent):
    desk, outcomes, row = sent
    for _ in range(ATTEMPTS):
        outcomes.begin("1-ab", row.id, 1)
    desk.take(message("1-ab", row))
    (read,) = answer(outcomes).rows
    assert (read.outcome, read.status) == ("failed", "crashed")
    assert str(ATTEMPTS) in read.reason


@pytest.mark.parametrize(("ago", "outcome"), [(0, "indexed"), (HARDEST + 1, "failed")])
def test_a_file_is_not_given_up_while_others_may_read_it(sent, tmp_path, ago, outcome):
    desk, outcomes, row = sent
    starts = [(sending, time.time() - ago) for sending in range(1, 1 + ATTEMPTS)]
    store = RecordStore(str(tmp_path / "records"))
    store.objects.write(f"outcomes/1-ab/tries/{row.id}", json.dumps(starts).encode())
    desk.take(message("1-ab", row, 1 + ATTEMPTS))
    assert answer(outcomes).rows[0].outcome == outcome


def test_three_workers_are_the_most_that_a_file_ends(tmp_path, mappings):
    root = library(tmp_path / "library", 2)
    (root / "ward0" / "deadly.txt").write_text("It ends who reads it.", "utf-8")
    with service("redis", tmp_path / "redis") as url:
        settings = Settings(
            data=tmp_path / "data",
            mappings=mappings,
            records=str(tmp_path / "records"),
            broker_url=url,
        )
        with worker(tmp_path / "own", settings.records, url, DEADLY):
            totals = ingest(settings, str(root), queued=True)
    (row,) = failures(settings)
    assert (row.path, row.status) == ("ward0/deadly.txt", "crashed")
    assert row.reason == f"given up: {ATTEMPTS} workers ended while they read it"
    assert (totals.failed, totals.indexed) == (1, totals.found - 1)


def test_a_worker_that_does_not_see_the_library_says_so(sent, tmp_path):
    desk, outcomes, row = sent
    for root, why in ((tmp_path / "gone", "does not exist"), (tmp_path, "leads out")):
        outcomes.open("1-ab", Order(str(root), ""))
        there = row if root == tmp_path / "gone" else replace(row, path="../x")
        with pytest.raises(LibraryError, match=why):
            desk.take(message("1-ab", there))
        assert why in answer(outcomes).fault
    outcomes.open("1-ab", Order(str(tmp_path / "library"), ""))
    desk.take(message("1-ab", row))
    assert answer(outcomes).rows[0].outcome == "indexed"


def test_a_file_that_could_not_be_kept_is_read_when_it_comes_again(sent, tmp_path):
    desk, outcomes, row = sent
    there = tmp_path / "records" / "text"
    there.write_text("a file where a folder belongs", "utf-8")
    with pytest.raises(StoreError, match="records"):
        desk.take(message("1-ab", row))
    assert "records" in answer(outcomes).fault
    there.unlink()
    desk.take(message("1-ab", row))
    reply = answer(outcomes)
    assert (reply.rows[0].outcome, len(reply.parsed)) == ("indexed", 1)


def test_what_is_refused_is_told_and_sent_again(plain, tmp_path, mappings):
    root, totals, expected = plain
    with service("redis", tmp_path / "redis") as url:
        settings = Settings(
            data=tmp_path / "queued",
            mappings=mappings,
            broker_url=url,
            broker_resend_seconds=1.0,
        )
        outcomes = Outcomes(RecordStore(settings.record_store).objects)
        outcomes.open("1-killed", Order(str(root), ""))
        outcomes.reply("1-killed", "ward-12", Reply(fault="nobody heard it"))
        desks, events = [Desk(settings, NATIVE) for _ in range(2)], []
        thread, result = in_background(settings, root, events, fresh=True)
        until(lambda: any("sent again" in text for text in notices(events)))
        (run,) = RecordStore(settings.record_store).objects.names("outcomes")
        library = str(root.resolve())
        found = compare(discover(library), (), lambda _: ()).pending
        desks[0].take({**message(run, found[0]), "version": 9})
        until(lambda: any("was refused" in text for text in notices(events)))
        for number, row in enumerate(found):
            desks[number % 2].take(message(run, row))
        thread.join(30)
        for desk in desks:
            desk.close()
    assert contents(settings) == expected
    # Both had the bytes of a file that lies there twice: parsed is what there is.
    assert (result[0].parsed, outcomes.order(run)) == (totals.parsed, None)


def notices(events):
    return [e.text for e in events if isinstance(e, Notice)]
