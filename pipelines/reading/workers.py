"""Worker processes that read files, and that can be killed.

A file may hang its parser, eat all memory or crash the process. So each is read in a
process of its own kind: long-lived, limited by the kernel, killed when its time is up.
"""

import contextlib
import os
import queue
import signal
import subprocess
import sys
from collections.abc import Iterator
from multiprocessing.connection import Connection, Pipe

from pipelines.errors import StoreError, WorkerError
from pipelines.reading.jobs import Job, Reading, Refused, Terms
from pipelines.wording import sentence_of

START_SECONDS = 60.0
TRIES = 2


class Worker:
    """One process, started when it is first needed and after each kill."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._stopped = False

    def read(self, job: Job) -> Reading:
        """What became of the file: always a reading, however the file behaves.

        Raises WorkerError if no process starts or the worker was stopped, StoreError
        if nothing can be kept, OSError if the system does not let the file be read.
        """
        # What a Tika server made fail is tried again by who knows the servers.
        for _ in range(0 if job.endpoint else TRIES - 1):
            try:
                reading = self._attempt(job)
            except OSError:
                self.close()  # too many files may be open in this process alone
                continue
            if reading.status not in ("timeout", "crashed"):
                return reading
        return self._attempt(job)

    def stop(self) -> None:
        """End the process from another thread; the one that reads gets an error."""
        self._stopped = True
        if self._process is not None:
            _kill(self._process)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            _kill(process)
            process.wait()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _attempt(self, job: Job) -> Reading:
        connection = self._connection or self._start()
        try:
            connection.send(job)
            if not connection.poll(self._terms.seconds):
                self.close()
                reason = f"not read within {self._terms.seconds:g} seconds"
                return Reading("timeout", reason)
            answer: Reading | Refused = connection.recv()
        except (EOFError, OSError):
            ended = self._ended()
            if self._stopped:
                raise WorkerError("the run was stopped") from None
            return Reading("crashed", ended)
        if isinstance(answer, Refused):
            if answer.stage == "file":
                raise OSError(answer.number, answer.message)
            raise StoreError(answer.message)
        if answer.shaken:
            self.close()
        return answer

    def _start(self) -> Connection:
        try:
            ours = self._spawned()
        except OSError as error:  # told as what it is, no file is to blame
            reason = sentence_of(error)
            raise WorkerError(f"no worker process can be started: {reason}") from error
        self._connection = ours
        if self._stopped:
            self.close()
            raise WorkerError("the run was stopped")
        try:
            ours.send(self._terms)
            if not ours.poll(START_SECONDS):
                self.close()  # what it says later is no answer to a job
                raise WorkerError(f"no worker process within {START_SECONDS:g} seconds")
            refused: Refused | None = ours.recv()
        except (EOFError, OSError) as error:
            if self._stopped:
                raise WorkerError("the run was stopped") from error
            raise WorkerError(f"a worker process {self._ended()} at its start") from (
                error
            )
        if refused:
            self.close()
            raise WorkerError(f"a worker process cannot start: {refused.message}")
        return ours

    def _spawned(self) -> Connection:
        """A process that has just been started, at the other end."""
        ours, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "pipelines.reading.isolated",
                    str(theirs.fileno()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                },
                start_new_session=True,  # a Ctrl-C is for the parent alone
            )
        return ours

    def _ended(self) -> str:
        """How the process ended by itself."""
        process = self._process
        if process is None:
            return "was closed"
        try:
            code = process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            code = 0
        self.close()
        if code >= 0:
            return f"ended with code {code}"
        return f"ended by {signal.Signals(-code).name}"


class Workers:
    """As many workers as may read at the same time."""

    def __init__(self, terms: Terms, count: int) -> None:
        self._all = [Worker(terms) for _ in range(count)]
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        for worker in self._all:
            self._idle.put(worker)

    def read(self, job: Job) -> Reading:
        """Read with the next idle worker; may be called from several threads."""
        with self._lent() as worker:
            return worker.read(job)

    def stop(self) -> None:
        """End all processes at once; threads that read get a WorkerError."""
        for worker in self._all:
            worker.stop()

    def close(self) -> None:
        """End all processes; no thread reads any more."""
        for worker in self._all:
            worker.close()

    @contextlib.contextmanager
    def _lent(self) -> Iterator[Worker]:
        worker = self._idle.get()
        try:
            yield worker
        finally:
            self._idle.put(worker)

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    # The group: a parser may have started something itself.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
