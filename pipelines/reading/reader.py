"""From a file of the library to records: itself, and what is packed inside it."""

import errno
import hashlib
import tempfile
from collections.abc import Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from threading import Lock

import fsspec

from indexer.reason import reason_of
from pipelines.errors import GOES_ON, WorkerError
from pipelines.extract.detect import UNKNOWN
from pipelines.extract.file import MACHINE, Limits
from pipelines.extract.tika import leads
from pipelines.ids import artefact_id
from pipelines.library import litter, stamp_of
from pipelines.reading.jobs import Job, Reading
from pipelines.reading.tika import TikaServers, extractors
from pipelines.reading.workers import Workers
from pipelines.records import Member, Record
from pipelines.storage.ledger import OUTCOME_OF, Outcome, Row
from pipelines.storage.store import RecordStore

DEEPEST = 3  # a file in a ZIP in a mail in a ZIP


@dataclass(slots=True)
class Budget:
    """What the members of one file may still come to, all levels together."""

    count: int
    size: int  # bytes


class Reader:
    """Reads files with worker processes, each content once.

    A content that has a record in the store with an outcome of `reuse` is not opened.
    """

    def __init__(
        self,
        store: RecordStore,
        workers: Workers,
        extractor: str,
        limits: Limits,
        *,
        reuse: Collection[Outcome],
        tika: TikaServers | None = None,
    ) -> None:
        self._store = store
        self._workers = workers
        self._extractor = extractor
        self._limits = limits
        self._reuse = reuse
        self._tika = tika
        self.parsed: set[tuple[str, str]] = set()  # contents given to a parser
        self._readings: dict[tuple[str, str], Future[Reading]] = {}
        self._lock = Lock()

    def read(self, row: Row) -> list[Row]:
        """The row of a file with its outcome, and a row for each member in it.

        Raises StoreError or WorkerError, for which no file is to blame.
        """
        if row.size > self._limits.file_bytes:
            reason = f"{row.size} bytes, the limit is {self._limits.file_bytes}"
            return [replace(row, outcome="failed", status="too_large", reason=reason)]
        try:
            with fetched(row.uri) as path:
                rows = list(self._read(row, path, self._budget(), 0))
                changed = row.uri.startswith("file://") and row.stamp != stamp_of(path)
        except FileNotFoundError:
            return [_unread(row, "gone while it was read")]
        except OSError as error:
            reason = reason_of(error)
            if error.errno in MACHINE:
                raise WorkerError(
                    f"{row.path!r} cannot be read on this machine: {reason}{GOES_ON}"
                ) from error
            return [_unread(row, reason)]
        if changed:
            # The record may be of other bytes than the digest.
            self._store.forget(rows[0].digest, rows[0].extractor, row.suffix)
            return [_unread(row, "changed while it was read")]
        return rows

    def stop(self) -> None:
        """End all reading at once; threads that read get a WorkerError."""
        self._workers.stop()
        if self._tika:
            self._tika.stop()

    def _budget(self) -> Budget:
        return Budget(self._limits.entries, self._limits.total_bytes)

    def _read(self, row: Row, path: Path, budget: Budget, depth: int) -> Iterator[Row]:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if row.parent and digest != row.digest:
            self._store.forget_member(row.digest)
            yield _unread(
                row, "damaged in the record store, made again in the next run"
            )
            return
        name = PurePosixPath(row.path).name
        reading = self._once(Job(str(path), name, digest, row.size), row.suffix)
        yield replace(
            row,
            digest=digest,
            extractor=reading.extractor,
            outcome=OUTCOME_OF[reading.status],
            status=reading.status,
            reason=reading.reason,
        )
        for member in _numbered(row, reading.members):
            yield from self._member(member, budget, depth + 1)

    def _member(self, row: Row, budget: Budget, depth: int) -> Iterator[Row]:
        budget.count -= 1
        budget.size -= row.size
        reason = litter(row.path.rpartition("!/")[2])
        if depth > DEEPEST:
            reason = f"packed more than {DEEPEST} levels deep"
        elif budget.count < 0:
            reason = f"more than {self._limits.entries} files inside one"
        elif budget.size < 0:
            reason = f"more than {self._limits.total_bytes} bytes inside one file"
        if reason:
            yield replace(row, outcome="skipped", reason=reason, id="")
            return
        row = replace(row, uri=self._store.location(row.digest))
        with fetched(row.uri) as path:
            yield from self._read(row, path, budget, depth)

    def _once(self, job: Job, suffix: str) -> Reading:
        key = (job.digest, suffix)
        with self._lock:
            future = self._readings.get(key)
            mine = future is None
            if future is None:
                future = self._readings[key] = Future()
        if mine:
            try:
                future.set_result(self._known(job, suffix) or self._fresh(job, suffix))
            except BaseException as error:
                # Of those who wait, all fail; who comes later, by a queue, tries anew.
                with self._lock:
                    del self._readings[key]
                future.set_exception(error)
                raise
        return future.result()

    def _known(self, job: Job, suffix: str) -> Reading | None:
        if not self._reuse:
            return None
        for extractor in extractors(suffix, self._extractor, self._tika is not None):
            record = self._store.get(job.digest, extractor, suffix)
            if record is None or OUTCOME_OF[record.status] not in self._reuse:
                continue
            if all(self._store.has_member(m.digest, m.size) for m in record.members):
                return Reading(
                    record.status, record.reason, record.members, extractor=extractor
                )
        return None

    def _fresh(self, job: Job, suffix: str) -> Reading:
        if self._tika and leads(suffix):
            reading = self._tika.read(job, self._workers.read)
        else:
            reading = self._workers.read(job)
        self.parsed.add((job.digest, suffix))
        reading = replace(reading, extractor=reading.extractor or self._extractor)
        if reading.status in ("timeout", "crashed"):
            # The process was gone before it could keep a record.
            record = Record(
                job.digest,
                reading.extractor,
                job.size,
                UNKNOWN,
                reading.status,
                reading.reason,
            )
            self._store.put(record, suffix)
        return reading


