"""kill -9 of a node in a bulk load, under search: what is lost, and what is noticed.

    python -m benchmarks.faults

Starts three OpenSearch nodes on loopback, with the settings a person would use. The
node that is killed is the one that manages the cluster, the worst one to lose.
"""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.answering import QUERIES
from benchmarks.cluster import ENTRIES, PART, entries
from demo.write import write_library
from indexer.cluster.access import Access
from indexer.cluster.connection import Connection
from indexer.cluster.writer import ClusterWriter, body_of
from indexer.engines import generations_of
from indexer.index import Index
from indexer.query import Query
from mappings.load import load_mappings
from pipelines.ingest import ingest, rebuild
from settings import Settings
from tests.services.servers import Node, cluster_of_three

BLUEPRINTS, THREADS, PAUSE = 6, 2, 0.05
KILL_AT = ENTRIES // 3
MORE = "A kestrel was seen above the harbour.\n"  # no word of a query


@dataclass
class Seen:
    """What the searches saw."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    wrong: int = 0


def main() -> None:
    """Print what was seen; fails where something acknowledged is lost."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        library = Path(folder) / "library"
        for _ in write_library(library, 1, BLUEPRINTS):
            pass
        with cluster_of_three(Path(folder) / "nodes") as nodes:
            urls = ",".join(node.url for node in nodes)
            settings = Settings(data=Path(folder) / "data", opensearch_url=urls)
            totals = ingest(settings, str(library))
            print(f"three nodes; {totals.indexed} artefacts ingested")
            index = Index(generations_of(settings), load_mappings())
            with searching(index) as seen:
                load(nodes)
                print("searches during the load:", told(seen))
            with searching(index) as seen:
                again = rebuild(settings)
                print(f"rebuilt on two nodes in {again.seconds:.0f} s")
                print("searches during the rebuild:", told(seen))
            with searching(index) as seen:
                blueprint = next(p for p in library.iterdir() if p.is_dir())
                (blueprint / "kestrel.txt").write_text(MORE, "utf-8")
                after = ingest(settings, str(library))
                print(f"a change ingested on two nodes in {after.seconds:.0f} s")
                print("searches during it:", told(seen))


def load(nodes: list[Node]) -> None:
    """A bulk load through our writer, the manager of the cluster killed in it."""
    access = Access(tuple(node.url for node in nodes))
    connection = Connection(access)
    writer = ClusterWriter(connection, "faults", body_of(PART, 2))
    killed = manager(connection, nodes)
    begun = time.perf_counter()
    for number, entry in enumerate(entries()):
        if number == KILL_AT:
            os.killpg(killed.process.pid, signal.SIGKILL)
        writer.add(entry)
    held = writer.finish()
    spent = time.perf_counter() - begun
    print(f"kill -9 of the cluster manager after {KILL_AT:,} of {ENTRIES:,} artefacts")
    print(
        f"load ended after {spent:.0f} s: {held:,} artefacts, {ENTRIES - held} lost,"
        f" {len(writer.refused)} refused"
    )
    assert held == ENTRIES


def manager(connection: Connection, nodes: list[Node]) -> Node:
    """The node that manages the cluster."""
    (row,) = connection.client.cat.cluster_manager(format="json")
    names = ("one", "two", "three")
    return nodes[names.index(row["node"])]


@contextmanager
def searching(index: Index) -> Iterator[Seen]:
    """Searches in threads while the context lasts."""
    seen, stop = Seen(), threading.Event()
    expected = {text: index.search(Query(text=text)).total for text in QUERIES}

    def ask() -> None:
        while not stop.is_set():
            for text in QUERIES:
                begun = time.perf_counter()
                try:
                    total = index.search(Query(text=text)).total
                    seen.wrong += total != expected[text]
                except Exception as error:  # noqa: BLE001 (told)
                    seen.failed.append(str(error))
                seen.seconds.append(time.perf_counter() - begun)
                time.sleep(PAUSE)

    threads = [threading.Thread(target=ask) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def told(seen: Seen) -> str:
    """What was seen, as a line."""
    first = f" (first: {seen.failed[0]})" if seen.failed else ""
    return (
        f"{len(seen.seconds)} asked, {len(seen.failed)} failed{first},"
        f" {seen.wrong} with another total, slowest {max(seen.seconds):.1f} s"
    )


if __name__ == "__main__":
    main()
