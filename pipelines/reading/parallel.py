"""Several files read at once, and each written down as it is done."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed

from pipelines.progress import Progress, told
from pipelines.reading.reader import Reader
from pipelines.storage.ledger import Ledger, Row


def read_all(
    reader: Reader, ledger: Ledger, rows: Iterable[Row], count: int, tell: Progress
) -> None:
    """Read files, so many at a time; where one cannot go on, the reader is stopped.

    Raises StoreError, WorkerError and LedgerError.
    """

    def read(row: Row) -> list[Row]:
        found = reader.read(row)
        ledger.replace(found, forget=[row.path])
        return found

    pool = ThreadPoolExecutor(count)
    try:
        waiting = [pool.submit(read, row) for row in rows]
        for done in as_completed(waiting):
            for row in done.result():
                tell(told(row))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        reader.stop()
        raise
    finally:
        pool.shutdown()
