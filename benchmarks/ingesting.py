"""What an ingest costs beside the bare extraction of the same files."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.table import Line

# Members of archives and mails are files, too: an ingest reads them.
BARE = """
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from pipelines.extract import extract_file
def read(path, name):
    for child in extract_file(path, name).children:
        with TemporaryDirectory() as folder:
            member = Path(folder) / "member"
            member.write_bytes(child.content)
            read(member, child.name)
for path in map(Path, sys.stdin.read().splitlines()):
    read(path, path.name)
"""


# Labels and documents of an ingested library: CPU seconds without reading records.
ENRICHED = """
import sys, time
from pathlib import Path
from mappings.load import load_mappings
from pipelines.building import assemble
from pipelines.catalogue import read_catalogue
from pipelines.storage.ledger import KEPT, Ledger
from pipelines.storage.store import RecordStore
data, library = Path(sys.argv[1]), sys.argv[2]
store, ledger = RecordStore(str(data / "records")), Ledger(data / "ledger.db")
rows = ledger.rows(KEPT)
mappings = load_mappings()
folders = sorted({r.folder for r in rows})
catalogue = read_catalogue(library, mappings, folders)
read = assemble.records(rows, store)
records = [(row.blueprint, record) for row, record in read.items()]
bundles = list(assemble.bundles(read, catalogue.by_folder))
import gc
gc.disable()  # as in a build
begun = time.process_time()
from pipelines.enrich import Enricher, shared_text
shared = shared_text(records)
enricher = Enricher(mappings)
documents = [d for b in bundles for d in enricher.documents(b, shared)]
print(len(documents), time.process_time() - begun)
"""


def lines(library: Path, data: Path) -> Iterator[Line]:
    """First and second ingest of a library into an empty data folder."""
    files = [
        p
        for p in sorted(library.glob("*/**/*"))
        if p.is_file() and not p.name.startswith(".")
    ]
    names = "\n".join(map(str, files))
    # The machine may get slower or faster: once before and once after.
    before, _ = _cpu([sys.executable, "-c", BARE], data, names)
    whole, _ = _cpu(_ingest(library), data)
    after, _ = _cpu([sys.executable, "-c", BARE], data, names)
    bare = (before + after) / 2
    yield Line(
        "ingest CPU : bare extraction of the same files",
        f"{whole:.1f} s : {bare:.1f} s, {len(files)} files",
        whole / bare,
        1.5,
    )
    _, out = _cpu([sys.executable, "-c", ENRICHED, str(data), str(library)], data)
    made, spent = out.split()
    yield Line(
        "enrichment CPU : extraction CPU of the same files",
        f"{float(spent):.1f} s : {bare:.1f} s, {made} documents",
        float(spent) / bare,
        0.5,
    )
    begun = perf_counter()
    _, out = _cpu(_ingest(library), data)
    seconds = perf_counter() - begun
    totals = json.loads(out.splitlines()[-1])
    yield Line(
        "second ingest, nothing changed, seconds",
        f"{totals['found']} found, {totals['parsed']} parsed, whole process",
        seconds,
        2.0,
    )


def _ingest(library: Path) -> list[str]:
    return [sys.executable, "-m", "pipelines.cli", "ingest", str(library), "--json"]


def _cpu(command: list[str], data: Path, text: str = "") -> tuple[float, str]:
    """CPU seconds of a process and its children, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        command,
        input=text,
        capture_output=True,
        text=True,
        env=os.environ | {"BLUEPRINTS_DATA": str(data)},
        check=False,
    )
    if done.returncode not in (0, 3):
        raise RuntimeError(f"{command[1:4]} ended with {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, done.stdout
