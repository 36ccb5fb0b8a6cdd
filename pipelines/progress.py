"""What a run tells while it goes on: plain events, drawn by whoever listens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from pipelines.storage.ledger import Outcome, Row


@dataclass(frozen=True, slots=True)
class Discovered:
    """The library was listed: what is there, and what of it must be read."""

    files: int
    bytes: int
    to_read: int
    bytes_to_read: int


@dataclass(frozen=True, slots=True)
class Done:
    """A file, or a member of one, came to its outcome."""

    path: str
    size: int
    outcome: Outcome
    status: str
    reason: str
    member: bool


@dataclass(frozen=True, slots=True)
class Stage:
    """The next part of the run begins."""

    name: Literal["discover", "read", "enrich", "index"]


@dataclass(frozen=True, slots=True)
class Enriched:
    """So many of the Blueprints have their documents."""

    done: int
    blueprints: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something people should know, which stops nothing."""

    text: str


Event = Discovered | Done | Stage | Enriched | Notice
Progress = Callable[[Event], None]


def told(row: Row) -> Done:
    """The event of a file that came to its outcome."""
    inside = row.parent is not None
    return Done(row.path, row.size, row.outcome, row.status, row.reason, inside)


def silent(_: Event) -> None:
    """Tell nobody."""
