"""One file read as a run would read it, of which nothing is kept."""

from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.errors import WrongUseError
from pipelines.library import stamp_of
from pipelines.progress import silent
from pipelines.reading.wiring import EXTRACT, opened
from pipelines.records import Record
from pipelines.storage.ledger import Row
from pipelines.storage.store import RecordStore
from settings import Settings


def read_alone(settings: Settings, file: Path, extract_with: str = EXTRACT) -> Record:
    """What was read of a local file: by a Tika server where one is set, otherwise in a
    process of its own, within the limits of these settings.

    Raises WrongUseError if the file cannot be opened, and IngestError.
    """
    path = file.absolute()
    stamp = stamp_of(path)
    row = Row(
        file.name, "", uri=f"file://{path}", size=path.stat().st_size, stamp=stamp
    )
    with TemporaryDirectory() as folder:
        own = settings.model_copy(update={"data": Path(folder), "records": ""})
        store = RecordStore(own.record_store)
        with opened(own, store, 1, silent, "fresh", extract_with) as reader:
            found = reader.read(row)[0]
        record = None if found.outcome == "skipped" else store.of(found)
    if record is None:
        raise WrongUseError(f"{str(file)!r} cannot be read: {found.reason}")
    return record
