"""The data folder, opened for one run: all that is kept of a library."""

from collections.abc import Iterator
from contextlib import contextmanager

from indexer.engines import folder_of, generations_of
from pipelines.building.builder import Builder
from pipelines.errors import LibraryError
from pipelines.storage.claims import Claims
from pipelines.storage.ledger import FILE, Ledger
from pipelines.storage.lock import locked
from pipelines.storage.store import RecordStore
from settings import Settings


class DataFolder:
    """Ledger, record store and claims of a data folder, and what builds its index.

    What is built while `purging` names nothing in its history that is gone.
    """

    def __init__(self, settings: Settings, *, purging: bool) -> None:
        self.settings = settings
        self.store = RecordStore(settings.record_store)
        self.claims = Claims(self.store.objects, settings.data)
        self.ledger = Ledger(settings.data / FILE)
        self.builder = Builder(
            generations_of(settings),
            settings.mappings,
            self.store,
            settings.spacy_pipeline,
            settings.data,
            purging=purging,
        )

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

    def sweep(self) -> None:
        """Remove what a killed run left behind."""
        self.store.sweep()
        folder_of(self.settings).sweep()


@contextmanager
def held(settings: Settings, *, purging: bool = False) -> Iterator[DataFolder]:
    """The data folder of these settings, for nobody else meanwhile.

    Raises IngestError: LockedError if somebody has it.
    """
    with locked(settings.data):
        folder = DataFolder(settings, purging=purging)
        try:
            yield folder
        finally:
            folder.ledger.close()
