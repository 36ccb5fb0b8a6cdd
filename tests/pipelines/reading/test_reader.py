"""What is read of a file and of what is packed inside it, and what is left out."""

from contextlib import contextmanager

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from pipelines import extract
from pipelines.errors import WorkerError
from pipelines.extract.file import Limits
from pipelines.library import Source, discover
from pipelines.reading.jobs import Terms
from pipelines.reading.reader import Reader
from pipelines.reading.workers import Workers
from pipelines.storage.ledger import Row
from pipelines.storage.store import RecordStore
from tests.pipelines.test_ingest import pack, put


@contextmanager
def reading(tmp_path, parser="pipelines.extract.extract_file", **limits):
    """A reader with these limits on a file and its members."""
    store = RecordStore(str(tmp_path / "records"))
    terms = Terms(parser, extract.VERSION, store.url, Limits(), 2**30, 20)
    with Workers(terms, 1) as workers:
        yield Reader(
            store, workers, extract.VERSION, Limits(**limits), reuse=("indexed",)
        )


def row_of(source):
    return Row(
        source.key,
        source.blueprint_folder,
        "ward",
        uri=source.uri,
        size=source.size,
        stamp=source.stamp,
    )


@pytest.fixture
def read(tmp_path):
    """Reads the one file of a library, or that source."""

    def rows(*parser, source=None, **limits):
        if source is None:
            (source,) = discover(str(tmp_path / "library"))
        with reading(tmp_path, *parser, **limits) as reader:
            return reader.read(row_of(source))

    return rows


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        ({"entries": 2}, "more than 2 files inside one"),
        ({"total_bytes": 4}, "more than 4 bytes inside one file"),
    ],
)
def test_of_too_much_inside_one_file_the_rest_is_told(read, tmp_path, limits, reason):
    (tmp_path / "library/ward").mkdir(parents=True)
    pack(tmp_path / "library/ward/pack.zip", a_txt="ab", b_txt="cd", c_txt="ef")
    _, first, second, third = read(**limits)
    assert (first.outcome, second.outcome) == ("indexed", "indexed")
    assert (third.outcome, third.reason, third.id) == ("skipped", reason, "")


def test_what_an_office_program_left_in_a_mail_is_no_artefact(read, tmp_path):
    mail = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n"
    for name in ("~$plan.txt", "plan.txt"):
        part = f'Content-Disposition: attachment; filename="{name}"\n\nThe plan.\n'
        mail += f"--x\n{part}"
    put(tmp_path, "library/ward/mail.eml", f"{mail}--x--\n")
    told = {row.inner: row.reason for row in read()[1:]}
    assert told == {
        "mail.eml!/~$plan.txt": "lock file of an office program",
        "mail.eml!/plan.txt": "",
    }


@pytest.mark.parametrize(("most", "outcome"), [(9, "indexed"), (8, "failed")])
def test_a_file_of_just_the_limit_is_read(read, tmp_path, most, outcome):
    put(tmp_path, "library/ward/plan.txt", "The plan.")
    (row,) = read(file_bytes=most)
    assert row.outcome == outcome
    assert row.reason == ("" if most == 9 else "9 bytes, the limit is 8")
    assert row.stamp  # not looked at again until it changes


def test_a_file_of_another_store_is_read_there(read):
    disk = fsspec.filesystem("memory")
    disk.pipe_file("/library/ward/plan.txt", b"The plan.")
    try:
        (source,) = discover("memory://library")
        (row,) = read(source=source)
        assert (row.outcome, row.stamp) == ("indexed", source.stamp)
    finally:
        disk.rm("/library", recursive=True)
    (gone,) = read(source=source)
    assert (gone.outcome, gone.reason) == ("skipped", "gone while it was read")
    assert (gone.id, gone.digest, gone.stamp) == ("", "", "")


class Busy(MemoryFileSystem):
    """A store that gives no file, and says so by an error of its own."""

    protocol = "busy"

    def get_file(self, *_, **__):
        raise RuntimeError("503 Slow Down")


def test_a_store_that_fails_in_its_own_way_is_told(read):
    fsspec.register_implementation("busy", Busy, clobber=True)
    source = Source("busy://library/plan.txt", "ward", "plan.txt", 9, "1", "")
    (row,) = read(source=source)
    assert (row.outcome, row.reason, row.stamp) == ("skipped", "503 Slow Down", "")


def test_a_store_that_cannot_be_opened_is_told(read):
    source = Source("nowhere://library/plan.txt", "ward", "plan.txt", 9, "1", "")
    (row,) = read(source=source)
    assert row.outcome == "skipped"
    assert "nowhere" in row.reason


def test_a_file_that_changes_while_it_is_read_is_read_in_the_next_run(read, tmp_path):
    put(tmp_path, "library/ward/rewritten.txt", "What it said before.")
    (row,) = read("tests.pipelines.parsers.by_name")
    assert (row.outcome, row.stamp) == ("skipped", "")
    assert row.reason == "changed while it was read"
    put(tmp_path, "library/ward/rewritten.txt", "What it said before.")
    # What was kept for these bytes may have been that of others: it is made anew.
    (again,) = read()
    assert again.outcome == "indexed"
    store = RecordStore(str(tmp_path / "records"))
    record = store.get(again.digest, again.extractor, again.suffix)
    assert record.segments[0].text == "What it said before."


def test_a_machine_that_has_room_again_reads_what_it_could_not(tmp_path):
    put(tmp_path, "library/ward/full.txt", "The plan.")
    (source,) = discover(str(tmp_path / "library"))
    with reading(tmp_path, "tests.pipelines.parsers.by_name") as reader:
        with pytest.raises(WorkerError, match=r"full\.txt.*no space left"):
            reader.read(row_of(source))
        (tmp_path / "library/room").touch()
        (row,) = reader.read(row_of(source))  # as where its message is sent again
    assert row.outcome == "indexed"
