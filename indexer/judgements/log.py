"""People's word on facet values, and the log that keeps it: a line a decision.

The log is the only place where it is kept. It is only ever added to, but for a purge of
what is gone, and nothing that is derived (records, ledger, index) is needed to read it.
"""

import fcntl
import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Literal, get_args

Verdict = Literal["confirm", "reject", "set"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

LOG = "judgements.jsonl"  # its name in the data folder


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision of one person on one value of one document.

    `document` is the id of a Blueprint or an artefact; `path` is the artefact's in its
    Blueprint and `digest` that of its bytes when it was judged, both empty for a
    Blueprint. `label` is how the value was called then, `taxonomy` the list it is
    from: empty for a name of the document's own.
    """

    at: str  # ISO 8601 in UTC, to the second
    by: str
    verdict: Verdict
    document: str
    blueprint: str
    path: str
    digest: str
    field: str
    value: str
    label: str
    taxonomy: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log by its number from 1; None where it cannot be read."""

    number: int
    judgement: Judgement | None


@dataclass(frozen=True, slots=True)
class Words:
    """The log as it was read at one moment, and a digest of it."""

    lines: tuple[Line, ...] = ()
    digest: str = ""

    @property
    def damaged(self) -> tuple[int, ...]:
        """The numbers of the lines that cannot be read."""
        return tuple(line.number for line in self.lines if line.judgement is None)


class Log:
    """The log in one file of JSON lines; a missing file is an empty log."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def add(self, *judgements: Judgement) -> None:
        """Write decisions down, all or none; they are on the disk when this returns.

        OSError with the name of the file, which is then as it was before.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps(asdict(j), ensure_ascii=False) + "\n" for j in judgements]
        with self._locked() as file:
            end = file.seek(0, os.SEEK_END)
            if end and _last_byte(file.fileno(), end) != b"\n":
                lines.insert(0, "\n")  # after a line that a power cut tore
            try:
                _write(file.fileno(), "".join(lines).encode("utf-8", "replace"))
            except OSError as error:
                file.truncate(end)
                raise OSError(error.errno, error.strerror, str(self.path)) from error
        if not end:
            _sync_folder(self.path.parent)

    def drop(self, numbers: Collection[int]) -> None:
        """Take lines away for good, by their numbers from 1. OSError.

        All of it happens in one step; who adds a line meanwhile loses none.
        """
        if not numbers or not self.path.exists():
            return
        with self._locked() as file:
            file.seek(0)
            lines = file.read().split(b"\n")
            left = [n for i, n in enumerate(lines, start=1) if i not in numbers]
            fresh = self.path.with_name(f"{self.path.name}.new")
            with fresh.open("wb") as other:
                other.write(b"\n".join(left))
                other.flush()
                os.fsync(other.fileno())
            fresh.replace(self.path)
            _sync_folder(self.path.parent)

    @contextmanager
    def _locked(self) -> Iterator[IO[bytes]]:
        """The file to add to, which nobody else adds to or takes from meanwhile."""
        while True:
            # Without a buffer: what is left in one is written late, when it is closed.
            with self.path.open("a+b", buffering=0) as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                # Another one has its place if lines were taken away while this waited.
                if os.path.samestat(os.fstat(file.fileno()), self.path.stat()):
                    yield file
                    return

    def read(self) -> Words:
        """All that was ever decided, in that order."""
        try:
            written = self.path.read_bytes()
        except FileNotFoundError:
            return Words()
        lines = tuple(
            Line(number, _judgement(line))
            for number, line in enumerate(written.split(b"\n"), start=1)
            if line.strip()
        )
        return Words(lines, sha256(written).hexdigest())


def _judgement(line: bytes) -> Judgement | None:
    try:
        told: Any = json.loads(line)
    except ValueError:
        return None
    names = [f.name for f in fields(Judgement)]
    if not isinstance(told, dict) or told.get("verdict") not in VERDICTS:
        return None
    if any(not isinstance(told.get(name), str) for name in names):
        return None
    return Judgement(**{name: told[name] for name in names})


def _write(file: int, content: bytes) -> None:
    while content:
        content = content[os.write(file, content) :]
    os.fsync(file)


def _last_byte(file: int, end: int) -> bytes:
    return os.pread(file, 1, end - 1)


def _sync_folder(folder: Path) -> None:
    """Make sure that a power cut does not take the new file's name away."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
