"""Who may see what: a build opens nothing because somebody fell silent."""

from collections.abc import Collection, Mapping

from indexer.documents import EVERYONE, NOBODY
from indexer.wording import counted
from pipelines.building.history import State
from pipelines.errors import LibraryError


def check_opened(
    before: Mapping[str, State], folders: Mapping[str, str], silent: Collection[str]
) -> None:
    """Refuse to open what had an audience in the last build because nothing says one
    any more, as where a column was taken away: who means it writes it down.

    `folders` has the folder of each Blueprint, `silent` those of which nothing is said.
    """
    opened = sorted(
        f"{folder!r} ({', '.join(some)})"
        for blueprint, folder in folders.items()
        if blueprint in before and folder in silent
        if (some := sorted(set(before[blueprint].audience) - {NOBODY}))
        if EVERYONE not in some
    )
    if opened:
        raise LibraryError(
            "nothing says any more who may see"
            f" {counted(len(opened), 'Blueprint')} of the last run, {opened[0]} among"
            " them, and everyone would; nothing was changed: write who as the audience,"
            " or everyone"
        )
