"""Going back to an earlier index, which knows nothing of what was closed since."""

from pathlib import Path

from indexer.engine import CURRENT, PREVIOUS, Generations
from indexer.generations import OpenGeneration
from indexer.query import EngineUnavailableError, IndexDamagedError
from mappings.load import load_mappings
from pipelines.errors import WrongUseError
from pipelines.wording import counted


def check(place: Generations, mappings: Path | None, *, opens: bool) -> None:
    """Raise WrongUseError if the generation before the live one cannot be read, or
    unless it `opens` all it wants, would open a Blueprint to people who may not see it
    now, or if nobody can know.
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
