"""The verbs that read a library and build its index: ingest, worker, rebuild."""

from dataclasses import asdict
from importlib import import_module
from typing import Annotated, Any

import typer

from pipelines.command import exits, rendering
from pipelines.command.interrupts import interruptible
from pipelines.command.knobs import masked, read_settings
from pipelines.command.options import AsJson
from pipelines.command.progress_bar import drawn
from pipelines.command.terminal import data, messages, say
from pipelines.errors import WrongUseError


def ingest(
    source: Annotated[str, typer.Argument(metavar="SRC", help="Folder or URL.")],
    as_json: AsJson = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read every file.")] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Read failed ones.")] = False,
    workers: Annotated[
        str, typer.Option(help="Extraction processes, or: celery.")
    ] = "",
) -> None:
    """Bring the index to what the library at SRC holds now."""
    settings = read_settings()
    queued = workers == "celery"
    if workers and not queued:
        settings = settings.model_copy(update={"workers": _processes(workers)})
    # Loaded here: a serving process must hold none of the extractors.
    run = import_module("pipelines.ingest").ingest
    with interruptible(), drawn(messages()) as progress:
        totals = run(
            settings, source, progress, fresh=fresh, retry=retry, queued=queued
        )
    _end(asdict(totals), as_json)


def worker(
    processes: Annotated[int, typer.Option(min=1, help="Files at a time.")] = 1,
) -> None:
    """Read into the record store what is queued, until Ctrl-C."""
    settings = read_settings()
    if not settings.broker_url:
        raise WrongUseError("no broker is set; set BLUEPRINTS_BROKER_URL")
    work = import_module("pipelines.queue.tasks").work
    broker, store = (masked(a) for a in (settings.broker_url, settings.record_store))
    say(f"reading what {broker} has, into {store}, until Ctrl-C", "bold")
    work(settings, processes)


def rebuild(as_json: AsJson = False) -> None:
    """Make the index anew from what was read before; opens no file."""
    settings = read_settings()
    run = import_module("pipelines.ingest").rebuild
    with interruptible(), drawn(messages()) as progress:
        totals = run(settings, progress)
    _end(asdict(totals), as_json)


def _processes(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise WrongUseError(f"--workers is a number from 1, or celery: {written!r}")
    return int(written)


def _end(totals: dict[str, Any], as_json: bool) -> None:
    """Say what a run came to, and leave with the code for it."""
    for line in rendering.ended(totals):
        say(line)
    if as_json:
        data({**totals, "problems": len(totals["problems"])})
    raise typer.Exit(exits.FAILED if totals["failed"] or totals["unread"] else 0)
