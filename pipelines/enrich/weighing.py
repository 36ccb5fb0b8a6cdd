"""Weighing: which values an artefact has, from where their phrases stand.

A value is what an artefact is about, not what it names in passing: title, headings
and opening count most, then how far the mentions are spread over the text, then what
the other artefacts of its Blueprint are about.
"""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import log, log1p

from indexer.documents import Band, Evidence
from pipelines.enrich.cues import BARE
from pipelines.enrich.curves import (
    ALONE,
    LIKELY,
    SURE,
    Traits,
    chance,
    fit_of,
)
from pipelines.enrich.matching import Mention
from pipelines.enrich.reading import Placed, Reading

SHOWN = 5  # pieces of evidence kept for a value, one for a value below the line
BELOW = 5  # values below the line that are kept, for a librarian to see
SCANT = 200  # characters under which a text is about nothing
OPENING = 3.0  # what phrases of the opening say at most
MOST, MANY = 3, 6  # values that an artefact has of a subject, and of other fields
FILLED = 0.6  # share of boilerplate from which an artefact is a template


# The kinds of artefact and the technologies that tell a value, whatever else is named.
TOLD_BY = {
    "integration": ("interface-specification", "data-mapping"),
    "primary-care": ("gp-record-access", "gp-system"),
    "ambulance": ("ambulance-record",),
    "maternity": ("maternity-system",),
    "emergency-department": ("ed-system",),
}
# What is read elsewhere, too: a ward that reads the GP record is no general practice.
# It tells a value where no other stands in title and opening, else against it.
READ_ELSEWHERE = "gp-record-access"


@dataclass(frozen=True, slots=True)
class Suggested:
    """A value that an artefact may have: its weight, band and best evidence."""

    field: str
    value: str
    weight: float
    band: Band
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """An artefact with what was found in it; `known` are its values of other fields."""

    artefact: str
    reading: Reading
    known: Sequence[Suggested] = ()


def weigh(field: str, read: Sequence[Read]) -> list[tuple[Suggested, ...]]:
    """The values of a field in each artefact of a Blueprint, by chance.

    Those in band low stay below the line; what only ambiguous words without their
    company speak for is left out, so that files cannot agree on it.
    """
    fit = fit_of(field, len(read) - 1)
    traits = [traits_of(field, one) for one in read]
    around = others(field, traits) if fit.around else [{}] * len(read)
    found = []
    for one, of, beside in zip(read, traits, around, strict=True):
        chances = {v: chance(fit, t, beside.get(v, 0.0)) for v, t in of.items()}
        lifted = {v for v, c in chances.items() if c >= LIKELY > chance(fit, of[v])}
        found.append(_banded(field, one, chances, lifted))
    return found


def others(
    field: str, traits: Sequence[Mapping[str, Traits]]
) -> list[dict[str, float]]:
    """How likely each value is in the other artefacts, in the mean over them.

    What each says itself decides: a page that names a thing in passing is about it
    sooner where those beside it are.
    """
    alone = [
        {value: chance(ALONE[field], of) for value, of in found.items()}
        for found in traits
    ]
    total: Counter[str] = Counter()
    for chances in alone:
        total.update(chances)
    beside = max(1, len(traits) - 1)
    return [
        {value: (total[value] - own) / beside for value, own in chances.items()}
        for chances in alone
    ]


def _banded(
    field: str, read: Read, chances: Mapping[str, float], lifted: Container[str]
) -> tuple[Suggested, ...]:
    """The values with their bands; others put the `lifted` ones over the line."""
    reading = read.reading
    titled, named = reading.titled_of(field), reading.named_of(field)
    placed = reading.placed_of(field)
    ranked = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
    most = MOST if field in ALONE else MANY
    weak = reading.characters < SCANT or reading.repeated > FILLED
    found = []
    below = 0
    for place, (value, likely) in enumerate(ranked):
        band = _band(likely, weak or place >= most)
        called = (*titled.get(value, ()), *named.get(value, ()))
        there = placed.get(value, ())
        if band == "low" and not _is_said(called, there):
            continue
        below += band == "low"
        if band == "low" and below > BELOW:
            continue
        rule = f"{field}: {'title' if value in titled else 'text'}"
        evidence = evidence_of(
            f"{rule}, and the files beside it" if value in lifted else rule,
            band,
            read.artefact,
            called,
            there,
        )
        found.append(Suggested(field, value, round(likely, 3), band, evidence))
    over = [s for s in found if s.band != "low"]
    return (*over, *[s for s in found if s.band == "low"])


