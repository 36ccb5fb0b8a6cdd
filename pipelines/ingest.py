"""The run: from a library to a live index, going on where an earlier one ended."""

import errno
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from indexer.generations import (
    IndexDamagedError,
    activate,
    build,
    pointed,
    read_manifest,
)
from mappings.load import load_mappings
from pipelines import extract
from pipelines.assemble import KEPT, bundles, fingerprint, records
from pipelines.bundle import Problem
from pipelines.catalogue import read_catalogue
from pipelines.errors import IngestError, LibraryError, StoreError
from pipelines.extract.file import Limits
from pipelines.jobs import Terms
from pipelines.ledger import Ledger, Row
from pipelines.library import Entry, Skipped, Source, discover, library_url
from pipelines.lock import locked
from pipelines.names import artefact_id, blueprint_ids
from pipelines.progress import (
    Discovered,
    Done,
    Enriched,
    Notice,
    Progress,
    Stage,
    silent,
)
from pipelines.reading import Reader
from pipelines.store import RecordStore
from pipelines.workers import Workers
from settings import Settings

EXTRACT = "pipelines.extract.extract_file"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run came to: found = indexed + partial + failed + skipped.

    `parsed` counts the files given to a parser in this run, members among them;
    `deleted` those that were there in the run before and are gone.
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
    built: bool  # False if nothing had changed and the live index stays
    problems: tuple[Problem, ...] = ()


def ingest(
    settings: Settings,
    root: str,
    progress: Progress = silent,
    *,
    fresh: bool = False,
    retry: bool = False,
    extract_with: str = EXTRACT,
) -> Totals:
    """Bring the index to what the library at `root` holds now.

    Only files that are new or changed since the last run are read; with `fresh` all
    are, with `retry` those too that timed out, crashed or were too large. May be
    interrupted anywhere: the same call goes on from there. Raises IngestError.
    """
    with locked(settings.data), _disk_errors(settings):
        run = Run(settings, progress, extract_with, reuse=not fresh)
        try:
            return run.ingest(root, fresh=fresh, retry=retry)
        finally:
            run.close()


def rebuild(settings: Settings, progress: Progress = silent) -> Totals:
    """Make all documents and the index anew from records; no file is opened.

    Raises IngestError, also if a record is missing.
    """
    with locked(settings.data), _disk_errors(settings):
        run = Run(settings, progress, EXTRACT, reuse=True)
        try:
            return run.rebuild()
        finally:
            run.close()


def read_one(settings: Settings, artefact: str) -> list[Row]:
    """Read one file of the last discovery by its artefact's id; its ledger rows.

    For workers that are sent ids: it may be called twice, or after it was done. An
    id that is not in the ledger gives no rows.
    """
    run = Run(settings, silent, EXTRACT, reuse=True)
    try:
        with run.reader(1) as reader:
            return [
                row
                for top in run.ledger.rows("id = ? AND parent IS NULL", artefact)
                for row in run.read(reader, top)
            ]
    finally:
        run.close()


