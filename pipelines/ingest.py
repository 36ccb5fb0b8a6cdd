"""The run: from a library to a live index, going on where an earlier one ended."""

import os
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from functools import partial

from indexer.engines import generations_of
from pipelines import extract
from pipelines.building import Builder, MissingRecordsError
from pipelines.bundle import Problem
from pipelines.changes import check, check_lost, compare
from pipelines.claims import Claims, needed
from pipelines.errors import LibraryError
from pipelines.ledger import FILE, Ledger, Row, outermost
from pipelines.library import discover, library_url, reach
from pipelines.lock import locked
from pipelines.opening import EXTRACT, Mode, opened
from pipelines.outcomes import Order
from pipelines.progress import Discovered, Notice, Progress, Stage, silent, told
from pipelines.reading import Reader
from pipelines.store import RecordStore
from pipelines.tika import extractors
from settings import Settings


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run came to: found = indexed + partial + failed + skipped.

    `parsed` counts the files given to a parser in this run, members among them;
    `deleted` those that were there in the run before and are gone, `unread` those of
    the skipped that could not be reached, which the next run tries again.
    """

    library: str
    found: int
    indexed: int
    partial: int
    failed: int
    skipped: int
    parsed: int
    deleted: int
    seconds: float
    generation: str
    unread: int
    built: bool  # False if nothing had changed and the live index stays
    problems: tuple[Problem, ...] = ()


def ingest(
    settings: Settings,
    root: str,
    progress: Progress = silent,
    *,
    fresh: bool = False,
    retry: bool = False,
    queued: bool = False,
    extract_with: str = EXTRACT,
) -> Totals:
    """Bring the index to what the library at `root` holds now.

    Only files that are new or changed since the last run are read; with `fresh` all
    are, with `retry` those too that failed. With `queued` the workers at the broker
    read them, otherwise processes of this one. May be interrupted anywhere: the same
    call goes on from there. Raises IngestError.
    """
    with locked(settings.data):
        mode: Mode = "fresh" if fresh else "retry" if retry else ""
        run = Run(settings, progress, extract_with, mode=mode, queued=queued)
        try:
            return run.ingest(root)
        finally:
            run.close()


def rebuild(settings: Settings, progress: Progress = silent) -> Totals:
    """Make all documents and the index anew from records; no file is opened.

    Raises IngestError, also if a record is missing.
    """
    with locked(settings.data):
        run = Run(settings, progress, EXTRACT)
        try:
            return run.rebuild()
        finally:
            run.close()


class Run:
    """One run over a data folder."""

    def __init__(
        self,
        settings: Settings,
        progress: Progress,
        extract_with: str,
        *,
        mode: Mode = "",
        queued: bool = False,
        purging: bool = False,
    ) -> None:
        self._settings = settings
        self._tell = progress
        self._extract_with = extract_with
        self._mode: Mode = mode
        self._queued = queued
        self._started = time.perf_counter()
        self._index = settings.data / "index"
        self._parsed = 0
        self._deleted = 0
        self.store = RecordStore(settings.record_store)
        self.claims = Claims(self.store.objects, settings.data)
        self._unsettled = False
        self.ledger = Ledger(settings.data / FILE)
        self.builder = Builder(
            generations_of(settings),
            settings.mappings,
            self.store,
            settings.spacy_pipeline,
            settings.data,
            purging=purging,
        )

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def ingest(self, root: str) -> Totals:
        """All of it: discover, read, enrich, index."""
        self._sweep()
        library = library_url(root)
        before = self.ledger.last_run()
        # One that was ended just after its switch: there may be nothing else to do.
        self._unsettled = bool(before and before["finished"] is None)
        self._discover(library, again=bool(before and before["library"] == library))
        if before and before["library"] != library:
            self._tell(Notice(f"the library was {before['library']}, now {library}"))
        number = self.ledger.begin(library)
        self._read_pending(number, library)
        return self._finish(number, library)

    def rebuild(self) -> Totals:
        """From records alone."""
        self._sweep()
        library = self.library()
        return self._finish(self.ledger.begin(library), library, anew=True)

    def library(self) -> str:
        """That of the last run; LibraryError if there was none or it must go on."""
        last = self.ledger.last_run()
        if last is None:
            raise LibraryError("nothing was ingested yet; run `blueprints ingest`")
        if self.ledger.totals()["pending"]:
            raise LibraryError(
                "the last run was interrupted;"
                f" run `blueprints ingest {last['library']}` to go on"
            )
        return str(last["library"])

    def _sweep(self) -> None:
        """Remove what a killed run left behind."""
        self.store.sweep()
        for left in self._index.glob("*.building"):
            shutil.rmtree(left, ignore_errors=True)

    def _discover(self, library: str, *, again: bool) -> None:
        self._tell(Stage("discover"))
        found = list(discover(library))
        known = self.ledger.rows()
        fresh, retry = self._mode == "fresh", self._mode == "retry"
        check(library, found, known, fresh=fresh)
        if again:
            check_lost(library, found, known, fresh=fresh)
        good = self.extractors()
        changes = compare(found, known, good, fresh=fresh, retry=retry)
        self.ledger.replace(changes.rows, forget=changes.gone)
        self._deleted = changes.deleted
        self._tell(
            Discovered(
                len(found),
                sum(e.size for e in found),
                len(changes.pending),
                sum(r.size for r in changes.pending),
            )
        )

    def extractors(self) -> Callable[[str], Collection[str]]:
        """Which may have read a file whose name ends so, as it is set up now."""
        served = bool(self._settings.tika_endpoint)
        return partial(extractors, native=extract.VERSION, served=served)

    def _read_pending(self, number: int, library: str) -> None:
        pending = self.ledger.pending()
        if not pending:
            return
        self.builder.check()  # before files are read, which may take hours
        self.claims.begin()
        self._unsettled = True
        self._tell(Stage("read"))
        if self._queued:
            self._read_by_queue(number, library)
        else:
            count = min(self._settings.workers or os.cpu_count() or 1, len(pending))
            self._read_all(pending, count)
        # Away by now, as a disk that was taken off: its files are not gone from it.
        reach(library)

    def _read_by_queue(self, number: int, library: str) -> None:
        # Loaded late: who has no queue need not wait for its library.
        from pipelines.dispatch import read_by_queue

        order = Order(library, self._mode)
        self._parsed += read_by_queue(
            self._settings, self.ledger, self.store, number, order, self._tell
        )

    def _read_all(self, rows: Iterable[Row], count: int) -> None:
        """Read files with so many worker processes, which end with it."""
        with opened(
            self._settings,
            self.store,
            count,
            self._tell,
            self._mode,
            self._extract_with,
        ) as reader:
            try:
                self._read_with(reader, rows, count)
            finally:
                self._parsed += len(reader.parsed)

    def _read_with(self, reader: Reader, rows: Iterable[Row], count: int) -> None:
        pool = ThreadPoolExecutor(count)
        try:
            waiting = [pool.submit(self._read, reader, row) for row in rows]
            for done in as_completed(waiting):
                for row in done.result():
                    self._tell(told(row))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            reader.stop()
            raise
        finally:
            pool.shutdown()

    def _read(self, reader: Reader, row: Row) -> list[Row]:
        """Read one file and write down what came of it."""
        rows = reader.read(row)
        self.ledger.replace(rows, forget=[row.path])
        return rows

    def _finish(self, number: int, library: str, *, anew: bool = False) -> Totals:
        generation = None if anew else self.builder.live(library, self.ledger.rows())
        built = generation is None
        generation = generation or self._build(library, number, again=not anew)
        if built or self._unsettled or not self.claims.is_said():
            self.claims.settle(needed(self.ledger.rows()), built=built)
        totals = self.ledger.totals()
        skipped = self.ledger.rows(["skipped"])
        result = Totals(
            library,
            found=totals["found"],
            indexed=totals["indexed"],
            partial=totals["partial"],
            failed=totals["failed"],
            skipped=totals["skipped"],
            parsed=self._parsed,
            deleted=self._deleted,
            seconds=round(time.perf_counter() - self._started, 3),
            generation=generation,
            unread=sum(row.uri != "" and not row.stamp for row in skipped),
            built=built,
            problems=self.ledger.problems(),
        )
        plain = {k: v for k, v in asdict(result).items() if k != "problems"}
        self.ledger.finish(number, plain)
        return result

    def _build(self, library: str, number: int, *, again: bool) -> str:
        """A new live generation; with `again`, missing records are read first."""
        self._tell(Stage("enrich"))
        facts = {"library": library, "run": number}
        try:
            return self.builder.build(
                library, self.ledger, facts, self._tell, fresh=not again
            )
        except MissingRecordsError as error:
            if not again:
                # The next ingest looks at these again, though nothing has changed.
                tops = self._outermost(error.rows)
                self.ledger.replace(replace(row, stamp="") for row in tops)
                raise
            self._tell(Notice(f"{len(error.rows)} records are missing, made again"))
            self._restore(error.rows)
        return self._build(library, number, again=False)

    def _restore(self, missing: Sequence[Row]) -> None:
        """Read files again whose records are gone from the store."""
        self._read_all(self._outermost(missing), 1)

    def _outermost(self, rows: Iterable[Row]) -> list[Row]:
        """The files of the library that these rows are, or are packed inside."""
        known = {row.path: row for row in self.ledger.rows()}
        tops = (outermost(row, known) for row in rows)
        return list({top.path: top for top in tops}.values())
