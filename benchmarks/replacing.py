"""What it costs on a cluster to write a generation from the one before, or anew.

    python -m benchmarks.replacing URL [LIBRARY]

Of a library, or of 30,000 small artefacts without one, all files of some Blueprints
change, and with them all Blueprint documents, as the profiles in them do. Each row
compares two ways to write the same documents; that answers are the same after both is
held by tests/contract/test_increments.py.
"""

import argparse
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter

from benchmarks.cluster import PART, entries
from benchmarks.table import Line, table
from indexer.cluster.access import Access
from indexer.cluster.connection import Connection
from indexer.cluster.generations import Cluster
from indexer.cluster.writer import ClusterWriter, body_of
from indexer.embedded.generations import Folder
from indexer.embedded.writer import EmbeddedWriter
from indexer.engine import Entry, Part
from pipelines.building.builder import Builder
from pipelines.ingest import ingest
from pipelines.progress import silent
from pipelines.storage.ledger import Ledger
from pipelines.storage.store import RecordStore
from settings import Settings

SHARES = (0.01, 0.05, 0.2, 0.5, 1.0)
BAR = 0.6


@dataclass
class Filled:
    """A part and its entries."""

    part: Part
    entries: list[Entry] = field(default_factory=list)


class Recorded(EmbeddedWriter):
    """A writer that keeps what it is given."""

    def __init__(self, folder: Path, filled: Filled) -> None:
        super().__init__(folder, filled.part)
        self._filled = filled

    def add(self, entry: Entry) -> None:
        """Keep one entry, and take it."""
        self._filled.entries.append(entry)
        super().add(entry)


class Kept(Folder):
    """A folder that keeps the entries of what is written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.parts: list[Filled] = []

    def writer(
        self,
        name: str,
        part: Part,
        base: str | None = None,  # noqa: ARG002 (as in a folder)
    ) -> Recorded:
        """A writer that keeps them here."""
        self._unfinished(name).mkdir(exist_ok=True)
        self.parts.append(Filled(part))
        return Recorded(self._unfinished(name) / part.collection, self.parts[-1])


def main() -> None:
    """Print a table."""
    arguments = argparse.ArgumentParser("python -m benchmarks.replacing")
    arguments.add_argument("url")
    arguments.add_argument("library", nargs="?")
    given = arguments.parse_args()
    connection = Connection(Access((given.url,), timeout=60))
    place = Cluster(connection, f"bench-{secrets.token_hex(3)}")
    parts = read(given.library) if given.library else small()
    try:
        print(table(measured(place, connection, parts)))
    finally:
        for name in place.names():
            place.discard(name)


def small() -> list[Filled]:
    """Many small artefacts."""
    return [Filled(PART, entries())]


def read(library: str) -> list[Filled]:
    """All that is written of a library."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        ingest(Settings(data=data), library)
        place, store = Kept(data / "index"), RecordStore(str(data / "records"))
        builder, ledger = (
            Builder(place, None, store, "", data),
            Ledger(data / "ledger.db"),
        )
        builder.build(library, ledger, {}, silent)
        ledger.close()
    return place.parts


def measured(
    place: Cluster, connection: Connection, parts: list[Filled]
) -> Iterator[Line]:
    """A row for each share of Blueprints that changes."""
    for i, share in enumerate(SHARES):
        base, anew, grown = (f"g{i}-a1-{what}" for what in ("base", "anew", "grown"))
        now, written = changed(parts, share)
        write(place, connection, base, parts)
        full = write(place, connection, anew, now)
        some = write(place, connection, grown, now, base)
        for name in (base, anew, grown):
            place.discard(name)
        yield Line(
            f"{share:.0%} of the Blueprints changed, from the one before : anew",
            f"{some:.1f} s : {full:.1f} s, {written:,} documents of"
            f" {sum(len(p.entries) for p in now):,}",
            some / full,
            BAR if share < SHARES[2] else None,
        )


def changed(parts: list[Filled], share: float) -> tuple[list[Filled], int]:
    """The parts with some Blueprints changed, and how many documents that are."""
    parents = sorted({e.parent for e in parts[0].entries})
    step = round(1 / share)
    chosen = set(parents[::step])
    written = 0
    now: list[Filled] = []
    for filled in parts:
        some = []
        for entry in filled.entries:
            own = entry.parent in chosen or filled.part.collection == "blueprints"
            texts = {name: f"{text} changed" for name, text in entry.texts.items()}
            some.append(replace(entry, texts=texts) if own else entry)
            written += own
        now.append(replace(filled, entries=some))
    return now, written


def write(
    place: Cluster,
    connection: Connection,
    name: str,
    parts: list[Filled],
    base: str | None = None,
) -> float:
    """Write a generation; the seconds it took."""
    begun = perf_counter()
    for filled in parts:
        collection = filled.part.collection
        index = place._index(name, collection)
        held = place._index(base, collection) if base else None
        writer = ClusterWriter(connection, index, body_of(filled.part, 1), held)
        for entry in filled.entries:
            writer.add(entry)
        writer.finish()
    return perf_counter() - begun


if __name__ == "__main__":
    main()