class Run:
    """One run over a data folder."""

    def __init__(
        self, settings: Settings, progress: Progress, extract_with: str, *, reuse: bool
    ) -> None:
        self._settings = settings
        self._tell = progress
        self._extract_with = extract_with
        self._reuse = reuse
        self._started = time.perf_counter()
        self._index = settings.data / "index"
        self._parsed = 0
        self._deleted = 0
        self.mappings = load_mappings(settings.mappings)
        self.store = RecordStore(str(settings.data / "records"))
        self.ledger = Ledger(settings.data / "ledger.db")

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def ingest(self, root: str, *, fresh: bool, retry: bool) -> Totals:
        """All of it: discover, read, enrich, index."""
        self._sweep()
        library = library_url(root)
        before = self.ledger.last_run()
        if before and before["library"] != library:
            self._tell(Notice(f"the library was {before['library']}, now {library}"))
        self._discover(library, fresh=fresh, retry=retry)
        number = self.ledger.begin(library)
        self._read_pending()
        return self._finish(number, library)

    def rebuild(self) -> Totals:
        """From records alone."""
        self._sweep()
        last = self.ledger.last_run()
        if last is None:
            raise LibraryError("nothing was ingested yet; run `blueprints ingest`")
        if self.ledger.totals()["pending"]:
            raise LibraryError(
                "the last run was interrupted;"
                f" run `blueprints ingest {last['library']}` to go on"
            )
        number = self.ledger.begin(last["library"])
        return self._finish(number, last["library"], anew=True)

    @contextmanager
    def reader(self, count: int) -> Iterator[Reader]:
        """A reader with so many worker processes, which end with it."""
        settings = self._settings
        limits = Limits(file_bytes=settings.max_file_mb * 2**20)
        terms = Terms(
            self._extract_with,
            extract.VERSION,
            self.store.url,
            limits,
            settings.memory_mb * 2**20,
            settings.timeout_seconds,
        )
        workers = Workers(terms, count)
        try:
            yield Reader(
                self.store, workers, extract.VERSION, limits, reuse=self._reuse
            )
        except BaseException:
            workers.stop()
            raise
        finally:
            self._parsed += workers.parsed
            workers.close()

    def read(self, reader: Reader, row: Row) -> list[Row]:
        """Read one file and write down what came of it."""
        self.ledger.attempt(row.path)
        rows = reader.read(row)
        rows[0] = replace(rows[0], attempts=0)
        self.ledger.replace(rows, forget=[row.path])
        return rows

    def _sweep(self) -> None:
        """Remove what a killed run left behind."""
        self.store.sweep()
        for left in self._index.glob("*.building"):
            shutil.rmtree(left, ignore_errors=True)

    def _discover(self, library: str, *, fresh: bool, retry: bool) -> None:
        self._tell(Stage("discover"))
        found = list(discover(library))
        sources = [e for e in found if isinstance(e, Source)]
        known = {row.path: row for row in self.ledger.rows()}
        _check(library, found, known, fresh=fresh)
        ids = blueprint_ids(s.blueprint_folder for s in sources)
        fresh_rows = {row.path: row for row in _rows(found, ids)}
        gone = [p for p, r in known.items() if not r.parent and p not in fresh_rows]
        changed = [
            row
            for path, row in fresh_rows.items()
            if fresh or _differs(row, known.get(path), retry=retry)
        ]
        left = _inside(gone, known)
        self._deleted = sum(known[p].outcome != "skipped" for p in left)
        stale = [r.path for r in changed]
        # What is inside an archive stays until that was read again.
        moved = _moved(known, {*left, *stale}, ids, fresh_rows)
        self.ledger.replace([*changed, *moved], forget=gone)
        pending = [r for r in changed if r.outcome == "pending"]
        self._tell(
            Discovered(
                len(found),
                sum(s.size for s in sources),
                len(pending),
                sum(r.size for r in pending),
            )
        )

    def _read_pending(self) -> None:
        pending = self.ledger.rows("outcome = 'pending' AND parent IS NULL")
        if not pending:
            return
        self._tell(Stage("read"))
        count = min(self._settings.workers or os.cpu_count() or 1, len(pending))
        with self.reader(count) as reader:
            self._read_all(reader, pending, count)

    def _read_all(self, reader: Reader, rows: Iterable[Row], count: int) -> None:
        pool = ThreadPoolExecutor(count)
        try:
            waiting = [pool.submit(self.read, reader, row) for row in rows]
            for done in as_completed(waiting):
                for row in done.result():
                    self._tell(
                        Done(
                            row.path,
                            row.size,
                            row.outcome,
                            row.status,
                            row.reason,
                            row.parent is not None,
                        )
                    )
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        pool.shutdown()

    def _finish(self, number: int, library: str, *, anew: bool = False) -> Totals:
        rows = self.ledger.rows()
        mark = self._mark(rows, library)
        generation = self._live(mark)
        built = anew or generation is None
        if built:
            generation = self._build(library, rows, number, again=not anew)
        totals = self.ledger.totals()
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
            generation=generation or "",
            built=built,
            problems=self.ledger.problems(),
        )
        plain = {k: v for k, v in asdict(result).items() if k != "problems"}
        self.ledger.finish(number, plain)
        return result

    def _mark(self, rows: Iterable[Row], library: str) -> str:
        spacy = self._settings.spacy_pipeline
        return fingerprint(rows, self.mappings, library, self.store.url, spacy)

    def _live(self, mark: str) -> str | None:
        """The live generation if it was made of just this."""
        name = pointed(self._index)
        if name is None:
            return None
        try:
            manifest = read_manifest(self._index, name)
        except IndexDamagedError:
            return None
        return name if manifest.get("fingerprint") == mark else None

    def _build(self, library: str, rows: list[Row], number: int, *, again: bool) -> str:
        self._tell(Stage("enrich"))
        # Loaded late: the language library takes a second that a run with nothing
        # to do must not take.
        enrich = import_module("pipelines.enrich")
        kept = [r for r in rows if r.outcome in KEPT]
        missing: list[Row] = []
        shared = enrich.shared_text(records(kept, self.store, missing))
        if missing:
            self._restore(missing, library, again=again)
            return self._build(library, self.ledger.rows(), number, again=False)
        folders = sorted({r.folder for r in kept})
        catalogue = read_catalogue(library, self.mappings, folders)
        self.ledger.note_problems(catalogue.problems)
        enricher = enrich.Enricher(self.mappings, self._settings.spacy_pipeline)
        documents = []
        for done, bundle in enumerate(
            bundles(kept, catalogue.by_folder, self.store), start=1
        ):
            documents += enricher.documents(bundle, shared)
            self._tell(Enriched(done, len(folders)))
        self._tell(Stage("index"))
        facts = {
            "library": library,
            "run": number,
            "fingerprint": self._mark(rows, library),
        }
        name = build(self._index, documents, self.mappings, facts)
        activate(self._index, name)
        return name

    def _restore(self, missing: list[Row], library: str, *, again: bool) -> None:
        """Read files again whose records are gone from the store."""
        if not again:
            raise StoreError(
                f"{len(missing)} records are missing or damaged, first that of"
                f" {missing[0].path!r}; run `blueprints ingest {library}`"
            )
        self._tell(Notice(f"{len(missing)} records are missing and made again"))
        tops = {row.path.partition("!/")[0] for row in missing}
        rows = [r for r in self.ledger.rows("parent IS NULL") if r.path in tops]
        with self.reader(1) as reader:
            self._read_all(reader, rows, 1)


