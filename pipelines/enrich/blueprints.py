"""Blueprint values: what a Blueprint is about follows from its files by weight."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

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
    once = _once(parts)
    votes = _voted(field, once, served)
    spoken = SPOKEN * sum(WEIGHTS[p.role] for p in once) if field in SHARES else 0.0
    found = tuple(
        votes.suggested(field, value, _band(field, value, place, votes, spoken))
        for place, value in enumerate(votes.ranked)
    )
    if field == AGREED and not any(s.band != "low" for s in found):
        return (*found, *_agreed(field, once))
    return found


def _agreed(field: str, once: Sequence[Part]) -> tuple[Suggested, ...]:
    """The value that several files name in passing, where hardly another is named.

    Of copies of a file there is one.
    """
    votes = _Votes()
    for part in once:
        for s in part.suggested:
            if s.field == field:
                votes.add(s, WEIGHTS[part.role])
    first, second, *_ = (*votes.ranked, "", "")
    several = len(votes.kept[first]) >= SEVERAL
    if not several or votes.weights[first] < LEAD * votes.weights[second]:
        return ()
    return (votes.suggested(field, first, "medium"),)


@dataclass(slots=True)
class _Votes:
    """What speaks for each value of a field, and the weight of all files that vote."""

    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    kept: dict[str, list[Suggested]] = field(default_factory=lambda: defaultdict(list))
    led: set[str] = field(default_factory=set)  # by the core document or the summary
    total: float = 0.0

    def add(self, suggested: Suggested, weight: float) -> None:
        self.weights[suggested.value] += weight
        self.kept[suggested.value].append(suggested)

    @property
    def ranked(self) -> list[str]:
        """The values, the one with the most weight first."""
        return sorted(self.weights, key=lambda v: (-self.weights[v], v))

    def suggested(self, field: str, value: str, band: Band) -> Suggested:
        """The value in that band, with the best that speaks for it."""
        weight = round(self.weights[value], 3)
        return Suggested(field, value, weight, band, _evidence(self.kept[value]))


def _voted(field: str, once: Iterable[Part], served: Iterable[Suggested]) -> _Votes:
    votes = _Votes()
    for part in once:
        over = [s for s in part.suggested if s.field == field and s.band != "low"]
        votes.total += WEIGHTS[part.role] if over else 0.0
        for s in over:
            votes.add(s, WEIGHTS[part.role] * WORTH[s.band])
            if s.band == "high" and part.role in ("core", "summary"):
                votes.led.add(s.value)
    votes.total = votes.total or 1.0
    for s in served:
        votes.add(s, votes.total * SERVED)
    return votes


def _band(field: str, value: str, place: int, votes: _Votes, spoken: float) -> Band:
    """The band of the value at a place, which needs so much weight in all."""
    kept, weight = votes.kept[value], votes.weights[value]
    if field in COLLECTED:
        return _best(s.band for s in kept)
    share, led = weight / votes.total, value in votes.led
    enough = led or share >= SHARES.get(field, SHARE)
    if place >= MOST.get(field, 6) or not enough or weight < spoken:
        return "low"
    sure = len(kept) > 1 or kept[0].band == "high"
    return "high" if led or (share >= CLEAR and sure) else "medium"


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
