"""Weighing: which values an artefact has, from where their phrases stand.

A value is what an artefact is about, not what it names in passing: title, headings
and opening count most, then how far the mentions are spread over the text.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import exp, log, log1p
from operator import mul

from indexer.documents import Band, Evidence
from pipelines.enrich.matching import Mention
from pipelines.enrich.reading import Placed, Reading

SHOWN = 5  # pieces of evidence kept for a value, one for a value below the line
BELOW = 5  # values below the line that are kept, for a librarian to see
SCANT = 200  # characters under which a text is about nothing
OPENING = 3.0  # what phrases of the opening say at most
FILLED = 0.6  # share of boilerplate from which an artefact is a template


@dataclass(frozen=True, slots=True)
class Fit:
    """How the chance of a value follows from what is said of it: a logistic curve.

    `said` is for the amount, `share` for the amount beside that of the value said
    most, `front` for title and opening beside those of the value that stands there
    most, `crowd` for being one of few, `name` for what the file is called, `told` for
    values of other fields that are about this one. `likely` is the chance from which a
    value is suggested, `sure` that of band high, `most` how many values a document has.
    """

    said: float
    share: float
    front: float
    crowd: float
    name: float
    told: float
    bias: float
    likely: float = 0.6
    sure: float = 0.8
    most: int = 3


# Fitted by `tests/labels/fitting.py` on the labelled documents to build with.
FITS = {
    "technology": Fit(2.46, 1.94, 2.02, 0.90, 4.39, 4.59, -5.76, likely=0.65),
    "care_setting": Fit(2.59, 0.35, 1.86, 1.16, 2.80, 1.01, -4.52, likely=0.6),
}
OTHERS = Fit(2.55, 1.33, 2.08, 0.85, 4.69, 3.06, -5.52, most=6)  # fitted on both


# The kinds of artefact and the technologies that tell a value, whatever else is named.
TOLD_BY = {
    "integration": ("interface-specification", "data-mapping"),
    "primary-care": ("gp-record-access", "gp-system"),
    "ambulance": ("ambulance-record",),
    "maternity": ("maternity-system",),
    "emergency-department": ("ed-system",),
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
    field: str, reading: Reading, artefact: str, known: Iterable[Suggested] = ()
) -> tuple[Suggested, ...]:
    """The values of a field by chance; those in band low stay below the line.

    `known` are the values of other fields found before.
    """
    fit = FITS.get(field, OTHERS)
    titled, named = by_value(field, reading.titled), by_value(field, reading.named)
    placed = reading.placed_of(field)
    traits = traits_of(titled, named, placed, reading.blocks, known)
    chances = {value: chance(fit, found) for value, found in traits.items()}
    ranked = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
    weak = reading.characters < SCANT or reading.repeated > FILLED
    found = []
    below = 0
    for place, (value, likely) in enumerate(ranked):
        band = _band(likely, fit, weak or place >= fit.most)
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
        found.append(Suggested(field, value, round(likely, 3), band, evidence))
    over = [s for s in found if s.band != "low"]
    return (*over, *[s for s in found if s.band == "low"])


def _band(likely: float, fit: Fit, weak: bool) -> Band:
    if weak or likely < fit.likely:
        return "low"
    return "high" if likely >= fit.sure else "medium"


Traits = tuple[float, float, float, float, float, float]  # in the order of Fit


def traits_of(
    titled: Mapping[str, Sequence[Mention]],
    named: Mapping[str, Sequence[Mention]],
    placed: Mapping[str, Sequence[Placed]],
    blocks: int,
    known: Iterable[Suggested] = (),
) -> dict[str, Traits]:
    """What is said of each value, for itself and beside the others."""
    values = sorted({*titled, *placed})
    said = {v: log1p(said_of(placed.get(v, ()), blocks)) for v in values}
    front = {v: _front(titled.get(v, ()), placed.get(v, ())) for v in values}
    most = max(said.values(), default=0.0) or 1.0
    foremost = max(front.values(), default=0.0) or 1.0
    crowd = -log(sum(s > most / 2 for s in said.values()) or 1)
    name = {v: max((m.weight for m in named.get(v, ())), default=0.0) for v in values}
    likely = {s.value: s.weight for s in known}
    told = {v: sum(likely.get(o, 0.0) for o in TOLD_BY.get(v, ())) for v in values}
    return {
        v: (said[v], said[v] / most, front[v] / foremost, crowd, name[v], told[v])
        for v in values
    }


def chance(fit: Fit, traits: Traits) -> float:
    """How likely a value is to be right, from 0 to 1."""
    weights = (fit.said, fit.share, fit.front, fit.crowd, fit.name, fit.told)
    return 1 / (1 + exp(-(sum(map(mul, weights, traits)) + fit.bias)))


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


def by_value(
    field: str, mentions: Iterable[Mention]
) -> defaultdict[str, list[Mention]]:
    """The mentions of a field by the value they speak for."""
    found: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.field == field:
            found[mention.value].append(mention)
    return found
