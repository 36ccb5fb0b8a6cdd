"""Exit codes: what a command ends with, by what stopped it."""

import errno

from indexer.query import (
    EngineUnavailableError,
    IndexDamagedError,
    IndexMissingError,
    IndexRefusedError,
    IndexUnwrittenError,
    QueryError,
)
from mappings.load import MappingError
from pipelines.errors import (
    BrokerError,
    FolderError,
    IngestError,
    LibraryError,
    LockedError,
    WrongUseError,
)

UNEXPECTED = 1
USAGE = 2
FAILED = 3  # finished, but some artefacts failed or could not be reached
UNAVAILABLE = 69  # sysexits.h: a service cannot be reached, another run goes on
INTERRUPTED = 130

CODES = f"""
exit codes: 0 done; {UNEXPECTED} unexpected error; {USAGE} wrong usage or
configuration; {FAILED} finished, but some artefacts failed or were not reached;
{UNAVAILABLE} a configured service cannot be reached or another run goes on;
{INTERRUPTED} interrupted, the same command goes on
"""

EXPECTED = (
    EngineUnavailableError,
    IngestError,
    MappingError,
    OSError,
    QueryError,
    WrongUseError,
)
WRONG_USE = (
    FolderError,
    IndexMissingError,
    IndexRefusedError,
    LibraryError,
    MappingError,
    QueryError,
    WrongUseError,
)
WAITING = (BrokerError, EngineUnavailableError, LockedError)  # the same may do later
# A file or folder that is not there, or that whoever runs the command may not use.
REFUSED = (
    errno.EACCES,
    errno.EISDIR,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.EPERM,
    errno.EROFS,
)


def code_of(error: Exception) -> int:
    """The exit code of an expected error."""
    if isinstance(error, WRONG_USE):
        return USAGE
    if isinstance(error, IndexDamagedError | IndexUnwrittenError):
        return UNEXPECTED
    if isinstance(error, OSError) and error.errno in REFUSED:
        return USAGE
    return UNAVAILABLE if isinstance(error, WAITING) else UNEXPECTED
