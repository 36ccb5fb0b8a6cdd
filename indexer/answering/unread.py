"""The files that could not be read, or only in part."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from indexer.documents import EVERYONE
from indexer.engine import Ask, Engine
from indexer.entries import STATUS
from indexer.tree import All, Every, Has, Key
from indexer.visible import visible

READ = ("ok", "empty")  # an empty file was read: there was nothing in it


@dataclass(frozen=True, slots=True)
class Readings:
    """How many files came to each status, MISSING where none is known; the first of
    those that were not read in full, by title, and how many these are.
    """

    statuses: Mapping[str, int]
    unread: tuple[Mapping[str, Any], ...]
    total: int


def readings(
    engine: Engine, audience: tuple[str, ...] = (EVERYONE,), *, most: int
) -> Readings:
    """How the files were read that this audience may see, with `most` unread ones."""
    seen = visible(audience)
    tree = Every(must=(Has(STATUS),), without=(Key(STATUS, READ),))
    found, unread = engine.answer(
        [
            Ask("artefacts", All(), seen, count=(STATUS,)),
            Ask("artefacts", tree, seen, "title", limit=most),
        ]
    )
    counts = {s: b.documents for s, b in found.counts[STATUS].items() if b.documents}
    return Readings(counts, tuple(row.stored for row in unread.rows), unread.total)
