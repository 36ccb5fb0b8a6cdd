"""What a run and its worker processes say to each other."""

from dataclasses import dataclass

from pipelines.extract.file import Limits
from pipelines.records import Member, Status


@dataclass(frozen=True, slots=True)
class Terms:
    """What a worker is told once: what to call, where to keep it, what it may use."""

    extract: str  # dotted name of extract(path, name, limits) -> Extraction
    extractor: str  # name and version that stand in the records
    store: str
    limits: Limits
    memory: int  # bytes of address space
    seconds: float  # wall clock for one file


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: a local path, the name people gave it, its digest and size."""

    path: str
    name: str
    digest: str
    size: int
    endpoint: str = ""  # of the Tika server that is to read it; empty: in process
    extractor: str = ""  # what stands in the record, where the terms say otherwise
    why: str = ""  # why another extractor reads it than the one that should


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a job; the text itself is in the record store.

    After a `shaken` one, the process should not be used again. After a `fault` of a
    server, no record was kept.
    """

    status: Status
    reason: str
    members: tuple[Member, ...] = ()
    shaken: bool = False
    extractor: str = ""  # under which name the record is kept
    fault: str = ""  # how a Tika server failed


@dataclass(frozen=True, slots=True)
class Refused:
    """No reading: `stage` is ``start``, ``store`` or ``file``, where that went wrong.

    `number` is that of the system's error with a file, as in `OSError.errno`.
    """

    stage: str
    message: str
    number: int = 0
