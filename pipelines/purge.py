"""The purge: nothing is kept any more of what the library does not hold."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from indexer.documents import MEMBERS
from indexer.engine import CURRENT, Generations
from indexer.engines import folder_of, generations_of
from indexer.judgements.log import LOG, Log
from pipelines.building.builder import digests
from pipelines.changes import behind
from pipelines.data_folder import DataFolder, held
from pipelines.errors import LibraryError, LockedError, StoreError, WrongUseError
from pipelines.ingest import Run
from pipelines.library import discover
from pipelines.progress import Progress, silent
from pipelines.queue.outcomes import Outcomes
from pipelines.reading.wiring import extractors_of
from pipelines.storage.claims import Claim, needed, needed_by
from pipelines.storage.ledger import KEPT
from pipelines.storage.store import RECORDS
from settings import Settings

SEEN = 3.0  # seconds after which every web process asks the index that is live now


@dataclass(frozen=True, slots=True)
class Sharing:
    """Another data folder that uses the record store; `alone` counts the records and
    packed files that are kept for nobody else.
    """

    id: str
    data: str
    host: str
    at: str
    alone: int


@dataclass(frozen=True, slots=True)
class Purged:
    """What was taken away, or with `dry_run` would be.

    `packed` are files from inside archives and mails, `bytes` those of all three kinds
    before it, `names` those of files and labels in the history, `labels` people's word
    on what is gone, `labels_kept` that which stays since nobody asked otherwise.
    """

    library: str
    at: str  # when it was compared with the library, ISO 8601 in UTC
    dry_run: bool
    built: bool  # whether the index was, or would be, made anew for it
    generation: str
    generations: int
    records: int
    packed: int
    bytes: int
    names: int
    labels: int
    labels_kept: int
    sharing: tuple[Sharing, ...]
    seconds: float


def purge(
    settings: Settings,
    progress: Progress = silent,
    *,
    dry_run: bool = False,
    labels: bool = False,
    forget: Collection[str] = (),
) -> Purged:
    """Take away all that is kept of what the library no longer holds.

    With `labels` also people's word on it; `forget` names by their ids other data
    folders that are gone for good. May be killed anywhere: the same call goes on from
    there. Raises IngestError, LibraryError if the last ingest is behind the library.
    """
    with held(settings, purging=True) as folder:
        return _Purge(folder, progress, frozenset(forget), labels, dry_run).purge()


class _Purge:
    def __init__(
        self,
        folder: DataFolder,
        progress: Progress,
        forget: frozenset[str],
        labels: bool,
        dry_run: bool,
    ) -> None:
        self._folder, self._tell = folder, progress
        self._forget, self._labels, self._dry = forget, labels, dry_run
        settings = folder.settings
        self._log = Log(settings.data / LOG)
        self._place = generations_of(settings)
        # The index of before the settings named a cluster is found by no search.
        self._old = folder_of(settings) if settings.opensearch_url else None
        places: tuple[Generations | None, ...] = (self._place, self._old)
        self._places = tuple(filter(None, places))
        self._began = time.perf_counter()

    def purge(self) -> Purged:
        folder, builder = self._folder, self._folder.builder
        library, at = folder.library(), datetime.now(UTC).isoformat(timespec="seconds")
        self._compare(library)
        if self._labels:
            self._check_reached(library)
        others = self._others()
        gone = self._gone()
        rows, names = folder.ledger.rows(), builder.told_of_gone()
        build = bool(names or (self._labels and gone)) or (
            builder.live(library, rows) is None
        )
        live = self._place.pointed(CURRENT)
        earlier = self._sizes("" if build else live)
        wanted = needed(rows)
        left = self._left(wanted | needed_by(others))
        if not self._dry:
            if self._labels:
                self._log.drop(gone)
            if build:
                live = Run(folder, self._tell).rebuild().generation
            self._empty_store(wanted, left, alone=not others)
            builder.clean_history()
            if build and self._old:
                time.sleep(SEEN)
            self._discard(live)
            folder.ledger.compact()
        return Purged(
            library,
            at,
            dry_run=self._dry,
            built=build,
            generation=live or "",
            generations=len(earlier),
            records=sum(name.startswith(f"{RECORDS}/") for name in left),
            packed=sum(name.startswith(f"{MEMBERS}/") for name in left),
            bytes=sum(left.values()) + sum(earlier),
            names=names,
            labels=len(gone) if self._labels else 0,
            labels_kept=0 if self._labels else len(gone),
            sharing=tuple(_sharing(others, wanted)),
            seconds=round(time.perf_counter() - self._began, 3),
        )

    def _compare(self, library: str) -> None:
        """Refuse where the index still has what the library has not."""
        found, known = list(discover(library)), self._folder.ledger.rows()
        if old := behind(found, known, extractors_of(self._folder.settings)):
            more = f", and {len(old) - 1} more" if len(old) > 1 else ""
            raise LibraryError(
                f"library {library!r} has changed since the last ingest: {old[0]!r} is"
                f" gone, changed or to be read anew{more}; run"
                f" `blueprints ingest {library}`, then purge"
            )

    def _check_reached(self, library: str) -> None:
        """Refuse to take people's word on what is only out of reach for gone."""
        rows = self._folder.ledger.rows(["skipped"])
        if unread := [row for row in rows if row.unread]:
            raise LibraryError(
                f"{unread[0].path!r} in library {library!r} could not be reached"
                f" ({unread[0].reason}), so what people said of it or of what is in it"
                f" would go; run `blueprints ingest {library}` when it can be, or purge"
                " without --labels"
            )

    def _others(self) -> list[Claim]:
        """The other data folders whose records stay."""
        claims = self._folder.claims.others()
        if unknown := sorted(self._forget - {claim.id for claim in claims}):
            raise WrongUseError(f"no other data folder has the id {unknown[0]!r}")
        others = [claim for claim in claims if claim.id not in self._forget]
        for claim in others:
            if claim.reading:
                raise LockedError(
                    f"record store {self._folder.store.url} is in use: data folder"
                    f" {claim.data!r} on {claim.host} reads into it since"
                    f" {claim.reading}; if that run was ended, ingest there again, or"
                    f" if that folder is gone for good: --forget {claim.id}"
                )
        return others

    def _gone(self) -> frozenset[int]:
        """The lines of people's word that are about nothing in the library."""
        there = digests(self._folder.ledger.rows(KEPT))
        return frozenset(
            line.number
            for line in self._log.read().lines
            if line.judgement and line.judgement.document not in there
        )

    def _left(self, wanted: frozenset[str]) -> dict[str, int]:
        """What nobody needs in the record store, with its bytes."""
        objects = self._folder.store.objects
        kept = {**objects.sizes(RECORDS), **objects.sizes(MEMBERS)}
        return {name: size for name, size in kept.items() if name not in wanted}

    def _sizes(self, live: str | None) -> list[int]:
        """The bytes of each index but the live one, whose name that is."""
        return [
            place.size(name)
            for place in self._places
            for name in place.names()
            if (place, name) != (self._place, live)
        ]

    def _empty_store(
        self, wanted: frozenset[str], left: Collection[str], *, alone: bool
    ) -> None:
        """Keep in the record store what is wanted, and what others need."""
        store, claims = self._folder.store, self._folder.claims
        for id_ in self._forget:
            claims.forget(id_)
        claims.drop(wanted)
        store.objects.remove(*left)
        store.sweep()
        if alone:  # else a run of theirs may be at work with these
            store.objects.sweep(0)
            Outcomes(store.objects).sweep()

    def _discard(self, live: str | None) -> None:
        for place in self._places:
            for name in place.names():
                if place is self._old or name != live:
                    place.discard(name)
                    if name in place.names():
                        raise StoreError(
                            f"generation {name} in {place} cannot be removed"
                        )


def _sharing(others: Collection[Claim], wanted: frozenset[str]) -> list[Sharing]:
    found = []
    for claim in others:
        rest = needed_by(other for other in others if other is not claim) | wanted
        alone = len((claim.names | claim.left) - rest)
        found.append(Sharing(claim.id, claim.data, claim.host, claim.at, alone))
    return found
