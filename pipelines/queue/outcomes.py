"""What sender and workers of the queue leave for each other in the record store.

outcomes/RUN/open            while the run goes on: what all its workers must know
outcomes/RUN/ARTEFACT.json   what became of a file, until the sender took it
outcomes/RUN/tries/ARTEFACT  when workers began with a file, or that it is done
"""

import json
import re
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import cast

from pipelines.errors import StoreError
from pipelines.reading.wiring import REUSE, Mode
from pipelines.storage.ledger import Row
from pipelines.storage.objects import Objects

ALL = "outcomes"
OPEN = "open"
DONE = b"done"
HARDEST = 7_200  # seconds for one file with all that is packed inside it
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Order:
    """What all workers of a run must know."""

    library: str
    mode: Mode


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a message.

    `rows` are those of the file and its members, and `parsed` the contents that were
    given to a parser for them. After a `fault`, for which no file is to blame, there
    are none and the file must be sent again.
    """

    rows: tuple[Row, ...] = ()
    parsed: tuple[str, ...] = ()
    fault: str = ""


class Outcomes:
    """The outcomes of a run by queue, in a record store. Raises StoreError."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects

    def sweep(self) -> None:
        """Remove what runs before this one left behind."""
        self._objects.drop(ALL)

    def open(self, run: str, order: Order) -> None:
        """Let workers read for a run."""
        content = json.dumps(asdict(order)).encode("utf-8")
        self._objects.write(f"{ALL}/{run}/{OPEN}", content)

    def close(self, run: str) -> None:
        """End a run: its messages are worth nothing from now on."""
        self._objects.drop(f"{ALL}/{run}")

    def arrived(self, run: str) -> dict[str, Reply]:
        """The replies that are there now, by artefact.

        StoreError also if somebody else closed the run.
        """
        names = self._objects.names(f"{ALL}/{run}")
        if OPEN not in names:
            raise StoreError(
                f"another run has taken record store {self._objects.url}; each data"
                " folder needs one of its own, set BLUEPRINTS_RECORDS"
            )
        some = [f"{ALL}/{run}/{name}" for name in names if name.endswith(".json")]
        read = {
            PurePosixPath(name).stem: _reply(content)
            for name, content in self._objects.read_all(some).items()
        }
        return {artefact: reply for artefact, reply in read.items() if reply}

    def remove(self, run: str, artefacts: Collection[str]) -> None:
        """Take away replies that were heard."""
        self._objects.remove(*(_outcome(run, artefact) for artefact in artefacts))

    def order(self, run: str) -> Order | None:
        """What was told to the workers of a run; None if it is over."""
        known = SAFE.fullmatch(run)
        content = self._objects.read(f"{ALL}/{run}/{OPEN}") if known else None
        if content is None:
            return None
        told = json.loads(content)
        mode = told["mode"] if told["mode"] in REUSE else ""
        return Order(str(told["library"]), cast(Mode, mode))

    def begin(self, run: str, artefact: str, sending: int) -> int:
        """Note the start of an attempt at a file, and return its number, from 1,
        beside those that have ended; 0 if the file is done already.

        A message comes again when whoever had it ended. That of another sending may be
        read still, for as long as a file may take.
        """
        place = _tries(run, artefact)
        before = self._objects.read(place) or b"[]"
        if before == DONE:
            return 0
        starts: list[tuple[int, float]] = json.loads(before)
        now = time.time()
        self._objects.write(place, json.dumps([*starts, (sending, now)]).encode())
        ended = (s == sending or now - began > HARDEST for s, began in starts)
        return 1 + sum(ended)

    def reply(self, run: str, artefact: str, reply: Reply) -> None:
        """Tell the sender; a fault was no attempt at the file."""
        content = json.dumps(asdict(reply)).encode("utf-8", "replace")
        self._objects.write(_outcome(run, artefact), content)
        if reply.fault:
            self._objects.remove(_tries(run, artefact))
        else:
            self._objects.write(_tries(run, artefact), DONE)


def _outcome(run: str, artefact: str) -> str:
    return f"{ALL}/{_safe(run)}/{_safe(artefact)}.json"


def _tries(run: str, artefact: str) -> str:
    return f"{ALL}/{_safe(run)}/tries/{_safe(artefact)}"


def _safe(name: str) -> str:
    """A name that a message brought, if it cannot lead out of its folder."""
    if not SAFE.fullmatch(name):
        raise StoreError(f"{name!r} is no name of a run or an artefact")
    return name


def _reply(content: bytes) -> Reply | None:
    """A reply as it was sent; None if not all of it has arrived."""
    try:
        told = json.loads(content)
        rows = tuple(Row(**row) for row in told["rows"])
        return Reply(rows, tuple(told["parsed"]), told["fault"])
    except (ValueError, KeyError, TypeError):
        return None
