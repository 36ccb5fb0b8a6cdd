"""Joined: the names and segments of a document as one text, looked through once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

APART = 60  # characters between two parts: no context is taken from the next one
_BETWEEN = f"\n{' ' * (APART - 2)}\n"


@dataclass(frozen=True, slots=True)
class Joined:
    """A text of parts, the names first; `lower` is as long as it."""

    text: str
    lower: str
    borders: list[int]  # where each part begins, and where one more would
    names: int


def joined(names: Sequence[str], segments: Sequence[str]) -> Joined:
    """The parts as one text."""
    parts = (*names, *segments)
    text = _BETWEEN.join(parts)
    borders = [0, *accumulate(len(part) + APART for part in parts)]
    return Joined(text, _lower(text), borders, len(names))


def _lower(text: str) -> str:
    """Lower case of the same length: a few capitals would become two characters."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
