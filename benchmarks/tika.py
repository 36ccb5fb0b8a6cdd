"""Fifty files through our Tika client against bare HTTP calls, in one run.

    python -m benchmarks.tika http://127.0.0.1:9998 FOLDER

Both sides send the same files to the same warm server over a connection that stays
open, in turns, so that a busy machine slows both. The ratio is that of the medians.
"""

import argparse
import sys
import time
from pathlib import Path
from statistics import median
from urllib.parse import quote

import requests

from pipelines.extract.file import Limits
from pipelines.extract.tika import extract_tika, leads

FILES, ROUNDS, MOST = 50, 5, 1.1


def main() -> None:
    """Print the table; ends with 1 if the ratio is over its limit."""
    arguments = argparse.ArgumentParser("python -m benchmarks.tika")
    arguments.add_argument("endpoint")
    arguments.add_argument("folder", type=Path)
    given = arguments.parse_args()
    endpoint: str = given.endpoint
    found = (
        p for p in sorted(given.folder.rglob("*")) if p.is_file() and leads(p.suffix)
    )
    files = [p for p in found if p.stat().st_size > 2_000][:FILES]
    session = requests.Session()
    bare(session, endpoint, files)
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    for _ in range(ROUNDS):
        started = time.perf_counter()
        bare(session, endpoint, files)
        between = time.perf_counter()
        ours(endpoint, files)
        times["bare"].append(between - started)
        times["ours"].append(time.perf_counter() - between)
    ratio = median(times["ours"]) / median(times["bare"])
    print(f"files                {len(files)}")
    print(f"bare HTTP calls      {median(times['bare']):.2f} s")
    print(f"through our client   {median(times['ours']):.2f} s")
    print(f"ratio                {ratio:.2f} (at most {MOST})")
    sys.exit(ratio > MOST)


def bare(session: requests.Session, endpoint: str, files: list[Path]) -> None:
    """Send each file and parse the JSON of the answer, no more."""
    for path in files:
        headers = {
            "Accept": "application/json",
            "Content-Type": "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(path.name)}",
        }
        with path.open("rb") as file:
            session.put(f"{endpoint}/rmeta/xml", file, headers=headers).json()


def ours(endpoint: str, files: list[Path]) -> None:
    """Read each file as a run does, down to clean segments."""
    for path in files:
        extract_tika(path, path.name, Limits(), endpoint, 60)


if __name__ == "__main__":
    main()
