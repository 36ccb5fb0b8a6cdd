"""From records to a new live generation of the index."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, cast

from indexer.generations import (
    Generations,
    activate,
    build,
    pointed,
    read_manifest,
)
from indexer.query import IndexDamagedError
from mappings.load import Mappings
from pipelines.assemble import KEPT, bundles, fingerprint, records
from pipelines.catalogue import read_catalogue
from pipelines.errors import StoreError
from pipelines.ledger import OUTCOMES, Ledger, Row
from pipelines.progress import Enriched, Notice, Progress, Stage
from pipelines.records import Status
from pipelines.store import RecordStore

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
    """Makes generations in a place, and knows what the live one was made of."""

    def __init__(
        self, place: Generations, mappings: Mappings, store: RecordStore, spacy: str
    ) -> None:
        self._place = place
        self._mappings = mappings
        self._store = store
        self._spacy = spacy

    def live(self, library: str, rows: Iterable[Row]) -> str | None:
        """The live generation, if it was made of just these rows."""
        name = pointed(self._place)
        try:
            manifest = read_manifest(self._place, name) if name else {}
        except IndexDamagedError:
            return None
        same = manifest.get("fingerprint") == self._fingerprint(library, rows)
        return name if same else None

    def build(
        self, library: str, ledger: Ledger, facts: Mapping[str, Any], tell: Progress
    ) -> str:
        """Build a generation of all that the ledger has, switch, return its name.

        Raises MissingRecordsError before anything is written.
        """
        rows = ledger.rows()
        kept = [r for r in rows if r.outcome in KEPT]
        # Loaded late: the language library takes a second that a run with nothing
        # to do must not take.
        enrich = import_module("pipelines.enrich")
        missing: list[Row] = []
        shared = enrich.shared_text(records(kept, self._store, missing))
        if missing:
            raise MissingRecordsError(library, missing)
        folders = sorted({r.folder for r in kept})
        catalogue = read_catalogue(library, self._mappings, folders)
        ledger.note_problems(catalogue.problems)
        enricher = enrich.Enricher(self._mappings, self._spacy)
        documents = []
        found = bundles(kept, catalogue.by_folder, self._store)
        for done, bundle in enumerate(found, start=1):
            documents += enricher.documents(bundle, shared)
            tell(Enriched(done, len(folders)))
        tell(Stage("index"))
        mark = {"fingerprint": self._fingerprint(library, rows)}
        name = build(self._place, documents, self._mappings, {**facts, **mark})
        activate(self._place, name)
        refused = read_manifest(self._place, name)["refused"]
        ledger.replace(judged(kept, refused))
        for one in refused:
            if one["collection"] == "blueprints":
                what = f"Blueprint {one['document']!r}"
                tell(Notice(f"{what} is not in the index: {one['reason']}"))
        return name

    def _fingerprint(self, library: str, rows: Iterable[Row]) -> str:
        return fingerprint(rows, self._mappings, library, self._store.url, self._spacy)


def judged(rows: Iterable[Row], refused: Iterable[Mapping[str, str]]) -> Iterator[Row]:
    """The rows whose outcome changes by what the engine refused, and now did not."""
    reasons = {r["document"]: r["reason"] for r in refused}
    for row in rows:
        if reason := reasons.get(row.id):
            yield replace(row, outcome="failed", reason=f"{REFUSED}{reason}")
        elif row.reason.startswith(REFUSED):
            yield replace(row, outcome=OUTCOMES[cast(Status, row.status)], reason="")
