"""Joined: names and segments of several artefacts as one text, looked through once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from pipelines.records import Segment

APART = 60  # characters between two parts: no context is taken from the next one
OPENING = 1200  # characters at the beginning, where a document says what it is
PAGES = 8000  # characters of the first pages, with the labels of their segments
SEGMENTS = 40  # of them at most
_BETWEEN = f"\n{' ' * (APART - 2)}\n"
NAME, LABELS = -1, -2  # instead of the number of a segment


class Part(NamedTuple):
    """A segment, a name, or the labels of the first pages of an artefact.

    The last three are offsets in the text: where the part begins, and where the opening
    and the first pages of its artefact end in it.
    """

    artefact: int  # number from 0
    segment: int  # number from 0 in the artefact
    begin: int
    opened: int
    paged: int


@dataclass(frozen=True, slots=True)
class Source:
    """What is read of an artefact."""

    title: str
    name: str
    segments: Sequence[Segment] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Joined:
    """A text of parts; `lower` is as long as it."""

    text: str
    lower: str
    parts: list[Part]
    pages: list[int]  # characters of the first pages of each artefact


def joined(sources: Iterable[Source]) -> Joined:
    """The texts of the artefacts, each with title, name and labels before it."""
    texts: list[str] = []
    parts: list[Part] = []
    pages: list[int] = []
    begin = 0
    for artefact, source in enumerate(sources):
        labels, sizes, characters = _first_pages(source.segments)
        pages.append(characters)
        left = OPENING
        own = ((NAME, source.title), (NAME, source.name), (LABELS, labels))
        for n, text in chain(own, enumerate(s.text for s in source.segments)):
            size = len(text)
            opened = left if n >= 0 else size + 1
            paged = size if n == LABELS else sizes[n] if 0 <= n < len(sizes) else 0
            parts.append(Part(artefact, n, begin, begin + opened, begin + paged))
            texts.append(text)
            begin += size + APART
            left = max(0, left - size) if n >= 0 else left
    text = _BETWEEN.join(texts)
    return Joined(text, _lower(text), parts, pages)


def _first_pages(segments: Iterable[Segment]) -> tuple[str, list[int], int]:
    """The labels of the segments on them, how much of each text, and their length."""
    labels: list[str] = []
    sizes: list[int] = []
    left = PAGES
    for segment in islice(segments, SEGMENTS):
        labels.append(segment.label[:left])
        left = max(0, left - len(segment.label) - 1)
        sizes.append(min(left, len(segment.text)))
        left -= len(segment.text) + 1
        if left <= 0:
            break
    return "\n".join(labels), sizes, PAGES - max(0, left)


def _lower(text: str) -> str:
    """Lower case of the same length: a few capitals would become two characters."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