def _is_said(called: Iterable[Mention], placed: Iterable[Placed]) -> bool:
    """Whether more speaks than ambiguous words without the company they need."""
    return any(m.weight > BARE for m in called) or any(
        p.mention.weight > BARE for p in placed
    )


def _band(likely: float, weak: bool) -> Band:
    if weak or likely < LIKELY:
        return "low"
    return "high" if likely >= SURE else "medium"


def traits_of(field: str, read: Read) -> dict[str, Traits]:
    """What is said of each value, for itself and beside the others."""
    reading = read.reading
    titled, named = reading.titled_of(field), reading.named_of(field)
    placed = reading.placed_of(field)
    values = sorted({*titled, *placed})
    said = {v: log1p(said_of(placed.get(v, ()), reading.blocks)) for v in values}
    front = {v: _front(titled.get(v, ()), placed.get(v, ())) for v in values}
    most = max(said.values(), default=0.0) or 1.0
    foremost = max(front.values(), default=0.0) or 1.0
    crowd = -log(sum(s > most / 2 for s in said.values()) or 1)
    called = {
        v: max((m.weight for m in (*named.get(v, ()), *titled.get(v, ()))), default=0.0)
        for v in values
    }
    likely = {s.value: s.weight for s in read.known}
    leading = {v: front[v] / foremost for v in values}
    told = {v: _told(v, likely, leading) for v in values}
    return {
        v: (said[v], said[v] / most, leading[v], crowd, called[v], told[v])
        for v in values
    }


def _told(
    value: str, likely: Mapping[str, float], leading: Mapping[str, float]
) -> float:
    """What values of other fields tell of a value, by their chances."""
    tellers = TOLD_BY.get(value, ())
    if not tellers:  # as most have: to look at all others for each would cost
        return 0.0
    other = max((of for v, of in leading.items() if v != value), default=0.0)
    return sum(
        likely.get(o, 0.0) * (1 - 2 * other if o == READ_ELSEWHERE else 1)
        for o in tellers
    )


def said_of(placed: Iterable[Placed], blocks: int) -> float:
    """The loudest place of each phrase by the root of their number, per length.

    What stands in headings counts twice; a second mention says less than the first.
    """
    loudest: dict[str, float] = {}
    times: dict[str, int] = {}
    for mention, worth, _, opening, heading in placed:
        loud = worth * (2.0 if heading else 1.3 if opening else 1.0)
        phrase = mention.phrase.casefold()
        if loud > loudest.get(phrase, -1.0):
            loudest[phrase] = loud
        times[phrase] = times.get(phrase, 0) + 1
    said = 0.0
    for phrase, loud in loudest.items():
        said += loud * times[phrase] ** 0.5
    return float(said / max(1.0, blocks / 4) ** 0.5)


def _front(titled: Iterable[Mention], placed: Iterable[Placed]) -> float:
    """What the title says and the phrases of the opening, the best of each."""
    opening: dict[str, float] = {}
    for p in placed:
        if p.opening:
            phrase = p.mention.phrase.casefold()
            opening[phrase] = max(opening.get(phrase, 0.0), p.worth)
    title = max((m.weight for m in titled), default=0.0)
    return title + min(OPENING, sum(opening.values()))


def evidence_of(
    rule: str,
    band: Band,
    artefact: str,
    named: Iterable[Mention],
    placed: Iterable[Placed],
) -> tuple[Evidence, ...]:
    """The best places, in the text before those in title and name."""
    most = 1 if band == "low" else SHOWN
    best = nsmallest(
        most, placed, key=lambda p: (-p.worth, not p.heading, not p.opening, p.block)
    )
    mentions = [*(p.mention for p in best), *named][:most]
    return tuple(
        Evidence(
            m.field,
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
        for m in mentions
    )
