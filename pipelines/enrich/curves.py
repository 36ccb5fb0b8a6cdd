"""Curves: how the chance that a value is right follows from what is said of it."""

from dataclasses import astuple, dataclass
from math import exp
from operator import mul

Traits = tuple[float, float, float, float, float, float]  # in the order of Fit


@dataclass(frozen=True, slots=True)
class Fit:
    """How the chance of a value follows from what is said of it: a logistic curve.

    `said` is for the amount, `share` for the amount beside that of the value said
    most, `front` for title and opening beside those of the value that stands there
    most, `crowd` for being one of few, `name` for what the file is called, `told` for
    values of other fields that are about this one, `around` for what the other
    artefacts of the Blueprint are about.
    """

    said: float
    share: float
    front: float
    crowd: float
    name: float
    told: float
    bias: float
    around: float = 0.0


LIKELY, SURE = 0.6, 0.8  # chances from which a value is suggested, and band high
# Fitted by `tests/labels/fitting.py` on the labelled documents to build with: first by
# what a document says itself, then with what the others beside it say by that.
ALONE = {
    "technology": Fit(2.46, 1.94, 2.02, 0.90, 4.39, 4.59, -5.76),
    "care_setting": Fit(2.57, 0.31, 1.86, 1.16, 2.76, 1.24, -4.49),
}
AMONG = {
    "technology": Fit(2.02, 1.34, 1.72, 0.66, 4.47, 4.36, -5.88, 4.19),
    "care_setting": Fit(2.18, 0.13, 1.66, 0.90, 3.29, 0.51, -4.41, 2.41),
}
OTHERS = Fit(2.57, 1.28, 2.10, 0.85, 4.66, 2.96, -5.52)  # fitted on both
BESIDE = 4  # other artefacts that decide as much as an artefact does itself


def fit_of(field: str, beside: int) -> Fit:
    """The curve of a field for an artefact with so many others beside it.

    Between two: a few others tell less of what a Blueprint is about than many.
    """
    if field not in ALONE:
        return OTHERS
    part = beside / (beside + BESIDE)
    pairs = zip(astuple(ALONE[field]), astuple(AMONG[field]), strict=True)
    return Fit(*(own + part * (among - own) for own, among in pairs))


def chance(fit: Fit, traits: Traits, around: float = 0.0) -> float:
    """How likely a value is to be right, from 0 to 1."""
    weights = (fit.said, fit.share, fit.front, fit.crowd, fit.name, fit.told)
    logit = sum(map(mul, weights, traits)) + fit.around * around + fit.bias
    return 1 / (1 + exp(-logit))
