"""The verb that shows what is read of a file: extract."""

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from pipelines.command import exits, rendering
from pipelines.command.knobs import read_settings
from pipelines.command.options import AsJson
from pipelines.command.terminal import data, show
from pipelines.errors import WrongUseError


def extract(
    file: Annotated[Path, typer.Argument(metavar="FILE")], as_json: AsJson = False
) -> None:
    """The text of a file, segment by segment, as an ingest reads it."""
    if not file.is_file():
        what = "is no file" if file.exists() else "does not exist"
        raise WrongUseError(f"{str(file)!r} {what}")
    # Loaded here: a serving process must hold none of the extractors.
    read_alone = import_module("pipelines.reading.one_file").read_alone
    record = read_alone(read_settings(), file)
    if as_json:
        data(rendering.plain_record(record))
    else:
        show(rendering.record(record))
    good = record.status in ("ok", "partial", "empty")
    raise typer.Exit(0 if good else exits.FAILED)
