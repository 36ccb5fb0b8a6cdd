"""What stops a run or a command; a file that cannot be read is never among them."""

# How a message ends after which only the same command is needed.
GOES_ON = "; what was read so far is kept, the same command goes on from there"


class IngestError(Exception):
    """The run cannot go on; the message says why and what to do."""


class LibraryError(IngestError):
    """The library is missing, empty or no library."""


class LockedError(IngestError):
    """Another run holds the data folder."""


class FolderError(IngestError):
    """The data folder cannot be written by whoever runs the command."""


class LedgerError(IngestError):
    """The ledger cannot be read or written."""


class StoreError(IngestError):
    """The record store cannot be written, as when the disk is full."""


class WorkerError(IngestError):
    """No worker process can be started."""


class BrokerError(IngestError):
    """The queue of work cannot be reached, or nobody works on it."""


class WrongUseError(Exception):
    """The command, a setting or the file named cannot be used; the message says why."""
