"""The run: from a library to a live index, going on where an earlier one ended."""

import os
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from pipelines.building.builder import MissingRecordsError
from pipelines.bundle import Problem
from pipelines.changes import check, check_lost, compare
from pipelines.data_folder import DataFolder, held
from pipelines.library import discover, library_url, reach
from pipelines.progress import Discovered, Notice, Progress, Stage, silent
from pipelines.queue.outcomes import Order
from pipelines.reading.parallel import read_all
from pipelines.reading.wiring import EXTRACT, Mode, extractors_of, opened
from pipelines.storage.claims import needed
from pipelines.storage.ledger import Row, outermost
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
    mode: Mode = "fresh" if fresh else "retry" if retry else ""
    with held(settings) as folder:
        run = Run(folder, progress, mode=mode, queued=queued, extract_with=extract_with)
        return run.ingest(root)


def rebuild(settings: Settings, progress: Progress = silent) -> Totals:
    """Make all documents and the index anew from records; no file is opened.

    Raises IngestError, also if a record is missing.
    """
    with held(settings) as folder:
        return Run(folder, progress).rebuild()


class Run:
    """One run over a data folder."""

    def __init__(
        self,
        folder: DataFolder,
        progress: Progress,
        *,
        mode: Mode = "",
        queued: bool = False,
        extract_with: str = EXTRACT,
    ) -> None:
        self._folder = folder
        self._settings = folder.settings
        self._ledger = folder.ledger
        self._tell = progress
        self._mode: Mode = mode
        self._queued = queued
        self._extract_with = extract_with
        self._started = time.perf_counter()
        self._parsed = 0
        self._deleted = 0
        self._unsettled = False

    def ingest(self, root: str) -> Totals:
        """All of it: discover, read, enrich, index."""
        self._folder.sweep()
        library = library_url(root)
        before = self._ledger.last_run()
        # One that was ended just after its switch: there may be nothing else to do.
        self._unsettled = bool(before and before["finished"] is None)
        self._discover(library, again=bool(before and before["library"] == library))
        if before and before["library"] != library:
            self._tell(Notice(f"the library was {before['library']}, now {library}"))
        number = self._ledger.begin(library)
        self._read_pending(number, library)
        return self._finish(number, library)

    def rebuild(self) -> Totals:
        """From records alone."""
        self._folder.sweep()
        library = self._folder.library()
        return self._finish(self._ledger.begin(library), library, anew=True)

    def _discover(self, library: str, *, again: bool) -> None:
        self._tell(Stage("discover"))
        found = list(discover(library))
        known = self._ledger.rows()
        fresh, retry = self._mode == "fresh", self._mode == "retry"
        check(library, found, known, fresh=fresh)
        if again:
            check_lost(library, found, known, fresh=fresh)
        good = extractors_of(self._settings)
        changes = compare(found, known, good, fresh=fresh, retry=retry)
        self._ledger.replace(changes.rows, forget=changes.gone)
        self._deleted = changes.deleted
        self._tell(
            Discovered(
                len(found),
                sum(e.size for e in found),
                len(changes.pending),
                sum(r.size for r in changes.pending),
            )
        )

    def _read_pending(self, number: int, library: str) -> None:
        pending = self._ledger.pending()
        if not pending:
            return
        self._folder.builder.check()  # before files are read, which may take hours
        self._folder.claims.begin()
        self._unsettled = True
        self._tell(Stage("read"))
        if self._queued:
            self._read_by_queue(number, library)
        else:
            count = min(self._settings.workers or os.cpu_count() or 1, len(pending))
            self._read_here(pending, count)
        # Away by now, as a disk that was taken off: its files are not gone from it.
        reach(library)

    def _read_by_queue(self, number: int, library: str) -> None:
        # Loaded late: who has no queue need not wait for its library.
        from pipelines.queue.dispatch import read_by_queue

        order = Order(library, self._mode)
        self._parsed += read_by_queue(self._folder, number, order, self._tell)

    def _read_here(self, rows: Iterable[Row], count: int) -> None:
        """Read files with so many worker processes, which end with it."""
        with opened(
            self._settings,
            self._folder.store,
            count,
            self._tell,
            self._mode,
            self._extract_with,
        ) as reader:
            read_all(reader, self._ledger, rows, count, self._tell)
            self._parsed += len(reader.parsed)

    def _finish(self, number: int, library: str, *, anew: bool = False) -> Totals:
        """A new live generation, if the live one is not of just these rows."""
        builder, claims = self._folder.builder, self._folder.claims
        generation = None if anew else builder.live(library, self._ledger.rows())
        built = generation is None
        if generation:  # what it refused may have been read anew
            builder.note_refused(self._ledger, generation)
        else:
            generation = self._build(library, number, again=not anew)
        if built or self._unsettled or not claims.is_said():
            claims.settle(needed(self._ledger.rows()), built=built)
        totals = self._totals(library, generation, built=built)
        plain = {k: v for k, v in asdict(totals).items() if k != "problems"}
        self._ledger.finish(number, plain)
        return totals

    def _totals(self, library: str, generation: str, *, built: bool) -> Totals:
        files = self._ledger.totals()
        skipped = self._ledger.rows(["skipped"])
        return Totals(
            library,
            found=files["found"],
            indexed=files["indexed"],
            partial=files["partial"],
            failed=files["failed"],
            skipped=files["skipped"],
            parsed=self._parsed,
            deleted=self._deleted,
            seconds=round(time.perf_counter() - self._started, 3),
            generation=generation,
            unread=sum(row.unread for row in skipped),
            built=built,
            problems=self._ledger.problems(),
        )

    def _build(self, library: str, number: int, *, again: bool) -> str:
        """A new live generation; with `again`, missing records are read first."""
        self._tell(Stage("enrich"))
        facts = {"library": library, "run": number}
        try:
            return self._folder.builder.build(
                library, self._ledger, facts, self._tell, fresh=not again
            )
        except MissingRecordsError as error:
            tops = self._outermost(error.rows)
            if not again:
                # The next ingest looks at these again, though nothing has changed.
                self._ledger.replace(replace(row, stamp="") for row in tops)
                raise
            self._tell(Notice(f"{len(error.rows)} records are missing, made again"))
            self._read_here(tops, 1)
        return self._build(library, number, again=False)

    def _outermost(self, rows: Iterable[Row]) -> list[Row]:
        """The files of the library that these rows are, or are packed inside."""
        known = {row.path: row for row in self._ledger.rows()}
        tops = (outermost(row, known) for row in rows)
        return list({top.path: top for top in tops}.values())
