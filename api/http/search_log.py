"""The file in which searches are written down."""

import logging
import sys
from contextlib import suppress
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path

from indexer.reason import reason_of
from indexer.searches import Search, line

log = logging.getLogger(__name__)


class SearchLog:
    """The file in which searches are written down for some days, a file a day."""

    def __init__(self, file: Path, days: int) -> None:
        """Opens the file; OSError that names the setting if that cannot be."""
        try:
            self._file = _Daily(file, days)
        except OSError as error:
            said = f"search_log cannot be written there: {reason_of(error)}"
            raise OSError(error.errno, said, str(file)) from error
        self._lines = logging.Logger("searches")  # of this log alone, nobody's child
        self._lines.addHandler(self._file)

    def add(self, search: Search) -> None:
        """Write a search down. Where that fails the log of the process says so, and
        who searched has the answer.
        """
        self._lines.info("%s", line(search))

    def close(self) -> None:
        """Close the file; nothing more may be written."""
        with suppress(OSError):  # what could not be written was told when it was
            self._file.close()


class _Daily(TimedRotatingFileHandler):
    def __init__(self, file: Path, days: int) -> None:
        super().__init__(file, "midnight", backupCount=days, encoding="utf-8", utc=True)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802
        log.error("a search could not be written down: %s", sys.exc_info()[1])
