"""Work by a queue: what a worker does with a message.

It needs the broker, the library and the record store, and nothing else that the sender
has: a message says where a file is, the store brings what became of it.
"""

import logging
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from celery import Celery  # type: ignore[import-untyped]

from pipelines.errors import IngestError
from pipelines.library import reach, uri_in
from pipelines.progress import silent
from pipelines.queue.outcomes import HARDEST, Order, Outcomes, Reply
from pipelines.reading.reader import Reader
from pipelines.reading.wiring import EXTRACT, opened
from pipelines.storage.ledger import Row
from pipelines.storage.store import RecordStore
from settings import Settings

TASK = QUEUE = "blueprints.read"
VERSION = 3  # of a message: raised when its meaning changes
FILE = ("path", "folder", "blueprint", "id", "size", "stamp", "modified")
ATTEMPTS = 3  # starts at one file after which it is given up
log = logging.getLogger(__name__)


def message(run: str, row: Row, sending: int = 1) -> dict[str, Any]:
    """What is sent for one file: where it is and how it was found, none of its text.

    `sending` counts how often it was sent in the run.
    """
    return {
        "version": VERSION,
        "run": run,
        "artefact": row.id,
        "sending": sending,
        "file": {name: getattr(row, name) for name in FILE},
    }


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
        self._open = ExitStack()
        self._for = ""
        self._over = ""
        self._reader: Reader | None = None

    def take(self, told: dict[str, Any]) -> None:
        """Read the file of a message, unless that was done: it may come twice.

        A message of another version is refused; who sent it is told, and sends it
        again.
        """
        run, artefact = str(told.get("run")), str(told.get("artefact"))
        store = RecordStore(self._settings.record_store)
        outcomes = Outcomes(store.objects)
        order = outcomes.order(run)
        if order is None:
            self._drop(run, store.url)
        elif told.get("version") != VERSION:
            version = told.get("version")
            reason = f"a message of version {version} was refused, not {VERSION}"
            log.warning("%s: %r", reason, told)
            outcomes.reply(run, artefact, Reply(fault=reason))
        elif attempt := outcomes.begin(run, artefact, told["sending"]):
            try:
                reply = self._read(store, told, order, attempt)
            except IngestError as error:
                outcomes.reply(run, artefact, Reply(fault=str(error)))
                raise
            outcomes.reply(run, artefact, reply)

    def close(self) -> None:
        """End the processes that read."""
        self._reader = None
        self._open.close()

    def _drop(self, run: str, store: str) -> None:
        """Say once of a run that its messages are worth nothing."""
        if run != self._over:
            self._over = run
            text = "run %s is over, or record store %s is not that of its sender"
            log.warning(f"{text}: its messages are dropped", run, store)

    def _read(
        self, store: RecordStore, told: dict[str, Any], order: Order, attempt: int
    ) -> Reply:
        row = Row(**told["file"])
        if attempt > ATTEMPTS:
            reason = f"given up: {ATTEMPTS} workers ended while they read it"
            return Reply(
                (replace(row, outcome="failed", status="crashed", reason=reason),)
            )
        reader = self._opened(store, told["run"], order)
        before = reader.parsed.copy()
        rows = reader.read(replace(row, uri=uri_in(order.library, row.path)))
        parsed = (f"{digest}{suffix}" for digest, suffix in reader.parsed - before)
        return Reply(tuple(rows), tuple(parsed))

    def _opened(self, store: RecordStore, run: str, order: Order) -> Reader:
        """One reader for a run: it knows what was read, and which servers are gone."""
        if self._reader is None or self._for != run:
            self.close()
            reach(order.library)
            reading = opened(
                self._settings, store, 1, silent, order.mode, self._extract_with
            )
            self._reader = self._open.enter_context(reading)
            self._for = run
        return self._reader


def work(settings: Settings, processes: int, extract_with: str = EXTRACT) -> None:
    """Read what is queued until told to stop; StoreError if the store is no place."""
    RecordStore(settings.record_store)
    # Quiet: what it would say at its start is of Celery, and has no record store.
    arguments = ["--quiet", "worker", f"--concurrency={processes}"]
    arguments += ["--loglevel=warning"]
    arguments += ["--without-gossip", "--without-mingle", f"--queues={QUEUE}"]
    application(settings, extract_with).worker_main(arguments)
