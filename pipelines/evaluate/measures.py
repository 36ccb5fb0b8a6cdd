"""How good a run is, for each question and in total, and whether two runs differ."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import ir_measures
from ir_measures import AP, RR, Judged, Measure, R, ScoredDoc, nDCG

from pipelines.evaluate import judgements
from pipelines.evaluate.runs import Run

MEASURES: Mapping[str, Measure] = {
    "nDCG@10": nDCG @ 10,
    "MAP": AP,
    "recall@100": R @ 100,
    "MRR": RR,
    "judged@10": Judged @ 10,
}
NOTHING = "nothing found"  # share of questions without an answer
MAIN = "nDCG@10"
SHUFFLES = 10_000
MOVED = 10  # questions told of, those that moved most
SEED = 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """How far a second run is better, by nDCG@10.

    `chance` is how often runs that do not differ would differ as much; `moved` has the
    questions that moved most, with by how much.
    """

    before: float
    after: float
    chance: float
    moved: tuple[tuple[str, float], ...]


def measured(
    run: Run, judged: Sequence[judgements.Judged]
) -> dict[str, dict[str, float]]:
    """The measures of each question by its id."""
    qrels = {q.id: dict(q.grades) for q in judged}
    scored = [
        ScoredDoc(q.id, found.id, -float(rank))
        for q in judged
        for rank, found in enumerate(run.get(q.id, ()))
    ]
    names = {measure: name for name, measure in MEASURES.items()}
    values = {
        q.id: dict.fromkeys(MEASURES, 0.0) | {NOTHING: float(not run.get(q.id, ()))}
        for q in judged
    }
    for found in ir_measures.iter_calc(list(names), qrels, scored):
        values[found.query_id][names[found.measure]] = float(found.value)
    return values


def totals(values: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The mean of each measure over all questions."""
    names = (*MEASURES, NOTHING)
    return {name: fmean(v[name] for v in values.values()) for name in names}


def compared(
    before: Mapping[str, Mapping[str, float]],
    after: Mapping[str, Mapping[str, float]],
) -> Comparison:
    """The difference of two runs over the questions both have.

    The chance comes of a paired randomisation test: signs are tossed 10,000 times.
    """
    shared = sorted(before.keys() & after.keys())
    by = {q: after[q][MAIN] - before[q][MAIN] for q in shared}
    moved = sorted((m for m in by.items() if m[1]), key=lambda m: (-abs(m[1]), m[0]))
    return Comparison(
        fmean(before[q][MAIN] for q in shared),
        fmean(after[q][MAIN] for q in shared),
        _chance(list(by.values())),
        tuple(moved[:MOVED]),
    )


def _chance(differences: Sequence[float]) -> float:
    moving = [d for d in differences if d]
    seen = abs(sum(moving)) - 1e-12
    rng = random.Random(SEED)
    signs = (rng.getrandbits(len(moving) or 1) for _ in range(SHUFFLES))
    as_far = sum(
        abs(sum(d if sign >> i & 1 else -d for i, d in enumerate(moving))) >= seen
        for sign in signs
    )
    return (as_far + 1) / (SHUFFLES + 1)
