"""Weighing: which values an artefact has, from where their phrases stand.

A value is what an artefact is about, not what it names in passing: title, headings
and opening count most, then how far the mentions are spread over the text.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.documents import Band, Evidence
from pipelines.enrich.matching import Mention
from pipelines.enrich.reading import Placed, Reading

SHOWN = 5  # pieces of evidence kept for a value, one for a value below the line
BELOW = 5  # values below the line that are kept, for a librarian to see
SCANT = 200  # characters under which a text is about nothing
FILLED = 0.6  # share of boilerplate from which an artefact is a template


@dataclass(frozen=True, slots=True)
class Bar:
    """What a value of a field must weigh, and how many values a document may have.

    `share` is of the heaviest value of the field: what is said a third as often as
    the subject is not the subject.
    """

    high: float = 5.0
    medium: float = 3.0
    share: float = 0.35
    most: int = 6


BARS = {
    "technology": Bar(),
    "care_setting": Bar(high=6.0, medium=4.0, share=0.5, most=3),
    "organisation": Bar(high=5.0, medium=3.0, share=0.5, most=3),
    "supplier": Bar(high=5.0, medium=2.5, share=0.3, most=6),
    "standard": Bar(high=4.5, medium=2.5, share=0.2, most=8),
}


@dataclass(frozen=True, slots=True)
class Suggested:
    """A value that an artefact may have: its weight, band and best evidence."""

    field: str
    value: str
    weight: float
    band: Band
    evidence: tuple[Evidence, ...]


def weigh(
    field: str, reading: Reading, artefact: str, bar: Bar | None = None
) -> tuple[Suggested, ...]:
    """The values of a field by weight; those in band low stay below the line."""
    bar, blocks = bar or BARS.get(field, Bar()), reading.blocks
    titled, named = _of(field, reading.titled), _of(field, reading.named)
    placed = reading.placed_of(field)
    weights = {
        value: _weight(titled[value], named[value], placed.get(value, ()), blocks)
        for value in sorted({*titled, *named, *placed})
    }
    heaviest = max(weights.values(), default=0.0)
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    weak = reading.characters < SCANT or reading.repeated > FILLED
    found = []
    below = 0
    for place, (value, weight) in enumerate(ranked):
        passing = weight < bar.share * heaviest or place >= bar.most
        band = _band(weight, bar, weak or passing)
        below += band == "low"
        if band == "low" and below > BELOW:
            continue
        evidence = evidence_of(
            f"{field}: {'title' if titled[value] else 'text'}",
            band,
            artefact,
            (*titled[value], *named[value]),
            placed.get(value, ()),
        )
        found.append(Suggested(field, value, round(weight, 3), band, evidence))
    over = [s for s in found if s.band != "low"]
    return (*over, *[s for s in found if s.band == "low"])


def _band(weight: float, bar: Bar, weak: bool) -> Band:
    if weak or weight < bar.medium:
        return "low"
    return "high" if weight >= bar.high else "medium"


def _weight(
    titled: Sequence[Mention],
    named: Sequence[Mention],
    placed: Sequence[Placed],
    blocks: int,
) -> float:
    """Title 4, file name 1, opening 1.5, three headings 1 each, up to 5 for spread."""
    title = 4.0 * max((m.weight for m in titled), default=0.0)
    name = 1.0 * max((m.weight for m in named), default=0.0)
    opening = 1.5 * max((p.worth for p in placed if p.opening), default=0.0)
    headings = sum(sorted((p.worth for p in placed if p.heading), reverse=True)[:3])
    by_block: dict[int, list[float]] = defaultdict(list)
    for p in placed:
        by_block[p.block].append(p.worth)
    body = sum(sum(sorted(w, reverse=True)[:3]) for w in by_block.values())
    full = sum(1 for w in by_block.values() if max(w) >= 0.3)
    spread = min(1.0, 0.25 + full / blocks * 3)
    return title + name + opening + headings + min(5.0, 0.5 * body) * spread


def evidence_of(
    rule: str,
    band: Band,
    artefact: str,
    named: Iterable[Mention],
    placed: Iterable[Placed],
) -> tuple[Evidence, ...]:
    """The best places, in the text before those in title and name."""
    best = sorted(
        placed,
        key=lambda p: (-p.worth, not p.heading, not p.opening, p.block),
    )[:SHOWN]
    most = 1 if band == "low" else SHOWN
    mentions = [(m.field, m) for m in (*(p.mention for p in best), *named)][:most]
    return tuple(
        Evidence(
            field,
            m.value,
            "suggested",
            rule,
            band,
            m.phrase,
            artefact,
            m.segment,
            m.start if m.segment is not None else None,
            m.end if m.segment is not None else None,
        )
        for field, m in mentions
    )


def _of(field: str, mentions: Iterable[Mention]) -> defaultdict[str, list[Mention]]:
    found: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.field == field:
            found[mention.value].append(mention)
    return found