def _check(
    library: str, found: list[Entry], known: Mapping[str, Row], *, fresh: bool
) -> None:
    """Refuse what can only be a mistake, before anything is deleted for it."""
    if any(isinstance(e, Source) for e in found):
        return
    if known and not fresh and any(r.outcome in KEPT for r in known.values()):
        raise LibraryError(
            f"library {library!r} holds no file of any Blueprint, but did in the last"
            " run; if that is meant, ingest it with --fresh"
        )
    loose = sum("/" not in e.path for e in found if isinstance(e, Skipped))
    if loose:
        raise LibraryError(
            f"library {library!r} holds {loose} files but no folder with files: each"
            f" folder in it is a Blueprint; did you mean {str(Path(library).parent)!r}?"
        )


def _rows(found: Iterable[Entry], ids: Mapping[str, str]) -> Iterator[Row]:
    for entry in found:
        if isinstance(entry, Skipped):
            folder = entry.path.partition("/")[0] if "/" in entry.path else ""
            yield Row(
                entry.path,
                folder,
                size=entry.size,
                stamp=entry.stamp,
                outcome="skipped",
                reason=entry.reason,
            )
        else:
            blueprint = ids[entry.blueprint_folder]
            yield Row(
                entry.key,
                entry.blueprint_folder,
                blueprint,
                artefact_id(blueprint, entry.path),
                uri=entry.uri,
                size=entry.size,
                stamp=entry.stamp,
                modified=entry.modified,
            )


def _differs(now: Row, before: Row | None, *, retry: bool) -> bool:
    """Whether a path must be written anew, and read unless it is skipped."""
    if before is None or before.stamp != now.stamp or before.outcome == "pending":
        return True
    if now.outcome == "skipped":
        return before.outcome != "skipped" or before.reason != now.reason
    if before.outcome == "skipped" or (
        before.extractor and before.extractor != extract.VERSION
    ):
        return True
    return retry and before.status in ("timeout", "crashed", "too_large")


def _inside(paths: Iterable[str], known: Mapping[str, Row]) -> set[str]:
    """The paths, and those of all that is packed inside them."""
    left = set(paths)
    for path, row in known.items():
        if row.parent and path.partition("!/")[0] in left:
            left.add(path)
    return left


def _moved(
    known: Mapping[str, Row],
    written: set[str],
    ids: Mapping[str, str],
    now: Mapping[str, Row],
) -> list[Row]:
    """Rows that stay as they are but for their Blueprint's id or their place."""
    moved = []
    for path, row in known.items():
        if path in written or not row.id:
            continue
        blueprint = ids.get(row.folder, row.blueprint)
        uri = now[path].uri if path in now else row.uri
        if (blueprint, uri) != (row.blueprint, row.uri):
            id_ = artefact_id(blueprint, row.inner)
            moved.append(replace(row, blueprint=blueprint, id=id_, uri=uri))
    return moved


@contextmanager
def _disk_errors(settings: Settings) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise StoreError(
            f"data folder {str(settings.data)!r} cannot be written: {error.strerror};"
            " what was read so far is kept, the same command goes on from there"
        ) from error


def status(settings: Settings) -> dict[str, Any]:
    """The last run and the files by outcome; None and zeros before the first run."""
    path = settings.data / "ledger.db"
    nothing = {"found": 0, "indexed": 0, "partial": 0, "failed": 0, "skipped": 0}
    generation = pointed(settings.data / "index")
    if not path.exists():
        return {"run": None, "files": {**nothing, "pending": 0}, "generation": None}
    ledger = Ledger(path, write=False)
    try:
        run, files = ledger.last_run(), ledger.totals()
        problems = [asdict(p) for p in ledger.problems()]
    finally:
        ledger.close()
    return {"run": run, "files": files, "generation": generation, "problems": problems}


def failures(
    settings: Settings, outcomes: Iterable[str] = ("failed", "partial")
) -> list[Row]:
    """The rows of those outcomes, with status and reason, in the order of paths."""
    path = settings.data / "ledger.db"
    if not path.exists():
        return []
    wanted = tuple(outcomes)
    ledger = Ledger(path, write=False)
    try:
        marks = ",".join("?" * len(wanted))
        return ledger.rows(f"outcome IN ({marks})", *wanted)
    finally:
        ledger.close()


__all__ = ["IngestError", "Totals", "failures", "ingest", "read_one", "rebuild"]
