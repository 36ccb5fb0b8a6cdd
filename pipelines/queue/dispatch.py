"""The sending side of the queue: it alone reads and writes the ledger."""

import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from kombu.exceptions import OperationalError

from pipelines.data_folder import DataFolder
from pipelines.errors import BrokerError, StoreError
from pipelines.extract.tika import shown
from pipelines.progress import Notice, Progress, told
from pipelines.queue.outcomes import Order, Outcomes
from pipelines.queue.tasks import QUEUE, TASK, application, message
from pipelines.storage.ledger import Row

LOOK = 0.25  # seconds between two looks at a record store in a folder
LOOK_FAR = 2.0  # and at one where each look is a request that costs
TIMES = 3  # how often a broker may fail in a row


def read_by_queue(folder: DataFolder, number: int, order: Order, tell: Progress) -> int:
    """Have the workers read all that is pending; how many files they parsed.

    A broker loses a message now and then, however it is set: what came to no outcome
    is sent again. Raises BrokerError and StoreError.
    """
    outcomes = Outcomes(folder.store.objects)
    with _opened(outcomes, number, order) as run:
        return Sender(folder, outcomes, run, tell).read()


@contextmanager
def _opened(outcomes: Outcomes, number: int, order: Order) -> Iterator[str]:
    """A run that workers may read for, under a name that no other run ever had."""
    run = f"{number}-{secrets.token_hex(8)}"
    outcomes.sweep()
    outcomes.open(run, order)
    try:
        yield run
    finally:
        with suppress(StoreError):  # then the next run sweeps
            outcomes.close(run)


class Sender:
    """Sends what is pending, and writes down what comes back."""

    def __init__(
        self, folder: DataFolder, outcomes: Outcomes, run: str, tell: Progress
    ) -> None:
        self._settings = folder.settings
        self._ledger = folder.ledger
        self._store = folder.store
        self._outcomes = outcomes
        self._run = run
        self._tell = tell
        self._waiting = {row.id: row for row in folder.ledger.pending()}
        self._parsed: set[str] = set()
        self._faults: set[str] = set()
        self._sendings = 0
        self._failed = 0  # times in a row that nothing could be sent again

    def read(self) -> int:
        """All that is pending; how many files were parsed."""
        look = LOOK if self._store.objects.folder else LOOK_FAR
        self._send()
        sent = time.monotonic()
        while self._waiting:
            time.sleep(look)
            now = time.monotonic()
            if self._take():
                sent = now
            elif now - sent > self._settings.broker_resend_seconds:
                sent = now
                self._again()
        return len(self._parsed)

    def _take(self) -> bool:
        """Write down what has arrived; whether any file is done."""
        arrived = self._outcomes.arrived(self._run)
        rows: list[Row] = []
        done: list[Row] = []
        for artefact, reply in arrived.items():
            self._hear(reply.fault)
            row = self._waiting.get(artefact)
            if row and reply.rows:
                done.append(row)
                rows += self._placed(row, reply.rows)
                self._parsed.update(reply.parsed)
        if done:
            self._ledger.replace(rows, forget=[row.path for row in done])
        for row in sorted(rows, key=lambda r: r.path):
            self._tell(told(row))
        for row in done:
            del self._waiting[row.id]
        self._outcomes.remove(self._run, arrived)
        return bool(done)

    def _hear(self, fault: str) -> None:
        if fault and fault not in self._faults:
            self._faults.add(fault)
            self._tell(Notice(fault))

    def _placed(self, own: Row, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows with places as they are called here, not on the worker's host."""
        for row in rows:
            if row.parent is None:
                yield replace(row, uri=own.uri)
            else:
                uri = self._store.location(row.digest) if row.uri else ""
                yield replace(row, uri=uri)

    def _again(self) -> None:
        """Send once more what is left; BrokerError if that fails too often in a row."""
        seconds = f"{self._settings.broker_resend_seconds:g} seconds"
        some = f"{len(self._waiting)} are sent again"
        hint = "is a worker running, with this record store? start one: blueprints"
        self._tell(Notice(f"no file was read for {seconds}, {some}; {hint} worker"))
        try:
            self._send()
        except BrokerError as error:
            self._failed += 1
            if self._failed == TIMES:
                raise
            self._tell(Notice(str(error)))
        else:
            self._failed = 0

    def _send(self) -> None:
        settings = self._settings
        if not settings.broker_url:
            raise BrokerError(
                "no broker is set; set BLUEPRINTS_BROKER_URL to that of Redis"
            )
        self._sendings += 1
        app = application(settings)
        try:
            with app.connection_for_write() as connection:
                connection.ensure_connection(max_retries=2, interval_start=0.2)
                with app.amqp.Producer(connection) as producer:
                    for row in self._waiting.values():
                        app.send_task(
                            TASK,
                            (message(self._run, row, self._sendings),),
                            queue=QUEUE,
                            producer=producer,
                            retry=False,
                        )
        except (OperationalError, OSError) as error:
            raise BrokerError(
                f"broker {shown(settings.broker_url)} took no messages"
                f" ({str(error).rstrip('.')}); nothing is lost, the same command goes"
                " on from here"
            ) from error
        finally:
            app.close()
