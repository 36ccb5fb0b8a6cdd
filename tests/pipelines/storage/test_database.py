"""What went wrong with a file of SQLite: its content, its disk, or who else has it."""

import sqlite3
from contextlib import closing

import pytest

from pipelines.errors import LedgerError
from pipelines.storage.database import told

WAY_OUT = "move it away"


def test_a_full_disk_is_told_as_one_that_may_be_emptied():
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("PRAGMA max_page_count = 1")
        with (
            pytest.raises(LedgerError, match=r"^a file: no space left .*; make room"),
            told("a file", WAY_OUT),
        ):
            db.execute("CREATE TABLE some (text)")


def test_what_another_command_holds_is_not_damaged(tmp_path):
    path = tmp_path / "some.db"
    with (
        closing(sqlite3.connect(path)) as one,
        closing(sqlite3.connect(path, timeout=0)) as other,
    ):
        one.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(LedgerError, match=r"^a file: database is locked$"),
            told("a file", WAY_OUT),
        ):
            other.execute("BEGIN IMMEDIATE")
