"""What runs inside a worker process: one file after the other, within limits.

Started by `workers.py` as ``python -m pipelines.reading.isolated FD``; it speaks over
that socket, never over standard input or output, which parsers write to.
"""

import re
import resource
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path, PurePosixPath
from pkgutil import resolve_name

from pipelines.errors import StoreError
from pipelines.extract import load
from pipelines.extract.detect import UNKNOWN
from pipelines.extract.file import Limits, fault_of
from pipelines.extract.tika import TikaFaultError, extract_tika
from pipelines.reading.jobs import Job, Reading, Refused, Terms
from pipelines.records import ExtractError, Extraction, Member, Record
from pipelines.storage.store import RecordStore

GRACE = 5  # seconds a process outlives the time its parent gave it
PATIENCE = 0.9  # share of that time for which a Tika server is waited for
# A process that ever held this share of its memory makes room for a fresh one.
WORN = 0.5


Extract = Callable[[Path, str, Limits], Extraction]


def main() -> None:
    """Serve jobs until the parent hangs up."""
    connection = Connection(int(sys.argv[1]))
    terms: Terms = connection.recv()
    try:
        load()
        extract: Extract = named(terms.extract)
        store = RecordStore(terms.store)
        confine(terms)
    except Exception as error:  # noqa: BLE001 (the parent reports it)
        connection.send(Refused("start", f"{type(error).__name__}: {error}"))
        return
    connection.send(None)
    while True:
        try:
            job: Job = connection.recv()
        except (EOFError, OSError):
            return
        allow(terms.seconds)
        answer = perform(job, extract, store, terms)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send(answer)


def named(dotted: str) -> Extract:
    """The function of that dotted name."""
    module, _, name = dotted.rpartition(".")
    found: Extract = resolve_name(f"{module}:{name}")
    return found


def confine(terms: Terms) -> None:
    """Give up what reading a file never needs; all is imported by now."""
    for kind, amount in (
        (resource.RLIMIT_AS, terms.memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, terms.limits.total_bytes),
    ):
        hard = resource.getrlimit(kind)[1]
        lower = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
        resource.setrlimit(kind, (lower, hard))


def allow(seconds: float) -> None:
    """Processor and wall-clock time for one file, kept by the kernel.

    The parent kills sooner; this ends a process whose parent is gone.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    until = int(time.process_time() + seconds + GRACE)
    if hard == resource.RLIM_INFINITY or until < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def perform(
    job: Job, extract: Extract, store: RecordStore, terms: Terms
) -> Reading | Refused:
    """Read one file and keep its record."""
    started = time.perf_counter()
    try:
        found, extractor, shaken = _extracted(job, extract, terms)
    except TikaFaultError as error:
        return Reading("crashed", str(error), fault=str(error))
    except OSError as error:
        return Refused("file", error.strerror or str(error), error.errno or 0)
    reason = "; ".join(filter(None, (found.reason, job.why)))
    try:
        members = tuple(
            Member(c.name, store.put_member(c.content), len(c.content))
            for c in found.children
        )
        store.put(
            Record(
                digest=job.digest,
                extractor=extractor,
                size=job.size,
                media_type=found.media_type,
                status=found.status,
                reason=reason,
                segments=found.segments,
                metadata=found.metadata,
                members=members,
                seconds=round(time.perf_counter() - started, 4),
            ),
            PurePosixPath(job.name).suffix,
        )
    except StoreError as error:
        return Refused("store", str(error))
    shaken = shaken or _worn(terms.memory)
    return Reading(found.status, reason, members, shaken, extractor)


def _worn(memory: int) -> bool:
    """Whether this process ever held so much of its memory that another should go on.

    Linux counts in `ru_maxrss` what the parent held when it forked, too; `VmHWM`, which
    takes longer to ask for, does not.
    """
    unit = 1 if sys.platform == "darwin" else 1024
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    if held <= WORN * memory:
        return False
    status = Path("/proc/self/status")
    text = status.read_text("ascii", "replace") if status.exists() else ""
    own = re.search(r"VmHWM:\s+(\d+) kB", text)
    return own is None or int(own[1]) * 1024 > WORN * memory


def _extracted(
    job: Job, extract: Extract, terms: Terms
) -> tuple[Extraction, str, bool]:
    """What was found, by which extractor, and whether the process was shaken.

    OSError if the system is to blame and not the file.
    """
    extractor = job.extractor or terms.extractor
    path = Path(job.path)
    try:
        if job.endpoint:
            seconds = terms.seconds * PATIENCE
            found, extractor = extract_tika(
                path, job.name, terms.limits, job.endpoint, seconds
            )
            return found, extractor, False
        return extract(path, job.name, terms.limits), extractor, False
    except TikaFaultError:
        raise
    except ExtractError as error:
        failed = Extraction(UNKNOWN, status=error.status, reason=error.reason)
        return failed, extractor, False
    except MemoryError:
        reason = f"needs more than {terms.memory // 2**20} MiB of memory"
        failed = Extraction(UNKNOWN, status="too_large", reason=reason)
        return failed, extractor, True
    except BaseException as error:
        # A panic in a Rust library is a BaseException.
        if fault := fault_of(error, path):
            raise fault from error
        reason = f"{type(error).__name__}: {error}"[:300]
        failed = Extraction(UNKNOWN, status="crashed", reason=reason)
        return failed, extractor, True


if __name__ == "__main__":
    main()
