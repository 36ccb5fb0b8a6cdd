"""What changed in a Blueprint from build to build of the index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.views.frame import Frame, labelled
from api.views.parts import Labelled
from indexer.query import Opened


@dataclass(frozen=True)
class Change:
    """What one build of the index changed in a Blueprint; `more` is not listed.

    `first` says that the Blueprint was new then. Files are told by their paths.
    """

    date: str
    first: bool
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    gained: tuple[Labelled, ...]
    lost: tuple[Labelled, ...]
    more: int


def changes_of(frame: Frame, opened: Opened) -> tuple[Change, ...]:
    """The last changes of a Blueprint that the asker may read, the newest first."""
    return tuple(
        Change(
            entry["date"],
            entry["first"],
            tuple(entry["added"]),
            tuple(entry["removed"]),
            tuple(entry["changed"]),
            _labels(frame, entry["gained"]),
            _labels(frame, entry["lost"]),
            entry["cut"],
        )
        for entry in opened.stored.get("history", ())
        if not frozenset(frame.audience).isdisjoint(entry.get("audience", ()))
    )


def _labels(frame: Frame, entries: Iterable[Mapping[str, Any]]) -> tuple[Labelled, ...]:
    values: dict[str, list[str]] = {}
    for entry in entries:
        values.setdefault(entry["field"], []).append(entry["value"])
    return labelled(frame, values)
