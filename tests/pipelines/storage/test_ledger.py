import resource
import sqlite3
import threading
from contextlib import closing

import pytest

from pipelines.bundle import Problem
from pipelines.errors import FolderError, LedgerError, LockedError
from pipelines.storage import ledger as ledgers
from pipelines.storage.ledger import Ledger, Row
from pipelines.storage.lock import locked


@pytest.fixture
def ledger(tmp_path):
    found = Ledger(tmp_path / "ledger.db")
    yield found
    found.close()


def row(path, outcome="indexed", **more):
    return Row(path, path.partition("/")[0], outcome=outcome, **more)


def test_rows_come_back_in_order(ledger):
    rows = [row("b/x", digest="1"), row("a/y", "failed", reason="a password")]
    ledger.replace(rows)
    assert ledger.rows() == [rows[1], rows[0]]
    assert ledger.rows(("failed",)) == [rows[1]]


def test_totals_add_up(ledger):
    outcomes = ["indexed", "indexed", "partial", "failed", "skipped", "pending"]
    ledger.replace([row(f"a/{i}", o) for i, o in enumerate(outcomes)])
    totals = ledger.totals()
    assert totals.pop("found") == 6 == sum(totals.values())
    assert totals["indexed"] == 2


def test_forgetting_a_container_forgets_what_is_inside_it(ledger):
    ledger.replace(
        [
            row("a/pack.zip"),
            row("a/pack.zip!/in.zip", parent="a/pack.zip"),
            row("a/pack.zip!/in.zip!/x", parent="a/pack.zip!/in.zip"),
            row("a/pack.zip.txt"),
        ]
    )
    ledger.replace([row("a/pack.zip", digest="new")], forget=["a/pack.zip"])
    assert [r.path for r in ledger.rows()] == ["a/pack.zip", "a/pack.zip.txt"]


def test_what_cannot_be_written_as_a_whole_changes_nothing(ledger):
    ledger.replace([row("a/x"), row("a/y")])

    def torn():
        yield row("a/z")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.replace(torn(), forget=["a/x"])
    assert [r.path for r in ledger.rows()] == ["a/x", "a/y"]
    ledger.replace([row("a/z")], forget=["a/x"])
    assert [r.path for r in ledger.rows()] == ["a/y", "a/z"]


def test_a_run_without_an_end_was_interrupted(ledger):
    assert ledger.last_run() is None
    one = ledger.begin("/one")
    ledger.finish(one, {"found": 1})
    run = ledger.last_run()
    assert (run["run"], run["library"], run["totals"]) == (one, "/one", {"found": 1})
    assert run["started"] <= run["finished"]
    two = ledger.begin("/two")
    run = ledger.last_run()
    assert (run["run"], run["library"], run["totals"]) == (two, "/two", None)
    assert run["finished"] is None
    ledger.finish(one, {"found": 2})
    assert ledger.last_run() == run


def test_who_writes_makes_the_folder_and_who_reads_does_not(tmp_path):
    path = tmp_path / "data" / "of mine" / "ledger.db"
    with pytest.raises(FolderError, match="must be able to write in its folder"):
        Ledger(path, write=False)
    assert not path.parent.parent.exists()
    Ledger(path).close()
    Ledger(path, write=False).close()
    with pytest.raises(LedgerError, match="File exists"):
        Ledger(path / "ledger.db")


def test_problems_take_the_place_of_the_last(ledger):
    ledger.note_problems([Problem("c.csv", 2, "pillar", "x", "unknown")])
    kept = [Problem("c.csv", None, "", "y", "no folder")]
    ledger.note_problems(kept)
    assert ledger.problems() == tuple(kept)


def test_threads_may_write_at_the_same_time(ledger):
    def write(letter):
        for i in range(50):
            ledger.replace([row(f"{letter}/{i}")])

    threads = [threading.Thread(target=write, args=(c,)) for c in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.totals()["found"] == 200


def test_it_can_be_read_while_it_is_written(ledger):
    ledger.replace([row("a/x")])
    reader = Ledger(ledger.path, write=False)
    ledger.replace([row("a/y")])
    assert reader.totals()["found"] == 2
    with pytest.raises(LedgerError, match="readonly"):
        reader.replace([row("a/z")])
    reader.close()


def test_what_was_deleted_is_in_no_byte_unless_somebody_reads_it(tmp_path, monkeypatch):
    monkeypatch.setattr(ledgers, "WAIT", 0.1)
    ledger = Ledger(tmp_path / "ledger.db")
    many = [f"a/secret {n}" for n in range(500)]  # of several pages
    ledger.replace(map(row, many))
    ledger.replace([], forget=many)
    with closing(sqlite3.connect(ledger.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM files").fetchall()
        with pytest.raises(LedgerError, match="is read by another command"):
            ledger.compact()
    ledger.compact()
    kept = tmp_path.glob("ledger.db*")
    assert not any(b"a/secret" in file.read_bytes() for file in kept)
    ledger.close()


def test_a_damaged_file_is_said(tmp_path):
    path = tmp_path / "ledger.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(LedgerError, match="move it away"):
        Ledger(path)


@pytest.mark.parametrize(
    ("damage", "ask"),
    [
        ("UPDATE runs SET library = CAST(x'ff' AS TEXT)", Ledger.last_run),
        ("UPDATE runs SET totals = 'torn'", Ledger.last_run),
        ("DROP TABLE runs", Ledger.last_run),
        ("INSERT INTO files (path, outcome) VALUES ('a', 'indexee')", Ledger.totals),
    ],
)
def test_what_is_damaged_in_it_is_said_with_the_way_out(tmp_path, damage, ask):
    path = tmp_path / "ledger.db"
    with closing(Ledger(path)) as ledger:
        ledger.begin("/library")
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(damage)
    with (
        closing(Ledger(path, write=False)) as ledger,
        pytest.raises(LedgerError, match=r"is damaged .*; move it away and ingest"),
    ):
        ask(ledger)


def test_one_that_a_full_disk_left_empty_is_filled_by_an_ingest(tmp_path):
    path = tmp_path / "ledger.db"
    path.touch()
    with pytest.raises(LedgerError, match="is empty until the next ingest"):
        Ledger(path, write=False)
    Ledger(path).close()
    with closing(Ledger(path, write=False)) as ledger:
        assert ledger.last_run() is None


@pytest.mark.parametrize("write", [True, False])
def test_a_full_disk_is_said_where_no_row_is_written(tmp_path, write):
    Ledger(tmp_path / "ledger.db").close()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, before[1]))
    try:
        with pytest.raises(LedgerError, match="no space left on its disk"):
            Ledger(tmp_path / "ledger.db", write=write)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_a_reader_needs_is_said_where_it_cannot_open(tmp_path):
    with pytest.raises(FolderError, match="able to write in its folder"):
        Ledger(tmp_path / "ledger.db", write=False)


def test_another_version_is_refused(tmp_path):
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(LedgerError, match="version 99"):
        Ledger(path)


def test_the_second_to_lock_is_told_of_the_first(tmp_path):
    with (
        locked(tmp_path),
        pytest.raises(LockedError, match=r"process \d+ on .* since 20"),
        locked(tmp_path),
    ):
        pass
    with locked(tmp_path):
        pass


def test_a_data_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").touch()
    with (
        pytest.raises(FolderError, match="cannot be written"),
        locked(tmp_path / "file"),
    ):
        pass
