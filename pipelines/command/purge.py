"""The verb that takes away what the library no longer holds."""

from dataclasses import asdict
from importlib import import_module
from typing import Annotated

import typer

from pipelines.command import rendering
from pipelines.command.interrupts import interruptible
from pipelines.command.knobs import read_settings
from pipelines.command.options import AsJson
from pipelines.command.progress_bar import drawn
from pipelines.command.terminal import data, messages, show


def purge(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be removed.")
    ] = False,
    labels: Annotated[
        bool, typer.Option("--labels", help="People's word on what is gone, too.")
    ] = False,
    forget: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Another data folder that is gone for good."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Remove what is kept of what the library no longer holds.

    That is text and names of files, and every index but the live one: nothing earlier
    can be rolled back to. Ingest first: it refuses while the index has what has left
    the library since.
    """
    settings = read_settings()
    # Loaded here: a serving process must hold none of the extractors.
    run = import_module("pipelines.purge").purge
    with interruptible(), drawn(messages()) as progress:
        purged = run(
            settings, progress, dry_run=dry_run, labels=labels, forget=forget or ()
        )
    if as_json:
        data(asdict(purged))
    else:
        show(rendering.purged(asdict(purged)))
