"""What reads files, put together from the settings."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Literal

from pipelines import extract
from pipelines.extract.file import Limits
from pipelines.progress import Progress
from pipelines.reading.jobs import Terms
from pipelines.reading.reader import Reader
from pipelines.reading.tika import TikaServers, endpoints, extractors
from pipelines.reading.workers import Workers
from pipelines.storage.ledger import KEPT, Outcome
from pipelines.storage.store import RecordStore
from settings import Settings

EXTRACT = "pipelines.extract.extract_file"  # by its name: a worker process loads it
Mode = Literal["", "fresh", "retry"]
# Of which outcomes a record that is there already is taken as it is.
REUSE: dict[Mode, tuple[Outcome, ...]] = {
    "": KEPT,
    "fresh": (),
    "retry": ("indexed", "partial"),
}


def extractors_of(settings: Settings) -> Callable[[str], Collection[str]]:
    """Which may have read a file whose name ends so, as it is set up now."""
    served = bool(settings.tika_endpoint)
    return partial(extractors, native=extract.VERSION, served=served)


@contextmanager
def opened(
    settings: Settings,
    store: RecordStore,
    count: int,
    tell: Progress,
    mode: Mode,
    extract_with: str,
) -> Iterator[Reader]:
    """A reader with so many worker processes, which end with it."""
    limits = Limits(file_bytes=settings.max_file_mb * 2**20)
    terms = Terms(
        extract_with,
        extract.VERSION,
        store.url,
        limits,
        settings.memory_mb * 2**20,
        settings.timeout_seconds,
    )
    tika = None
    if addresses := endpoints(settings.tika_endpoint):
        # Where all that share the servers find it, if that is a folder.
        place = store.objects.folder or settings.data
        tika = TikaServers(addresses, place, tell)
        tika.greet()
    with Workers(terms, count) as workers:
        yield Reader(
            store, workers, extract.VERSION, limits, reuse=REUSE[mode], tika=tika
        )
