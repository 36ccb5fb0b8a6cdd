"""What the ledger tells of the last run, while the next may be going on."""

from collections.abc import Collection
from contextlib import closing
from dataclasses import asdict
from typing import Any

from indexer.engine import CURRENT
from indexer.engines import generations_of
from pipelines.storage.ledger import FILE, Ledger, Outcome, Row
from pipelines.storage.lock import holder
from settings import Settings


def status(settings: Settings) -> dict[str, Any]:
    """The last run and the files by outcome; None and zeros before the first run.

    The `holder` of a run that goes on says which process that is.
    """
    path = settings.data / FILE
    nothing = {"found": 0, "indexed": 0, "partial": 0, "failed": 0, "skipped": 0}
    generation = generations_of(settings).pointed(CURRENT)
    if not path.exists():
        files = {**nothing, "pending": 0}
        return {"run": None, "files": files, "generation": generation, "problems": []}
    with closing(Ledger(path, write=False)) as ledger:
        run, files = ledger.last_run(), ledger.totals()
        problems = [asdict(p) for p in ledger.problems()]
    if run:
        run["holder"] = "" if run["finished"] else holder(settings.data)
    return {"run": run, "files": files, "generation": generation, "problems": problems}


def failures(
    settings: Settings, outcomes: Collection[Outcome] = ("failed", "partial")
) -> list[Row]:
    """The rows of those outcomes, with status and reason, in the order of paths."""
    path = settings.data / FILE
    if not path.exists():
        return []
    with closing(Ledger(path, write=False)) as ledger:
        return ledger.rows(outcomes)
