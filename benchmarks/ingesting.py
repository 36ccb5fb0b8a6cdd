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

BARE = """
import sys
from pathlib import Path
from pipelines.extract import extract_file
for path in map(Path, sys.stdin.read().splitlines()):
    extract_file(path, path.name)
"""


def lines(library: Path, data: Path) -> Iterator[Line]:
    """First and second ingest of a library into an empty data folder."""
    files = [
        p
        for p in sorted(library.glob("*/**/*"))
        if p.is_file() and not p.name.startswith(".")
    ]
    names = "\n".join(map(str, files))
    bare, _ = _cpu([sys.executable, "-c", BARE], data, names)
    whole, _ = _cpu(_ingest(library), data)
    yield Line(
        "ingest CPU : bare extraction of the same files",
        f"{whole:.1f} s : {bare:.1f} s, {len(files)} files",
        whole / bare,
        1.5,
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
