"""From records to a new live generation of the index."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from indexer.build import Facts, Refused, build
from indexer.documents import Document
from indexer.engine import CURRENT, Generations
from indexer.generations import activate, read_manifest
from indexer.judgements.log import LOG, Log, Words
from indexer.judgements.standing import in_force, standings
from indexer.query import IndexDamagedError
from mappings.load import Mappings, load_mappings, mappings_digest
from pipelines.building.accounting import accounted, is_demonstration
from pipelines.building.assemble import Basis, bundles, fingerprint, records
from pipelines.building.audiences import check_opened
from pipelines.building.copies import with_copies
from pipelines.building.history import FILE as HISTORY
from pipelines.building.history import (
    History,
    State,
    changes,
    sparing,
    states_of,
    with_history,
)
from pipelines.building.judgements import applied, heard
from pipelines.building.judgements import problems as problems_of
from pipelines.building.runtime import uncollected, uninterrupted
from pipelines.bundle import Problem
from pipelines.catalogue import read_catalogue
from pipelines.errors import StoreError
from pipelines.progress import Enriched, Notice, Progress, Stage
from pipelines.records import Status
from pipelines.storage.ledger import KEPT, OUTCOME_OF, Ledger, Row
from pipelines.storage.store import RecordStore

OTHER_MAPPINGS = (
    "the mappings have changed; `blueprints serve` has them when it is started again"
)
SHUT = (
    "are for nobody: a row with an audience is not used; blueprints failures --metadata"
)
REFUSED = "not indexed: "  # how the reason of a row begins that the engine refused


class MissingRecordsError(StoreError):
    """Records are gone from the store, or damaged: those of `rows`."""

    def __init__(self, library: str, rows: list[Row]) -> None:
        super().__init__(
            f"{len(rows)} records are missing or damaged, first that of"
            f" {rows[0].path!r}; run `blueprints ingest {library}`"
        )
        self.rows = tuple(rows)


class Builder:
    """Makes generations in a place, and knows what the live one was made of.

    `mappings` is their folder, None for the product's own. What it makes while
    `purging` names nothing in its history that is gone.
    """

    def __init__(
        self,
        place: Generations,
        mappings: Path | None,
        store: RecordStore,
        spacy: str,
        data: Path,
        *,
        purging: bool = False,
    ) -> None:
        self._place = place
        self._folder = mappings
        self._store = store
        self._spacy = spacy
        self._log = Log(data / LOG)
        self._history = History(data / HISTORY)
        self._purging = purging

    @cached_property
    def _mappings(self) -> Mappings:
        """Read late: that takes longer than to see that nothing has changed."""
        return load_mappings(self._folder)

    def check(self) -> None:
        """Raise MappingError if there is a mistake in the mappings."""
        _ = self._mappings

    def told_of_gone(self) -> int:
        """How many names of what is gone the history tells."""
        return self._history.naming(sparing(self._history.states(), self._mappings))

    def clean_history(self) -> None:
        """Take those names out of the history, and the bytes of what was in it."""
        self._history.clean(sparing(self._history.states(), self._mappings))

    def live(self, library: str, rows: Iterable[Row]) -> str | None:
        """The live generation, if it was made of just these rows."""
        own = mappings_digest(self._folder)
        mark = self._fingerprint(library, rows, self._log.read(), own)
        manifest = self._manifest()
        return manifest["generation"] if manifest.get("fingerprint") == mark else None

    def build(
        self,
        library: str,
        ledger: Ledger,
        facts: Mapping[str, Any],
        tell: Progress,
        *,
        fresh: bool = False,
    ) -> str:
        """Build a generation of all that the ledger has, switch, return its name.

        A `fresh` one takes nothing over from the one before. Raises
        MissingRecordsError before anything is written.
        """
        with uncollected():
            return self._build(library, ledger, facts, tell, fresh=fresh)

    def _build(
        self,
        library: str,
        ledger: Ledger,
        facts: Mapping[str, Any],
        tell: Progress,
        *,
        fresh: bool,
    ) -> str:
        # Whatever an engine refused of them before: this one is asked anew.
        rows, words = judged(ledger.rows(), (), self._store), self._log.read()
        kept = [r for r in rows if r.outcome in KEPT]
        states = self._history.states()
        documents, problems = self._documents(library, kept, words, states, tell)
        ledger.note_problems(problems)
        tell(Stage("index"))
        now = states_of(kept, documents, self._mappings.schema)
        date = datetime.now(UTC).isoformat(timespec="seconds")
        new = changes(states, now, date)
        told = {
            **facts,
            "problems": len(problems),
            "demonstration": is_demonstration(library),
            "fingerprint": self._fingerprint(
                library, rows, words, self._mappings.digest
            ),
        }
        spare = sparing(now, self._mappings) if self._purging else None
        documents = with_history(documents, new, self._history.entries(), spare)
        documents = with_copies(documents)

        def account(refused: Refused) -> Facts:
            return {"ledger": accounted(judged(rows, refused, self._store), documents)}

        before = self._manifest().get("mappings")
        name = build(
            self._place, documents, self._mappings, told, account=account, fresh=fresh
        )
        # Before the switch: once it is made, a run that goes on finds nothing to do.
        self._history.write(now, new)
        refused = self.note_refused(ledger, name)
        activate(self._place, name)
        if before and before != self._mappings.digest:
            tell(Notice(OTHER_MAPPINGS))
        for one in refused:
            if one["collection"] == "blueprints":
                what = f"Blueprint {one['document']!r}"
                tell(Notice(f"{what} is not in the index: {one['reason']}"))
        return name

    def note_refused(self, ledger: Ledger, name: str) -> Refused:
        """Write down as failed what the engine refused of a generation; that is
        returned, as its manifest says it.
        """
        refused: Refused = read_manifest(self._place, name)["refused"]
        before = ledger.rows()
        after = judged(before, refused, self._store)
        ledger.replace(n for n, b in zip(after, before, strict=True) if n != b)
        return refused

    def _documents(
        self,
        library: str,
        kept: Sequence[Row],
        words: Words,
        states: Mapping[str, State],
        tell: Progress,
    ) -> tuple[list[Document], tuple[Problem, ...]]:
        """The documents as rules and then people make them; what was not understood."""
        # Loaded late: the language library takes a second that a run with nothing
        # to do must not take.
        with uninterrupted():
            enrich = import_module("pipelines.enrich")
        read = records(kept, self._store)
        if missing := [row for row in kept if row not in read]:
            raise MissingRecordsError(library, missing)
        shared = enrich.shared_text((row.blueprint, r) for row, r in read.items())
        folders = sorted({r.folder for r in kept})
        catalogue = read_catalogue(library, self._mappings, folders)
        check_opened(states, {r.blueprint: r.folder for r in kept}, catalogue.silent)
        if shut := sorted(catalogue.shut):
            about = f"{len(shut)} of {len(folders)} Blueprints, {shut[0]!r} among them"
            tell(Notice(f"{about}, {SHUT}"))
        said = standings(words, self._mappings, digests(kept))
        counting = in_force(said)
        enricher = enrich.Enricher(self._mappings, self._spacy)
        documents: list[Document] = []
        found = bundles(read, catalogue.by_folder)
        for done, bundle in enumerate(found, start=1):
            metadata = heard(bundle.metadata, counting.get(bundle.id, ()))
            made = enricher.documents(replace(bundle, metadata=metadata), shared)
            documents += applied(made, counting)
            tell(Enriched(done, len(folders)))
        return documents, (*catalogue.problems, *problems_of(words, said))

    def _manifest(self) -> Mapping[str, Any]:
        """What the live generation says of itself; empty if there is none to read."""
        name = self._place.pointed(CURRENT)
        try:
            return read_manifest(self._place, name) if name else {}
        except IndexDamagedError:
            return {}

    def _fingerprint(
        self, library: str, rows: Iterable[Row], words: Words, mappings: str
    ) -> str:
        basis = Basis(
            library,
            store=self._store.url,
            spacy=self._spacy,
            mappings=mappings,
            words=words.digest,
        )
        return fingerprint(rows, basis)


def digests(rows: Iterable[Row]) -> dict[str, str]:
    """The digest of each artefact by id, and an empty one for each Blueprint."""
    found: dict[str, str] = {}
    for row in rows:
        found |= {row.blueprint: "", row.id: row.digest}
    return found


def judged(rows: Iterable[Row], refused: Refused, store: RecordStore) -> list[Row]:
    """The rows as they were read, but those failed that the engine refused."""
    reasons = {r["document"]: r["reason"] for r in refused}
    return [_judged(row, reasons.get(row.id, ""), store) for row in rows]


def _judged(row: Row, refused: str, store: RecordStore) -> Row:
    if not row.digest:  # failed anyway, and nothing else says why
        return row
    if refused:
        return replace(row, outcome="failed", reason=f"{REFUSED}{refused}")
    if not row.reason.startswith(REFUSED):
        return row
    record = store.of(row)
    reason = record.reason if record else ""
    return replace(row, outcome=OUTCOME_OF[cast(Status, row.status)], reason=reason)
