"""What goes wrong with a file of SQLite, told so that people know the way out."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError

from pipelines.errors import FolderError, LedgerError

# What SQLite calls an error of the disk, or gives no reason for: readers, too, write a
# file beside the ledger.
FULL = "no space left on its disk; make room, the same command goes on"
SAID = {"SQLITE_FULL": FULL, "SQLITE_IOERR_SHMSIZE": FULL}
SHUT = "it cannot be opened; whoever reads it must be able to write in its folder, too"
# What reading a text says of which bytes are other ones now.
TORN = (UnicodeDecodeError, JSONDecodeError, KeyError, TypeError)


@contextmanager
def told(file: str, way_out: str) -> Iterator[None]:
    """LedgerError where `file` cannot be used, with the `way_out` if it is damaged;
    FolderError where its folder cannot be written.
    """
    try:
        yield
    except sqlite3.Error as error:
        if _is_damage(error):
            raise LedgerError(f"{file} is damaged ({error}); {way_out}") from error
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_CANTOPEN":
            raise FolderError(f"{file}: {SHUT}") from error
        raise LedgerError(f"{file}: {SAID.get(name, str(error))}") from error
    except TORN as error:
        raise LedgerError(f"{file} is damaged ({error!r}); {way_out}") from error
    except OSError as error:
        raise LedgerError(f"{file}: {error.strerror}") from error


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether what is in the file is to blame, and not its disk or another command."""
    if not isinstance(error, sqlite3.OperationalError):
        return True
    # A table or column that is not there; without a code: text that is no UTF-8.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return bool(code == sqlite3.SQLITE_ERROR)
