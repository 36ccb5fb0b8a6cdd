import errno
import hashlib
import os
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from pipelines.errors import StoreError, WorkerError
from pipelines.extract.file import Limits
from pipelines.reading.jobs import Job, Terms
from pipelines.reading.workers import Worker, Workers
from pipelines.storage.store import RecordStore

GIB = 2**30


@pytest.fixture
def terms(tmp_path):
    def make(extract="tests.pipelines.parsers.by_name", seconds=20.0, **more):
        store = str(tmp_path / "records")
        return Terms(extract, "test 1", store, Limits(), GIB, seconds, **more)

    return make


@pytest.fixture
def job(tmp_path):
    def make(name):
        path = tmp_path / name
        path.write_text(f"text of {name}", "utf-8")
        content = path.read_bytes()
        return Job(
            str(path), name, hashlib.sha256(content).hexdigest(), path.stat().st_size
        )

    return make


def record(terms, job):
    suffix = PurePosixPath(job.name).suffix
    return RecordStore(terms.store).get(job.digest, "test 1", suffix)


def test_a_file_is_read_into_the_store(terms, job):
    settings, one = terms(), job("one.txt")
    with Workers(settings, 1) as workers:
        reading = workers.read(one)
    assert reading.status == "ok"
    assert record(settings, one).segments[0].text == "text of one.txt"


def test_members_are_kept_by_digest(terms, job):
    settings, one = terms(), job("pack.zip")
    with Workers(settings, 1) as workers:
        reading = workers.read(one)
    assert [m.name for m in reading.members] == ["inner 0.txt", "inner 1.txt"]
    kept = RecordStore(settings.store).member(reading.members[1].digest)
    assert kept == b"inner text 1 of pack.zip"


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("abort.pdf", "crashed", "SIGABRT"),
        ("hog.xlsx", "too_large", "1024 MiB"),
        ("raise.doc", "crashed", "ValueError: odd bytes"),
        ("other.doc", "crashed", "No such file"),  # another one than this file
        ("locked.ppt", "encrypted", "password"),
    ],
)
def test_a_bad_file_gets_a_reason_and_the_next_is_read(
    terms, job, name, status, reason
):
    with Workers(terms(), 1) as workers:
        reading = workers.read(job(name))
        after = workers.read(job("next.txt"))
    assert (reading.status, after.status) == (status, "ok")
    assert reason in reading.reason


def test_one_member_that_needs_too_much_memory_is_left_out(terms, tmp_path):
    path = tmp_path / "pack.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        file.writestr("a.txt", "A plan.")
        with file.open("b.txt", "w") as member:  # half of what a worker may have
            for _ in range(512):
                member.write(bytes(2**20))
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    one = Job(str(path), path.name, digest, len(content))
    given = terms("pipelines.extract.extract_file")
    given = replace(given, limits=Limits(part_bytes=GIB, total_bytes=GIB, ratio=10_000))
    with Workers(given, 1) as workers:
        reading = workers.read(one)
    assert (reading.status, [m.name for m in reading.members]) == ("partial", ["a.txt"])
    assert "b.txt: needs too much memory" in reading.reason


def test_what_the_system_refuses_is_not_the_fault_of_the_file(terms, job):
    settings, one = terms(), job("full.pdf")
    with Workers(settings, 1) as workers:
        with pytest.raises(OSError, match="No space left") as told:
            workers.read(one)
        assert workers.read(job("next.txt")).status == "ok"
    assert told.value.errno == errno.ENOSPC
    assert record(settings, one) is None


def test_a_process_that_lost_its_handles_makes_way_for_a_new_one(terms, job):
    settings = terms("tests.pipelines.parsers.leaking")
    with Workers(settings, 1) as workers:
        assert workers.read(job("leak.txt")).status == "ok"


@pytest.mark.parametrize("name", ["hang.docx", "spin.docx"])
def test_a_hanging_file_is_killed_and_the_next_is_read(terms, job, name):
    with Workers(terms(seconds=0.5), 1) as workers:
        started = time.perf_counter()
        reading = workers.read(job(name))
        after = workers.read(job("next.txt"))
    assert reading.status == "timeout"
    assert reading.reason == "not read within 0.5 seconds"
    assert after.status == "ok"
    assert time.perf_counter() - started < 15


def test_a_crash_is_tried_once_more(terms, job):
    with Workers(terms("tests.pipelines.parsers.once"), 1) as workers:
        assert workers.read(job("flaky.txt")).status == "ok"


def test_a_neighbour_is_read_while_a_file_hangs(terms, job):
    done = {}
    with Workers(terms(seconds=1.5), 2) as workers:
        threads = [
            threading.Thread(target=lambda n=n: done.update({n: workers.read(job(n))}))
            for n in ("hang.txt", "good.txt")
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert done["hang.txt"].status == "timeout"
    assert done["good.txt"].status == "ok"


def test_workers_load_neither_web_nor_language_model(terms, job):
    settings, one = terms(), job("loaded.txt")
    with Workers(settings, 1) as workers:
        workers.read(one)
    loaded = set(record(settings, one).segments[0].text.split())
    assert "pipelines" in loaded
    assert not loaded & {"fastapi", "spacy", "celery", "tantivy", "sqlite3"}


def test_an_extractor_that_cannot_be_imported_is_said(terms, job):
    with (
        Workers(terms("pipelines.nowhere.extract"), 1) as workers,
        pytest.raises(WorkerError, match=r"pipelines\.nowhere"),
    ):
        workers.read(job("one.txt"))


def test_a_process_that_starts_too_late_is_not_taken_for_a_ready_one(
    terms, job, monkeypatch
):
    with Workers(terms(), 1) as workers:
        monkeypatch.setattr("pipelines.reading.workers.START_SECONDS", 0.0)
        with pytest.raises(WorkerError, match="no worker process within 0 seconds"):
            workers.read(job("one.txt"))
        monkeypatch.undo()
        assert workers.read(job("one.txt")).status == "ok"


def test_a_store_that_cannot_be_written_is_said(terms, job, tmp_path):
    (tmp_path / "records").write_text("a file where a folder belongs")
    with Workers(terms(), 1) as workers, pytest.raises(StoreError, match="records"):
        workers.read(job("one.txt"))


def test_stop_ends_a_reading_thread(terms, job):
    workers, errors = Workers(terms(seconds=60), 1), []

    def read():
        try:
            workers.read(job("hang.txt"))
        except WorkerError as error:
            errors.append(str(error))

    thread = threading.Thread(target=read)
    thread.start()
    time.sleep(1)
    workers.stop()
    thread.join(10)
    workers.close()
    assert errors == ["the run was stopped"]


def test_close_leaves_no_process(terms, job):
    worker = Worker(terms())
    worker.read(job("one.txt"))
    pid = worker._process.pid
    worker.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
