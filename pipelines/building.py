"""From records to a new live generation of the index."""

from collections.abc import Iterable, Mapping
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
from mappings.load import Mappings
from pipelines.assemble import KEPT, bundles, fingerprint, records
from pipelines.catalogue import read_catalogue
from pipelines.errors import StoreError
from pipelines.ledger import Ledger, Row
from pipelines.progress import Enriched, Progress, Stage
from pipelines.store import RecordStore


class MissingRecordsError(StoreError):
    """Records are gone from the store, or damaged: those of `rows`."""

    def __init__(self, library: str, rows: list[Row]) -> None:
        super().__init__(
            f"{len(rows)} records are missing or damaged, first that of"
            f" {rows[0].path!r}; run `blueprints ingest {library}`"
        )
        self.rows = tuple(rows)


class Builder:
    """Makes generations in a folder, and knows what the live one was made of."""

    def __init__(
        self, folder: Path, mappings: Mappings, store: RecordStore, spacy: str
    ) -> None:
        self._folder = folder
        self._mappings = mappings
        self._store = store
        self._spacy = spacy

    def live(self, library: str, rows: Iterable[Row]) -> str | None:
        """The live generation, if it was made of just these rows."""
        name = pointed(self._folder)
        try:
            manifest = read_manifest(self._folder, name) if name else {}
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
        name = build(self._folder, documents, self._mappings, {**facts, **mark})
        activate(self._folder, name)
        return name

    def _fingerprint(self, library: str, rows: Iterable[Row]) -> str:
        return fingerprint(rows, self._mappings, library, self._store.url, self._spacy)
