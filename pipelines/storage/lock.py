"""One run at a time for each data folder."""

import errno
import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipelines.errors import GOES_ON, FolderError, LockedError, StoreError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)


@contextmanager
def locked(data: Path) -> Iterator[None]:
    """Hold the data folder; LockedError says who holds it already, FolderError why it
    cannot be written, and StoreError that its disk is full.

    The kernel drops the lock with the process, however that ends: the file that stays
    behind means nothing.
    """
    try:
        data.mkdir(parents=True, exist_ok=True)
        file = (data / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise FolderError(
            f"data folder {str(data)!r} cannot be written: {error.strerror}"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(
                f"data folder {str(data)!r} is in use: {_holder(data / 'lock')}"
            ) from error
        file.truncate(0)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        json.dump(
            {"pid": os.getpid(), "host": socket.gethostname(), "since": now}, file
        )
        file.flush()
        with _disk_errors(data):
            yield


def holder(data: Path) -> str:
    """Who holds the data folder, in a sentence; empty if nobody does.

    It takes the lock for a moment to see: ask only where a run did not finish.
    """
    try:
        with (data / "lock").open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(data / "lock")
    except OSError:  # none yet, or not for whoever asks
        pass
    return ""


def _holder(path: Path) -> str:
    try:
        who = json.loads(path.read_text("utf-8"))
        return f"process {who['pid']} on {who['host']} holds it since {who['since']}"
    except (OSError, ValueError, KeyError):
        return "another process holds it"


@contextmanager
def _disk_errors(data: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise StoreError(
            f"data folder {str(data)!r} cannot be written: {error.strerror}{GOES_ON}"
        ) from error
