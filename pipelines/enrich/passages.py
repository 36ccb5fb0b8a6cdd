"""Passages: the segments of an artefact cut so that a hit opens on its page."""

import re
from collections.abc import Iterable, Iterator

from indexer.documents import Passage
from pipelines.records import Segment

LONGEST = 1200  # characters
SHORTEST = 400  # of a part that ends at a border, so that no crumbs are left

# Where a long segment may be cut, the best first: after a blank line, a line, a
# sentence, a space.
BORDERS = tuple(re.compile(p) for p in (r"\n\s*\n", r"\n", r"[.!?]\s", r"\s"))


def passages(artefact: str, segments: Iterable[Segment]) -> tuple[Passage, ...]:
    """The passages of an artefact; segments without visible text have none."""
    found: list[Passage] = []
    for n, segment in enumerate(segments):
        if not segment.text.strip():
            continue
        for start, end in _parts(segment.text):
            found.append(
                Passage(
                    artefact,
                    len(found),
                    n,
                    segment.kind,
                    segment.number,
                    segment.label,
                    start,
                    segment.text[start:end],
                )
            )
    return tuple(found)


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Ranges that follow each other without gap or overlap and end with the text."""
    start, last = 0, len(text.rstrip())
    while len(text) - start > LONGEST:
        end = _cut(text, start)
        if end >= last:
            break
        yield start, end
        start = end
    yield start, len(text)


def _cut(text: str, start: int) -> int:
    for border in BORDERS:
        ends = [
            m.end() for m in border.finditer(text, start + SHORTEST, start + LONGEST)
        ]
        if ends:
            return ends[-1]
    return start + LONGEST
