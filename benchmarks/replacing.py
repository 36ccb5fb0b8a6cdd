"""What replacing Blueprints in place does to answers, and what it would save.

    python -m benchmarks.replacing URL LIBRARY QUESTIONS.tsv...

A library is loaded on a cluster. Then a share of its Blueprints is put again, just as
they are: every answer should stay what it was.
"""

import random
import secrets
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from opensearchpy import helpers

from benchmarks.alike import questions
from indexer.cluster.access import Access
from indexer.cluster.connection import Connection
from indexer.cluster.generations import Cluster
from indexer.cluster.writer import CHUNK, ClusterWriter, body_of, source_of
from indexer.engine import Collection, Entry, rounded
from indexer.index import Index, open_index
from indexer.query import Query, View
from mappings.load import load_mappings
from pipelines.building import Builder
from pipelines.ingest import ingest
from pipelines.ledger import Ledger
from pipelines.progress import silent
from pipelines.store import RecordStore
from settings import Settings

SHARES = (0.01, 0.05, 0.2)
LONG = 600
Answers = list[list[tuple[str, float]]]


@dataclass
class Written:
    """What went into a cluster, and how long that took."""

    entries: list[tuple[str, Entry]] = field(default_factory=list)
    seconds: float = 0.0


class Recorded(ClusterWriter):
    """A writer that keeps what it is given."""

    def __init__(self, written: Written, *given: Any) -> None:
        super().__init__(*given)
        self._written = written

    def add(self, entry: Entry) -> None:
        """Keep one entry, and take it."""
        self._written.entries.append((self._index, entry))
        begun = perf_counter()
        super().add(entry)
        self._written.seconds += perf_counter() - begun

    def finish(self) -> int:
        """Make all searchable."""
        begun = perf_counter()
        count = super().finish()
        self._written.seconds += perf_counter() - begun
        return count


class Kept(Cluster):
    """A cluster that keeps the entries of what is written."""

    def __init__(self, connection: Connection, prefix: str) -> None:
        super().__init__(connection, prefix)
        self.written = Written()

    def writer(
        self,
        name: str,
        collection: Collection,
        texts: Iterable[str],
        keys: Iterable[str],
    ) -> Recorded:
        """A writer that keeps them here."""
        body = body_of(texts, keys, 1)
        index = self._index(name, collection)
        return Recorded(self.written, self._connection, index, body)


def main() -> None:
    """Print a table."""
    url, library, files = sys.argv[1], sys.argv[2], [Path(n) for n in sys.argv[3:]]
    connection = Connection(Access((url,), timeout=60))
    place = Kept(connection, f"bench-{secrets.token_hex(3)}")
    with tempfile.TemporaryDirectory() as folder, removed(place):
        build(place, Settings(data=Path(folder)), library)
        index = open_index(place, load_mappings())
        asked = list(questions(files))
        for line in table(connection, place.written.entries, index, asked):
            print(line, flush=True)


@contextmanager
def removed(place: Cluster) -> Iterator[None]:
    """Remove at the end what was made."""
    try:
        yield
    finally:
        for name in place.names():
            place.discard(name)


def build(place: Kept, settings: Settings, library: str) -> None:
    """Load the library, and say what of a rebuild is the cluster's part."""
    totals = ingest(settings, library)
    ledger, store = (
        Ledger(settings.data / "ledger.db"),
        RecordStore(str(settings.data / "records")),
    )
    begun = perf_counter()
    builder = Builder(place, load_mappings(), store, "", settings.data)
    builder.build(library, ledger, {}, silent)
    spent = perf_counter() - begun
    ledger.close()
    print(
        f"{totals.indexed + totals.partial} artefacts rebuilt in {spent:.0f} s,"
        f" {place.written.seconds:.0f} s of them writing to the cluster\n"
    )


def table(
    connection: Connection,
    entries: list[tuple[str, Entry]],
    index: Index,
    asked: list[tuple[str, str]],
) -> Iterator[str]:
    """A row for each share of Blueprints that is put again."""
    right = answers(index, asked)
    yield f"| put again | of {len(asked)} answers other scores | other first ten |"
    yield "|---|---|---|"
    indexes = sorted({name for name, _ in entries})
    merge = connection.client.indices.forcemerge
    rng = random.Random(1)
    for share in SHARES:
        spent = put(connection, entries, share, rng, indexes)
        steps: tuple[tuple[dict[str, Any], str], ...] = (
            ({}, f"{share:.0%} of the Blueprints"),
            ({"only_expunge_deletes": True}, "… after an expunge"),
            ({"max_num_segments": 1}, "… after a merge into one segment"),
        )
        for options, what in steps:
            if options:
                begun = perf_counter()
                merge(index=indexes, request_timeout=LONG, **options)
                spent = perf_counter() - begun
            connection.client.indices.refresh(index=indexes)
            scores, order = changed(right, answers(index, asked))
            yield f"| {what}, {spent:.1f} s | {scores} | {order} |"


def put(
    connection: Connection,
    entries: list[tuple[str, Entry]],
    share: float,
    rng: random.Random,
    indexes: list[str],
) -> float:
    """Put some Blueprints again with all that is in them; the seconds it took."""
    parents = sorted({entry.parent_ord for _, entry in entries})
    chosen = set(rng.sample(parents, max(1, round(share * len(parents)))))
    actions = (
        {"_index": name, "_id": entry.id, "_source": source_of(entry)}
        for name, entry in entries
        if entry.parent_ord in chosen
    )
    begun = perf_counter()
    helpers.bulk(connection.client, actions, chunk_size=CHUNK)
    connection.client.indices.refresh(index=indexes)
    return perf_counter() - begun


def answers(index: Index, asked: list[tuple[str, str]]) -> Answers:
    """The first ten of each answer with their scores."""
    views: dict[str, View] = {"blueprints": "blueprints", "artefacts": "artefacts"}
    return [
        [
            (hit.id, rounded(hit.score))
            for hit in index.search(Query(views[view], text, facets=())).hits
        ]
        for view, text in asked
    ]


def changed(right: Answers, now: Answers) -> tuple[int, int]:
    """How many have another score, and how many another order."""
    pairs = list(zip(right, now, strict=True))
    ids = [([i for i, _ in a], [i for i, _ in b]) for a, b in pairs]
    return sum(a != b for a, b in pairs), sum(a != b for a, b in ids)


if __name__ == "__main__":
    main()
