"""The sending side of the queue: the ledger says what is left, and what came of it."""

import time
from collections.abc import Iterable

from kombu.exceptions import OperationalError

from pipelines.errors import BrokerError
from pipelines.extract.tika import shown
from pipelines.ledger import Ledger, Row
from pipelines.opening import Mode
from pipelines.progress import Notice, Progress, told
from pipelines.tasks import QUEUE, TASK, application, message
from settings import Settings

PENDING = "outcome = 'pending' AND parent IS NULL"
LOOK = 0.25  # seconds between two looks at the ledger
TIMES = 3  # how often a broker may fail in a row


def read_by_queue(
    settings: Settings, ledger: Ledger, run: int, mode: Mode, tell: Progress
) -> int:
    """Have the workers read all that is pending; how many files they parsed.

    A broker loses a message now and then, however it is set: what came to no outcome
    is sent again. Raises BrokerError.
    """
    waiting = {row.path: row for row in ledger.rows(PENDING)}
    _send(settings, waiting.values(), run, mode)
    sent, failed, reasons = time.monotonic(), 0, set[str]()
    while waiting:
        time.sleep(LOOK)
        left = {row.path: row for row in ledger.rows(PENDING)}
        done = sorted(waiting.keys() - left.keys())
        for path in done:
            del waiting[path]
            for row in _family(ledger, path):
                tell(told(row))
        for reason in {r.reason for r in left.values() if r.reason} - reasons:
            reasons.add(reason)
            tell(Notice(reason))
        now = time.monotonic()
        if done:
            sent = now
        elif now - sent > settings.broker_resend_seconds:
            sent = now
            failed = _again(settings, left.values(), run, mode, tell, failed)
    last = ledger.last_run() or {}
    return int((last.get("totals") or {}).get("parsed", 0))


def _again(
    settings: Settings,
    rows: Iterable[Row],
    run: int,
    mode: Mode,
    tell: Progress,
    failed: int,
) -> int:
    """Send once more; how often in a row that could not be done."""
    some = list(rows)
    seconds = f"{settings.broker_resend_seconds:g} seconds"
    tell(
        Notice(
            f"no file was read for {seconds}, {len(some)} are sent again;"
            " is a worker running? start one: blueprints worker"
        )
    )
    try:
        _send(settings, some, run, mode)
    except BrokerError as error:
        if failed + 1 == TIMES:
            raise
        tell(Notice(str(error)))
        return failed + 1
    return 0


def _send(settings: Settings, rows: Iterable[Row], run: int, mode: Mode) -> None:
    if not settings.broker_url:
        raise BrokerError(
            "no broker is set; set BLUEPRINTS_BROKER_URL to that of Redis"
        )
    app = application(settings)
    try:
        with app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=2, interval_start=0.2)
            with app.amqp.Producer(connection) as producer:
                for row in rows:
                    app.send_task(
                        TASK,
                        (message(run, row.id, mode),),
                        queue=QUEUE,
                        producer=producer,
                        retry=False,
                    )
    except (OperationalError, OSError) as error:
        raise BrokerError(
            f"broker {shown(settings.broker_url)} does not answer;"
            " nothing is lost, the same command goes on from here"
        ) from error
    finally:
        app.close()


def _family(ledger: Ledger, path: str) -> list[Row]:
    """A file and what is packed inside it."""
    inside = f"{path}!/", f"{path}!0"  # 0 follows the slash
    return ledger.rows("path = ? OR (path > ? AND path < ?)", path, *inside)
