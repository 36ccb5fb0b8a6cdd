"""What changed in a Blueprint, in a line, and where it stands on its page."""

from api.pages.wording import counted
from api.views.history import Change
from api.views.parts import Labelled


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


def _number(labels: tuple[Labelled, ...]) -> int:
    return sum(len(one.values) for one in labels)
