"""What our side costs on an OpenSearch cluster, and whether a rebuild is noticed.

    python -m benchmarks.cluster URL[,URL...]

Its indexes have a prefix of their own and are removed at the end.
"""

import argparse
import random
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from opensearchpy import helpers

from benchmarks import answering
from benchmarks.table import Line, table
from demo.write import write_library
from indexer.cluster.access import Access
from indexer.cluster.connection import Connection
from indexer.cluster.generations import Cluster
from indexer.cluster.writer import CHUNK, ClusterWriter, body_of, source_of
from indexer.engine import Entry, Part
from indexer.index import Index
from indexer.query import Query, View
from mappings.load import load_mappings
from pipelines.ingest import ingest, rebuild
from settings import Settings

BLUEPRINTS = 170  # of the demonstration library, some 2,900 artefacts
ENTRIES, ROUNDS = 30_000, 3
PART = Part("artefacts", ("title", "body"), ("technology", "setting"))
VIEWS: tuple[View, ...] = ("blueprints", "artefacts")
WORDS = [f"word{i}" for i in range(3_000)]
ODD = (  # misspelt; few have all words; a question; none
    "dischrage sumary",
    "theatre robot procurement hazard",
    "how do we train ward staff before an electronic record goes live",
    "wordthatisnowhere",
)


def main() -> None:
    """Print the table for the cluster at the URL."""
    arguments = argparse.ArgumentParser("python -m benchmarks.cluster")
    arguments.add_argument("url", help="several are parted by commas")
    url, prefix = arguments.parse_args().url, f"bench-{secrets.token_hex(3)}"
    access = Access(tuple(url.split(",")), timeout=60)
    connection = Connection(access)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data=Path(folder) / "data",
            opensearch_url=url,
            opensearch_prefix=prefix,
            opensearch_timeout_seconds=60,
        )
        library = Path(folder) / "library"
        for _ in write_library(library, 1, BLUEPRINTS):
            pass
        try:
            print(table(measured(settings, library, connection)))
        finally:
            connection.client.indices.delete(index=f"{prefix}-*", request_timeout=60)


def measured(
    settings: Settings, library: Path, connection: Connection
) -> Iterator[Line]:
    """All rows, in the order they can be measured in."""
    ingest(settings, str(library))
    index = Index(Cluster(connection, settings.opensearch_prefix), load_mappings())
    yield from answering.lines(index)
    yield round_trips(connection, index)
    yield bulk(connection, settings.opensearch_prefix)
    yield rebuilt(settings, index)


@contextmanager
def calls(connection: Connection) -> Iterator[list[str]]:
    """The HTTP calls that are made of a cluster while the context lasts.

    Left out is the look at which generation is live, made once a second at most.
    """
    transport: Any = connection.client.transport
    perform, made = transport.perform_request, list[str]()

    def counted(method: str, url: str, *more: Any, **named: Any) -> Any:
        if "/_alias/" not in url:
            made.append(f"{method} {url}")
        return perform(method, url, *more, **named)

    transport.perform_request = counted
    try:
        yield made
    finally:
        transport.perform_request = perform


def round_trips(connection: Connection, index: Index) -> Line:
    """The most calls that one page of either view takes, warm."""
    texts = (*answering.QUERIES, *ODD)
    most = 0
    for view in VIEWS:
        for text in texts:
            for explain in (False, True):
                with calls(connection) as made:
                    index.search(Query(view, text, explain=explain))
                most = max(most, len(made))
    asked = 2 * len(VIEWS) * len(texts)
    return Line("engine round trips of a page", f"most of {asked} pages", most, 2)


def entries() -> list[Entry]:
    """Small artefacts, the same in every run."""
    rng = random.Random(1)

    def text(words: int) -> str:
        return " ".join(rng.choices(WORDS, k=words))

    return [
        Entry(
            id=f"d{i:05}",
            order=f"d{i:05}",
            parent=f"b{i // 17}",
            texts={"title": text(6), "body": text(120)},
            keys={"technology": ["epr"], "setting": ["acute"]},
            published_on=20240101,
            by_title=f"d{i:05}",
            title_ord=i,
            card=f'{{"id":"d{i:05}"}}',
            rest="{}",
        )
        for i in range(ENTRIES)
    ]


def bulk(connection: Connection, prefix: str) -> Line:
    """Our writer against the client's helper: same documents, same end state."""
    some, client = entries(), connection.client
    body = body_of(PART, 1)
    ready = [(e.id, source_of(e, i // 17)[0]) for i, e in enumerate(some)]

    def ours() -> None:
        writer = ClusterWriter(connection, f"{prefix}-ours", body)
        for entry in some:
            writer.add(entry)
        writer.finish()

    def bare() -> None:
        index = f"{prefix}-bare"
        client.indices.create(index=index, body=body)
        actions = ({"_index": index, "_id": i, "_source": s} for i, s in ready)
        helpers.bulk(client, actions, chunk_size=CHUNK)
        client.indices.forcemerge(index=index, max_num_segments=1, request_timeout=600)
        client.indices.refresh(index=index)

    def timed(load: Callable[[], None], index: str) -> float:
        begun = perf_counter()
        load()
        spent = perf_counter() - begun
        client.indices.delete(index=index)
        return spent

    pairs = [
        (timed(ours, f"{prefix}-ours"), timed(bare, f"{prefix}-bare"))
        for _ in range(ROUNDS)
    ]
    mine, theirs = median(a for a, _ in pairs), median(b for _, b in pairs)
    return Line(
        f"bulk load of {ENTRIES:,} artefacts : bare helpers.bulk",
        f"{mine:.1f} s : {theirs:.1f} s",
        median(a / b for a, b in pairs),
        1.3,
    )


def rebuilt(settings: Settings, index: Index) -> Line:
    """Searches that fail while all is built anew and switched."""
    stop, failed, asked = threading.Event(), list[Exception](), 0

    def ask() -> None:
        nonlocal asked
        while not stop.is_set():
            for text in answering.QUERIES:
                try:
                    index.search(Query("blueprints", text))
                except Exception as error:  # noqa: BLE001 (counted)
                    failed.append(error)
                asked += 1

    before, asking = index.generation, threading.Thread(target=ask)
    asking.start()
    try:
        totals = rebuild(settings)
    finally:
        time.sleep(2)
        stop.set()
        asking.join()
    assert index.generation == totals.generation != before
    made = totals.indexed + totals.partial
    return Line(
        f"searches that failed in a rebuild of {made:,} artefacts",
        f"{asked} searches in {totals.seconds:.0f} s",
        len(failed),
        0,
    )


if __name__ == "__main__":
    main()
