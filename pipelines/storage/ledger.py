"""The ledger: every file of the library accounted for, and every run."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any, Literal

from pipelines.bundle import Problem
from pipelines.errors import LedgerError
from pipelines.records import Status
from pipelines.storage.database import told

Outcome = Literal["pending", "indexed", "partial", "failed", "skipped"]
OUTCOME_OF: Mapping[Status, Outcome] = {
    "ok": "indexed",
    "empty": "indexed",  # nothing to read in it: found by its name
    "partial": "partial",
    "encrypted": "failed",
    "unsupported": "failed",
    "corrupt": "failed",
    "too_large": "failed",
    "timeout": "failed",
    "crashed": "failed",
}
# Of what has an artefact, read or not.
KEPT: tuple[Outcome, ...] = ("indexed", "partial", "failed")
OUTCOMES: tuple[Outcome, ...] = (*KEPT, "skipped")  # all files found, once a run ends
COUNTED = ("found", *OUTCOMES, "pending")
FILE = "ledger.db"  # its name in the data folder
VERSION = 1
WAIT = 30.0  # seconds for another command to let the file go


@dataclass(frozen=True, slots=True)
class Row:
    """One file of the library, or one member of a container in it.

    `path` is the library's: ``folder/path``, and ``folder/path!/member``. `stamp` is
    empty where the file must be looked at again. `status` is empty where nothing was
    read: skipped or pending.
    """

    path: str
    folder: str  # of its Blueprint; empty outside of any
    blueprint: str = ""  # id of its Blueprint
    id: str = ""  # of its artefact; empty if skipped
    parent: str | None = None  # path of the container it is in
    uri: str = ""
    size: int = 0
    stamp: str = ""
    modified: str = ""
    digest: str = ""
    extractor: str = ""
    outcome: Outcome = "pending"
    status: str = ""
    reason: str = ""

    @property
    def inner(self) -> str:
        """Its path in its Blueprint."""
        return self.path.removeprefix(f"{self.folder}/")

    @property
    def unread(self) -> bool:
        """Whether it could not be reached, so that the next run tries again."""
        return self.outcome == "skipped" and self.uri != "" and not self.stamp

    @property
    def suffix(self) -> str:
        """How its name ends: text formats are told apart by nothing else."""
        return PurePosixPath(self.path).suffix.lower()


COLUMNS = tuple(f.name for f in fields(Row))
TABLES = f"""
CREATE TABLE IF NOT EXISTS files (
  path TEXT PRIMARY KEY, folder TEXT, blueprint TEXT, id TEXT, parent TEXT, uri TEXT,
  size INTEGER, stamp TEXT, modified TEXT, digest TEXT, extractor TEXT, outcome TEXT,
  status TEXT, reason TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS files_by_parent ON files (parent);
CREATE INDEX IF NOT EXISTS files_by_id ON files (id);
CREATE TABLE IF NOT EXISTS runs (
  id INTEGER PRIMARY KEY, library TEXT, started TEXT, finished TEXT, totals TEXT
);
CREATE TABLE IF NOT EXISTS problems (problem TEXT);
PRAGMA user_version = {VERSION};
"""
WAY_OUT = "move it away and ingest again: the records are kept"


class Ledger:
    """The run table in one SQLite file; may be used from several threads.

    Each change is written at once. Raises LedgerError if the file is damaged.
    """

    def __init__(self, path: Path, *, write: bool = True) -> None:
        self.path = path
        self._lock = Lock()
        with self._errors():
            if write:
                path.parent.mkdir(parents=True, exist_ok=True)
            mode = "rwc" if write else "ro"
            self._db = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                check_same_thread=False,
                isolation_level=None,
                timeout=WAIT,
            )
            try:
                self._prepare(write)
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def rows(self, outcomes: Collection[Outcome] | None = None) -> list[Row]:
        """Rows in the order of their paths: all, or those of some outcomes."""
        condition = ""
        if outcomes is not None:
            condition = f"WHERE outcome IN ({','.join('?' * len(outcomes))}) "
        with self._errors(), self._lock:
            found = self._db.execute(
                f"SELECT {','.join(COLUMNS)} FROM files {condition}ORDER BY path",
                tuple(outcomes or ()),
            )
            return [Row(*values) for values in found]

    def pending(self) -> list[Row]:
        """The files that are to be read: what is packed in one comes with it."""
        return self.rows(["pending"])

    def replace(self, rows: Iterable[Row], *, forget: Iterable[str] = ()) -> None:
        """Write rows, after dropping those of `forget` and of all inside them.

        All of it happens in one step.
        """
        marks = ",".join("?" * len(COLUMNS))
        with self._step() as db:
            for path in forget:
                db.execute("DELETE FROM files WHERE path = ?", (path,))
                _drop_inside(db, path)
            db.executemany(
                f"INSERT OR REPLACE INTO files ({','.join(COLUMNS)}) VALUES ({marks})",
                map(astuple, rows),
            )

    def totals(self) -> dict[str, int]:
        """Files found, and how many of them came to which outcome."""
        counted = dict.fromkeys(COUNTED, 0)
        with self._errors(), self._lock:
            for outcome, count in self._db.execute(
                "SELECT outcome, count(*) FROM files GROUP BY outcome"
            ):
                counted[outcome] += count  # KeyError of one that there is not: damage
                counted["found"] += count
        return counted

    def begin(self, library: str) -> int:
        """Open a run and return its number."""
        with self._step() as db:
            done = db.execute(
                "INSERT INTO runs (library, started) VALUES (?, ?)", (library, _now())
            )
            return int(done.lastrowid or 0)

    def finish(self, run: int, totals: Mapping[str, Any]) -> None:
        """Close a run with what came of it."""
        with self._step() as db:
            db.execute(
                "UPDATE runs SET finished = ?, totals = ? WHERE id = ?",
                (_now(), json.dumps(totals), run),
            )

    def last_run(self) -> dict[str, Any] | None:
        """The latest run; `finished` is None if it goes on or was interrupted."""
        with self._errors(), self._lock:
            row = self._db.execute(
                "SELECT id, library, started, finished, totals FROM runs"
                " ORDER BY id DESC LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            names = ("run", "library", "started", "finished")
            run = dict(zip(names, row[:4], strict=True))
            return {**run, "totals": json.loads(row[4]) if row[4] else None}

    def note_problems(self, problems: Iterable[Problem]) -> None:
        """Keep what was not understood of the metadata, in place of the last."""
        with self._step() as db:
            db.execute("DELETE FROM problems")
            db.executemany(
                "INSERT INTO problems VALUES (?)",
                [(json.dumps(_plain(p)),) for p in problems],
            )

    def problems(self) -> tuple[Problem, ...]:
        """What was not understood of the metadata when the index was last built."""
        with self._errors(), self._lock:
            found = self._db.execute("SELECT problem FROM problems ORDER BY rowid")
            return tuple(Problem(**json.loads(row[0])) for row in found)

    def compact(self) -> None:
        """Leave no byte in the file of what was deleted from it.

        Raises LedgerError while another command reads it.
        """
        with self._errors(), self._lock:
            self._db.execute("VACUUM")
            told = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if told[0]:
            raise LedgerError(
                f"ledger {self.path} is read by another command; try again after that"
            )

    def _prepare(self, write: bool) -> None:
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, VERSION):
            raise LedgerError(
                f"ledger {self.path} is of version {version}, this is {VERSION};"
                f" {WAY_OUT}"
            )
        if not (version or write):  # as where the disk was full when it was made
            raise LedgerError(f"ledger {self.path} is empty until the next ingest")
        if write:
            self._db.execute("PRAGMA journal_mode = WAL")
            # A power cut may lose the last rows, never tear the file; what is lost
            # is found in the record store.
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(TABLES)

    @contextmanager
    def _step(self) -> Iterator[sqlite3.Connection]:
        with self._errors(), self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _errors(self) -> AbstractContextManager[None]:
        return told(f"ledger {self.path}", WAY_OUT)


def outermost(row: Row, rows: Mapping[str, Row]) -> Row:
    """The file of the library that a row is packed inside, or is, of all by path.

    By what is in what, not by the path: a folder's name may end with an exclamation
    mark, and then its files look like members of it.
    """
    while row.parent:
        row = rows[row.parent]
    return row


def _drop_inside(db: sqlite3.Connection, path: str) -> None:
    """Delete the members of a container, and theirs."""
    inside = db.execute("SELECT path FROM files WHERE parent = ?", (path,)).fetchall()
    for (member,) in inside:
        _drop_inside(db, member)
    db.execute("DELETE FROM files WHERE parent = ?", (path,))


def _plain(problem: Problem) -> dict[str, Any]:
    return {f.name: getattr(problem, f.name) for f in fields(problem)}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
