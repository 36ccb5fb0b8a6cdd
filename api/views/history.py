"""What changed in a Blueprint from build to build of the index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.views.frame import Frame, labelled
from api.views.parts import Labelled
from indexer.query import Opened
from indexer.wording import counted


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


def headline(change: Change) -> str:
    """A change in one line: 2 files added, 1 label lost."""
    if change.first:
        files = counted(len(change.added) + change.more, "file")
        return f"Added to the library with {files}"
    counts = [
        (len(change.added), "file", "added"),
        (len(change.removed), "file", "removed"),
        (len(change.changed), "file", "changed"),
        (_number(change.gained), "label", "gained"),
        (_number(change.lost), "label", "lost"),
    ]
    told = [f"{counted(n, what)} {done}" for n, what, done in counts if n]
    more = [f"{change.more} more"] if change.more else []
    return ", ".join([*told, *more])


def anchor(change: Change) -> str:
    """Where a change stands on the page of its Blueprint."""
    return "changed-" + "".join(c for c in change.date if c.isalnum())


def _labels(frame: Frame, entries: Iterable[Mapping[str, Any]]) -> tuple[Labelled, ...]:
    values: dict[str, list[str]] = {}
    for entry in entries:
        values.setdefault(entry["field"], []).append(entry["value"])
    return labelled(frame, values)


def _number(labels: tuple[Labelled, ...]) -> int:
    return sum(len(one.values) for one in labels)
