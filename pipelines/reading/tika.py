"""The Tika servers of a run: whose turn it is, which one fell, what to do then."""

import fcntl
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path
from threading import Event, Lock

from pipelines.errors import WorkerError
from pipelines.extract.tika import (
    INSTEAD,
    VERSION,
    TikaFaultError,
    call,
    leads,
    shown,
)
from pipelines.progress import Notice, Progress
from pipelines.reading.jobs import Job, Reading

RECOVERY = 60.0  # seconds that a server may take to come back
KNOWN = re.compile(r"Apache Tika (3\.[0-3]|4\.0)\b")
ANSWER = 5.0  # seconds for saying its version
AGAIN = 0.5  # seconds between two looks


def extractors(suffix: str, native: str, served: bool) -> tuple[str, ...]:
    """Which extractors' records are good for files whose names end so."""
    return (VERSION, INSTEAD) if served and leads(suffix) else (native,)


def endpoints(setting: str) -> tuple[str, ...]:
    """The addresses in a comma separated setting."""
    return tuple(e.strip().rstrip("/") for e in setting.split(",") if e.strip())


def version_of(endpoint: str) -> str:
    """What a server says of itself; TikaFaultError if it does not answer so."""
    status, answer = call("get", endpoint, "/version", ANSWER)
    text = answer.decode("utf-8", "replace").strip()
    if status != 200:
        raise TikaFaultError(f"answered HTTP {status}")
    return text


class TikaServers:
    """One or more servers, taken in turn.

    A server that fails takes every request in flight with it, and nobody can tell
    which file was to blame. So a failed file is tried once more while no other
    request from the same folder runs, and read in process after that.
    """

    def __init__(
        self,
        addresses: Sequence[str],
        folder: Path,
        tell: Progress,
        recovery: float = RECOVERY,
    ) -> None:
        self._all = tuple(addresses)
        self._turn = count()
        self._tell = tell
        self._recovery = recovery
        self._aside: dict[str, float] = {}  # until when a server is passed over
        self._gone = False
        self._lock = Lock()
        self._stopped = Event()
        folder.mkdir(parents=True, exist_ok=True)
        self._queue, self._room = folder / "tika.queue", folder / "tika.lock"

    def greet(self) -> None:
        """Tell of servers that do not answer, or are of no known version."""
        for endpoint in self._all:
            try:
                version = version_of(endpoint)
            except TikaFaultError as error:
                self._tell(Notice(f"Tika server {shown(endpoint)}: {error}"))
                continue
            if not KNOWN.match(version):
                text = f"Tika server {shown(endpoint)} says {version[:60]!r}:"
                self._tell(Notice(f"{text} only versions 3 and 4.0 are known"))

    def read(self, job: Job, read: Callable[[Job], Reading]) -> Reading:
        """What became of a file; by a server, or in process if that cannot be."""
        if self._gone:
            return _without(read(job))
        endpoint = self._next()
        with self._in_line(alone=False):
            reading = read(replace(job, endpoint=endpoint, extractor=VERSION))
        if not _failed(reading):
            return reading
        with self._lock:
            self._aside[endpoint] = time.monotonic() + self._recovery
        return self._again(job, read, reading.fault or reading.reason)

    def stop(self) -> None:
        """Wait for no server any more."""
        self._stopped.set()

    def _again(self, job: Job, read: Callable[[Job], Reading], fault: str) -> Reading:
        with self._in_line(alone=True):
            endpoint = self._recovered()
            if endpoint is None:
                return _without(read(job))
            reading = read(replace(job, endpoint=endpoint, extractor=VERSION))
            if not _failed(reading):
                return reading
            self._recovered()
        again = reading.fault or reading.reason
        how = again if again == fault else f"{fault}, then {again}"
        why = f"read in process: a Tika server failed on it twice, it {how}"
        return read(replace(job, extractor=INSTEAD, why=why))

    def _next(self) -> str:
        """The next server in turn that has not just failed."""
        with self._lock:
            now = time.monotonic()
            some = [e for e in self._all if self._aside.get(e, 0) < now] or self._all
            return some[next(self._turn) % len(some)]

    def _recovered(self) -> str | None:
        """The first server that answers; None, from then on, if none comes back."""
        until = time.monotonic() + self._recovery
        while not self._gone:
            for endpoint in self._all:
                try:
                    version_of(endpoint)
                except TikaFaultError:
                    continue
                with self._lock:
                    self._aside.pop(endpoint, None)
                return endpoint
            if time.monotonic() > until:
                self._gone = True
                seconds = f"{self._recovery:g} seconds"
                text = f"no Tika server came back within {seconds}; it is used no more"
                self._tell(Notice(f"{text} in this run, files are read in process"))
            elif self._stopped.wait(AGAIN):
                raise WorkerError("the run was stopped")
        return None

    @contextmanager
    def _in_line(self, *, alone: bool) -> Iterator[None]:
        """Hold a place among the requests; alone, once the others are done.

        By files, since the workers of a queue are processes. Who waits to be alone
        keeps the queue closed, so that others do not go on past it.
        """
        with self._room.open("w") as room:
            with self._queue.open("w") as queue:
                fcntl.flock(queue, fcntl.LOCK_EX)
                fcntl.flock(room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield


def _without(reading: Reading) -> Reading:
    """What was read in process for want of a server: the next run tries one again."""
    why = "read in process: no Tika server answers"
    return replace(reading, reason="; ".join(filter(None, (reading.reason, why))))


def _failed(reading: Reading) -> bool:
    return bool(reading.fault) or reading.status in ("timeout", "crashed")
