"""Going back to an earlier index, which knows nothing of what was closed since."""

from pathlib import Path

from indexer.engine import CURRENT, PREVIOUS, Generations
from indexer.generations import OpenGeneration
from indexer.query import EngineUnavailableError
from mappings.load import load_mappings
from pipelines.exits import WrongUseError
from pipelines.terminal import counted


def check(place: Generations, mappings: Path | None) -> None:
    """Raise WrongUseError if the generation before the live one would open a Blueprint
    to people who may not see it now, or if nobody can know.
    """
    before, now = (place.pointed(p) for p in (PREVIOUS, CURRENT))
    if not now or before not in place.names():
        return  # there is nothing to go back to, as after a purge
    schema = load_mappings(mappings).schema
    earlier = OpenGeneration(place, before, schema)
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
