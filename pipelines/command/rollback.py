"""The verb that goes back to an earlier index: index rollback."""

from pathlib import Path
from typing import Annotated

import typer

from indexer.engine import CURRENT, PREVIOUS, Generations
from indexer.engines import generations_of
from indexer.generations import OpenGeneration, rollback
from indexer.query import EngineUnavailableError, IndexDamagedError
from indexer.wording import counted
from mappings.load import load_mappings
from pipelines.command.knobs import read_settings
from pipelines.command.terminal import say, show
from pipelines.errors import WrongUseError
from pipelines.storage.lock import locked


def index_rollback(
    yes: Annotated[
        bool, typer.Option("--yes", help="Open what was closed since, too.")
    ] = False,
) -> None:
    """Make the index before the live one the live one again."""
    settings = read_settings()
    place = generations_of(settings)
    with locked(settings.data):
        _check(place, settings.mappings, opens=yes)
        show([rollback(place)])
    say("live now; the one before stays, the same command changes back")


def _check(place: Generations, mappings: Path | None, *, opens: bool) -> None:
    """Raise WrongUseError if the generation before the live one cannot be read. It
    knows nothing of what was closed since: unless `opens` allows that, also if it would
    open a Blueprint to people who may not see it now, or if nobody can know.
    """
    before, now = (place.pointed(p) for p in (PREVIOUS, CURRENT))
    if not now or before not in place.names():
        return  # there is nothing to go back to, as after a purge
    schema = load_mappings(mappings).schema
    try:
        earlier = OpenGeneration(place, before, schema)
    except IndexDamagedError as error:
        raise WrongUseError(
            f"the index before, {before}, is damaged, or of another version of this"
            " program or of its mappings; to go back to that, install that one, or put"
            " its mappings back, first: a rebuild would take it away; the live index"
            " stays"
        ) from error
    if opens:
        return
    try:
        opened = earlier.reopens(OpenGeneration(place, now, schema))
    except EngineUnavailableError as error:
        raise WrongUseError(
            "whether the index before opens what was closed since is not known, as the"
            f" live one cannot be read ({error}); to go back all the same, add --yes"
        ) from error
    if opened:
        raise WrongUseError(
            f"the index before lets more people see {counted(len(opened), 'Blueprint')}"
            f" than the live one, {opened[0]!r} among them; to open what was closed"
            " since, add --yes; the next ingest closes it again"
        )
