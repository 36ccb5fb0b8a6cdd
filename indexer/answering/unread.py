"""The files that could not be read, or only in part."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indexer.documents import EVERYONE
from indexer.engine import EVERY, Ask, Engine
from indexer.tree import All
from indexer.visible import visible

READ = ("ok", "empty", "")  # an empty file was read: there was nothing in it
SLICE = 1000  # files read at once


@dataclass(frozen=True, slots=True)
class Readings:
    """How many files came to each status, and those that were not read in full.

    Of a library larger than `EVERY` files the first are looked at.
    """

    statuses: Mapping[str, int]
    unread: tuple[Mapping[str, Any], ...]


def readings(engine: Engine, audience: tuple[str, ...] = (EVERYONE,)) -> Readings:
    """How the files were read that this audience may see."""
    statuses: Counter[str] = Counter()
    unread: list[Mapping[str, Any]] = []
    for card in _cards(engine, audience):
        status = card["stored"].get("status", "")
        statuses[status] += 1
        if status not in READ:
            unread.append(card)
    return Readings(statuses, tuple(unread))


def _cards(engine: Engine, audience: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
    for offset in range(0, EVERY, SLICE):
        ask = Ask("artefacts", All(), visible(audience), "title", offset, SLICE)
        rows = engine.answer([ask])[0].rows
        yield from (row.stored for row in rows)
        if len(rows) < SLICE:
            return
