"""Stand-ins for extractors that misbehave; workers are given their dotted names."""

import errno
import os
import resource
import signal
import sys
import time
from pathlib import Path
from typing import BinaryIO

from pipelines.extract import extract_file
from pipelines.extract.file import Limits
from pipelines.records import Child, ExtractError, Extraction, Segment

LEAKED: list[BinaryIO] = []


def by_name(path: Path, name: str, limits: Limits) -> Extraction:  # noqa: ARG001
    """Text for any file, unless its name says what else to do."""
    if "hang" in name:
        time.sleep(600)
    if "abort" in name:
        os.abort()
    if "spin" in name:
        while True:
            pass
    if "hog" in name:
        return Extraction("text/plain", (Segment("body", None, "", "x" * 2**33),))
    if "raise" in name:
        raise ValueError("odd bytes")
    if "full" in name and not (path.parents[1] / "room").exists():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if "away" in name:
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
    if "other" in name:
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
    if "rewritten" in name:
        path.write_text("What it says by now.", "utf-8")
    if "locked" in name:
        raise ExtractError("encrypted", "protected by a password")
    if "loaded" in name:
        text = " ".join(sorted(m for m in sys.modules if "." not in m))
    elif "slow" in name:
        time.sleep(0.1)
        text = path.read_text("utf-8")
    else:
        text = path.read_text("utf-8")
    children = tuple(
        Child(f"inner {i}.txt", f"inner text {i} of {name}".encode())
        for i in range(2 if name.endswith(".zip") else 0)
    )
    return Extraction(
        "text/plain", (Segment("body", None, "", text),), children=children
    )


def once(path: Path, name: str, limits: Limits) -> Extraction:  # noqa: ARG001
    """Crash at the first try with a file, read it at the second."""
    mark = path.with_suffix(".tried")
    if not mark.exists():
        mark.touch()
        os.abort()
    return by_name(path, "plain.txt", limits)


def leaking(path: Path, name: str, limits: Limits) -> Extraction:
    """Open a file until the process may open no more; read it at the second try."""
    mark = path.with_suffix(".tried")
    if not mark.exists():
        mark.touch()
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, most))
        while True:
            LEAKED.append(path.open("rb"))
    return by_name(path, name, limits)


def slowly(path, name, limits):
    """What the real extractors say, after a while."""
    time.sleep(0.5)
    return extract_file(path, name, limits)


def deadly(path, name, limits):
    """What the real extractors say; one file ends the worker that has it read."""
    if "deadly" in name:
        os.kill(os.getppid(), signal.SIGKILL)
        os.abort()
    return extract_file(path, name, limits)
