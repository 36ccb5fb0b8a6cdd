"""What the ledger tells of the last run, while the next may be going on."""

from collections.abc import Collection
from contextlib import closing
from dataclasses import asdict
from typing import Any

from indexer.engine import CURRENT
from indexer.engines import generations_of
from indexer.generations import read_manifest
from indexer.query import EngineUnavailableError
from pipelines.storage.ledger import COUNTED, FILE, Ledger, Outcome, Row
from pipelines.storage.lock import holder
from settings import Settings


def status(settings: Settings) -> dict[str, Any]:
    """The last run, the files by outcome and the live generation, None or zeros before
    the first run.

    The `holder` of a run that goes on says which process that is; a `fault` is the
    error of an index that does not answer or is damaged, else None.
    """
    path = settings.data / FILE
    run, files, told = None, dict.fromkeys(COUNTED, 0), list[dict[str, Any]]()
    if path.exists():
        with closing(Ledger(path, write=False)) as ledger:
            run, files, told = ledger.last_run(), ledger.totals(), _problems(ledger)
    if run:
        run["holder"] = "" if run["finished"] else holder(settings.data)
    generation, fault = None, None
    try:
        place = generations_of(settings)
        if generation := place.pointed(CURRENT):
            read_manifest(place, generation)
    except EngineUnavailableError as error:
        fault = error
    return {
        "run": run,
        "files": files,
        "generation": generation,
        "fault": fault,
        "problems": told,
    }


def problems(settings: Settings) -> list[dict[str, Any]]:
    """What was not understood of the metadata when the index was last built."""
    path = settings.data / FILE
    if not path.exists():
        return []
    with closing(Ledger(path, write=False)) as ledger:
        return _problems(ledger)


def _problems(ledger: Ledger) -> list[dict[str, Any]]:
    return [asdict(problem) for problem in ledger.problems()]


def failures(
    settings: Settings, outcomes: Collection[Outcome] = ("failed", "partial")
) -> list[Row]:
    """The rows of those outcomes, with status and reason, in the order of paths."""
    path = settings.data / FILE
    if not path.exists():
        return []
    with closing(Ledger(path, write=False)) as ledger:
        return ledger.rows(outcomes)
