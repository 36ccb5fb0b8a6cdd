"""Blueprint values: what a Blueprint is about follows from its files by weight."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.documents import Band, Evidence
from pipelines.bundle import Role
from pipelines.enrich.weighing import SHOWN, Suggested

WEIGHTS: dict[Role, float] = {
    "core": 4.0,
    "summary": 4.0,
    "annex": 2.0,
    "artefact": 1.0,
}
WORTH: dict[Band, float] = {"high": 1.0, "medium": 0.6, "low": 0.0}
SHARE = 0.25  # of the files' weight that must speak for a value
SHARES = {"technology": 0.35, "care_setting": 0.35}  # where precision needs more
SPOKEN = 0.15  # of the weight of all files, whether they vote in the field or not
CLEAR = 0.5
SERVED = 0.3  # of the files' weight that what a technology is for speaks with
MOST = {"technology": 5, "care_setting": 3, "pillar": 3, "organisation": 2}
AGREED = "supplier"  # named in passing all over the files, where others are subjects
SEVERAL = 2  # files that must name it
LEAD = 1.5  # times the weight of the next
COLLECTED = frozenset({"artefact_type", "format"})


@dataclass(frozen=True, slots=True)
class Part:
    """An artefact as its Blueprint sees it; `copies` share one digest or text."""

    role: Role
    suggested: tuple[Suggested, ...]
    copy_of: str


def follow(
    field: str, parts: Sequence[Part], served: Sequence[Suggested] = ()
) -> tuple[Suggested, ...]:
    """The values of a Blueprint in a field, by weight, not by union.

    A file votes with the weight of its role (core and summary 4, annex 2, artefact 1)
    for each value over its line: whole for band high, .6 for medium. Files without a
    vote in the field are not counted, and copies of a file vote once. A value stands
    where a quarter of that weight speaks for it, or where the core document or the
    summary has it in band high; technology and care setting need .35, and .15 of the
    weight of all files, for a Blueprint may be about none. It is high with half of the
    weight, if more than one file or one in band high says so. A supplier that no file
    is about still stands where several files name it and hardly another. What the
    Blueprint's technologies are for, `served`, has SERVED of the files' weight. Kinds
    and formats of files are collected, not voted on: a Blueprint with a hazard log has
    one.
    """
    votes: dict[str, float] = defaultdict(float)
    kept: dict[str, list[Suggested]] = defaultdict(list)
    led: set[str] = set()
    total = 0.0
    once = _once(parts)
    for part in once:
        over = [s for s in part.suggested if s.field == field and s.band != "low"]
        total += WEIGHTS[part.role] if over else 0.0
        for s in over:
            votes[s.value] += WEIGHTS[part.role] * WORTH[s.band]
            kept[s.value].append(s)
            if s.band == "high" and part.role in ("core", "summary"):
                led.add(s.value)
    total = total or 1.0
    for s in served:
        votes[s.value] += total * SERVED
        kept[s.value].append(s)
    spoken = SPOKEN * sum(WEIGHTS[p.role] for p in once) if field in SHARES else 0.0
    ranked = sorted(votes, key=lambda v: (-votes[v], v))
    least = SHARES.get(field, SHARE)
    limit = len(ranked) if field in COLLECTED else MOST.get(field, 6)
    found = []
    for place, value in enumerate(ranked):
        share = votes[value] / total
        stands = place < limit and (share >= least or value in led)
        stands = stands and votes[value] >= spoken
        sure = len(kept[value]) > 1 or kept[value][0].band == "high"
        clear = value in led or (share >= CLEAR and sure)
        band: Band = "high" if clear else "medium"
        if field in COLLECTED:
            band = _best(s.band for s in kept[value])
        elif not stands:
            band = "low"
        evidence = _evidence(kept[value])
        found.append(Suggested(field, value, round(votes[value], 3), band, evidence))
    if field == AGREED and not any(s.band != "low" for s in found):
        found.extend(agreed(field, parts))
    return tuple(found)


def agreed(field: str, parts: Sequence[Part]) -> tuple[Suggested, ...]:
    """The value that several files name in passing, where hardly another is named."""
    kept: dict[str, list[Suggested]] = defaultdict(list)
    votes: dict[str, float] = defaultdict(float)
    for part in _once(parts):
        for s in part.suggested:
            if s.field == field:
                kept[s.value].append(s)
                votes[s.value] += WEIGHTS[part.role]
    ranked = sorted(votes, key=lambda v: (-votes[v], v))
    if not ranked or len(kept[ranked[0]]) < SEVERAL:
        return ()
    after = votes[ranked[1]] if len(ranked) > 1 else 0.0
    value = ranked[0]
    if votes[value] < LEAD * after:
        return ()
    evidence = _evidence(kept[value])
    return (Suggested(field, value, round(votes[value], 3), "medium", evidence),)


def _once(parts: Iterable[Part]) -> list[Part]:
    """The parts without copies; of copies the one with the heaviest role."""
    best: dict[str, Part] = {}
    for part in parts:
        known = best.get(part.copy_of)
        if known is None or WEIGHTS[part.role] > WEIGHTS[known.role]:
            best[part.copy_of] = part
    return list(best.values())


def _best(bands: Iterable[Band]) -> Band:
    return max(bands, key=lambda band: WORTH[band])


def _evidence(suggested: Iterable[Suggested]) -> tuple[Evidence, ...]:
    """The best evidence of the best files, one of each file before a second one."""
    ranked = sorted(suggested, key=lambda s: (-WORTH[s.band], -s.weight))
    rounds = max((len(s.evidence) for s in ranked), default=0)
    mixed = [
        s.evidence[n] for n in range(rounds) for s in ranked if n < len(s.evidence)
    ]
    return tuple(mixed[:SHOWN])
