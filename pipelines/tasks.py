"""Work by a queue: a message holds ids, the ledger and the record store the rest."""

import logging
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, cast

from celery import Celery  # type: ignore[import-untyped]

from pipelines.errors import IngestError
from pipelines.ledger import Ledger, Row
from pipelines.opening import REUSE, Mode, opened
from pipelines.progress import silent
from pipelines.reading import Reader
from pipelines.store import RecordStore
from pipelines.workers import Workers
from settings import Settings

TASK = QUEUE = "blueprints.read"
VERSION = 1  # of a message: raised when its meaning changes
ATTEMPTS = 3  # starts at one file after which it is given up
HARDEST = 7_200  # seconds for one file with all that is packed inside it
EXTRACT = "pipelines.extract.extract_file"
log = logging.getLogger(__name__)


def message(run: int, artefact: str, mode: Mode) -> dict[str, Any]:
    """What is sent for one file."""
    return {"version": VERSION, "run": run, "artefact": artefact, "mode": mode}


def application(settings: Settings, extract_with: str = EXTRACT) -> Celery:
    """The queue of these settings, and what its workers do."""
    app = Celery("blueprints", broker=settings.broker_url, set_as_current=False)
    app.conf.update(
        task_default_queue=QUEUE,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        # A message is gone when its file was read, not when a worker took it.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_hijack_root_logger=False,
        worker_max_tasks_per_child=1_000,
        task_time_limit=HARDEST,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            # Must be longer than any task; what a dead worker held comes back sooner,
            # by who sent it.
            "visibility_timeout": 2 * HARDEST,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 5,
            "socket_keepalive": True,
            "health_check_interval": 25,
        },
    )
    desk = Desk(settings, extract_with)
    app.task(desk.take, name=TASK)
    return app


class Desk:
    """What one process of a worker reads with; opened with the first message."""

    def __init__(self, settings: Settings, extract_with: str) -> None:
        self._settings = settings
        self._extract_with = extract_with
        self._ledger: Ledger | None = None
        self._open = ExitStack()
        self._for: tuple[int, Mode] | None = None
        self._reader: tuple[Reader, Workers] | None = None

    def take(self, told: dict[str, Any]) -> None:
        """Read the file of a message, unless that was done: it may come twice.

        A message of another version changes nothing but the reason of its file, which
        stays pending; who sent it sends it again.
        """
        ledger = self._ledger = self._ledger or Ledger(
            self._settings.data / "ledger.db"
        )
        found = ledger.rows(
            "id = ? AND parent IS NULL AND outcome = 'pending'",
            str(told.get("artefact")),
        )
        run = ledger.last_run()
        if told.get("version") != VERSION:
            version = told.get("version")
            reason = f"a message of version {version} was refused, not {VERSION}"
            log.warning("%s: %r", reason, told)
            ledger.replace(replace(row, reason=reason) for row in found)
        elif run is None or run["run"] != told["run"] or run["finished"]:
            log.info("run %s is over: %r", told["run"], told)
        else:
            for row in found:
                self._read(ledger, row, told["run"], _mode(told))

    def close(self) -> None:
        """End the processes that read, and let go of the ledger."""
        self._open.close()
        if self._ledger is not None:
            self._ledger.close()

    def _read(self, ledger: Ledger, row: Row, run: int, mode: Mode) -> None:
        if ledger.attempt(row.path) > ATTEMPTS:
            reason = f"given up: {ATTEMPTS} workers ended while they read it"
            rows = [replace(row, outcome="failed", status="crashed", reason=reason)]
        else:
            reader, workers = self._opened(run, mode)
            before = workers.parsed
            try:
                rows = reader.read(row)
            except IngestError as error:
                # No file is to blame: this was no attempt at it.
                ledger.replace([replace(row, reason=str(error))])
                raise
            ledger.count_parsed(run, workers.parsed - before)
        rows[0] = replace(rows[0], attempts=0)
        ledger.replace(rows, forget=[row.path])

    def _opened(self, run: int, mode: Mode) -> tuple[Reader, Workers]:
        """One reader for a run: it knows what was read, and which servers are gone."""
        if self._reader is None or self._for != (run, mode):
            self._open.close()
            store = RecordStore(str(self._settings.data / "records"))
            reading = opened(self._settings, store, 1, silent, mode, self._extract_with)
            self._reader = self._open.enter_context(reading)
            self._for = (run, mode)
        return self._reader


def _mode(told: dict[str, Any]) -> Mode:
    mode = told.get("mode", "")
    return cast(Mode, mode) if mode in REUSE else ""


def work(settings: Settings, processes: int, extract_with: str = EXTRACT) -> None:
    """Read what is queued until told to stop."""
    arguments = ["worker", f"--concurrency={processes}", "--loglevel=warning"]
    arguments += ["--without-gossip", "--without-mingle", f"--queues={QUEUE}"]
    application(settings, extract_with).worker_main(arguments)