def _numbered(container: Row, members: tuple[Member, ...]) -> Iterator[Row]:
    """A row for each member; of members with one name, the later get a number."""
    last: dict[str, int] = {}  # number that was given to each name
    for member in members:
        name = member.name.encode("utf-8", "backslashreplace").decode("utf-8")
        written, plain = name, PurePosixPath(name)
        while name in last:  # one may be called as the number would call another
            last[written] += 1
            number = f" ({last[written]})"
            name = str(plain.with_name(f"{plain.stem}{number}{plain.suffix}"))
        last[name] = 1
        path = f"{container.path}!/{name}"
        row = Row(path, container.folder, container.blueprint)
        yield replace(
            row,
            id=artefact_id(container.blueprint, row.inner),
            parent=container.path,
            size=member.size,
            digest=member.digest,
        )


def _unread(row: Row, reason: str) -> Row:
    """A file that could not be opened: looked at again in the next run."""
    return replace(
        row, outcome="skipped", status="", reason=reason, id="", digest="", stamp=""
    )


def _temporary() -> "tempfile.TemporaryDirectory[str]":
    try:
        return tempfile.TemporaryDirectory()
    except FileNotFoundError as error:  # no place can be written; no file is gone
        raise OSError(errno.ENOSPC, str(error)) from error


@contextmanager
def fetched(uri: str) -> Iterator[Path]:
    """A local path with the bytes of a URL; OSError if they cannot be had."""
    if uri.startswith("file://"):
        yield Path(uri.removeprefix("file://"))
        return
    with _temporary() as folder:
        path = Path(folder) / "file"
        try:
            fs, remote = fsspec.core.url_to_fs(uri)
            fs.get_file(remote, str(path))
        except OSError:
            raise
        except Exception as error:  # every file system fails in its own way
            raise OSError(str(error)) from error
        yield path
