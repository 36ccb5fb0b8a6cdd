"""What a run came to."""

from dataclasses import dataclass

from pipelines.bundle import Problem


@dataclass(frozen=True, slots=True)
class Totals:
    """What a run came to: found = indexed + partial + failed + skipped.

    `parsed` counts the files given to a parser in this run, members among them;
    `deleted` those that were there in the run before and are gone, `unread` those of
    the skipped that could not be reached, which the next run tries again.
    """

    library: str
    found: int
    indexed: int
    partial: int
    failed: int
    skipped: int
    parsed: int
    deleted: int
    seconds: float
    generation: str
    unread: int
    built: bool  # False if nothing had changed and the live index stays
    problems: tuple[Problem, ...] = ()
