"""The file an extractor is given, and the limits it must keep."""

import errno
from dataclasses import dataclass
from pathlib import Path

# What the system says of itself, and of the way to a file: never of what is in it.
MACHINE = (errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.ENOSPC, errno.EROFS)
AWAY = (errno.EIO, errno.ENOTCONN, errno.ESTALE, errno.ETIMEDOUT)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: measured in bytes, counts and characters."""

    file_bytes: int = 200 * 2**20
    part_bytes: int = 64 * 2**20  # one part of a zipped document, unpacked
    total_bytes: int = 512 * 2**20  # all parts or members together, unpacked
    entries: int = 20_000  # members of a container
    ratio: int = 200  # unpacked to packed, for parts over 1 MiB
    characters: int = 20_000_000  # text kept of one file; more makes it partial
    segments: int = 20_000
    cells: int = 5_000_000  # cells with a value in a workbook: some twenty seconds


@dataclass(frozen=True, slots=True)
class File:
    """A local file, the name people gave it and the type its content shows."""

    path: Path
    name: str
    media_type: str
    limits: Limits = Limits()


def fault_of(error: BaseException | None, path: Path) -> OSError | None:
    """The system's error that kept a file from being read; None if its content did.

    Also one that was being handled when another was raised in its place. One that
    another path may have met, as "permission denied", counts if this one meets it too.
    """
    try:
        path.open("rb").close()
    except IsADirectoryError:
        return None
    except OSError as closed:
        return closed
    while error is not None:
        if isinstance(error, OSError) and error.errno in (*MACHINE, *AWAY):
            return error
        error = error.__context__
    return None
