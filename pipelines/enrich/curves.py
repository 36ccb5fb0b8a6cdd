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


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which chance a value is suggested and has band high, and how many are."""

    likely: float = 0.6
    sure: float = 0.8
    most: int = 3


# Fitted by `tests/labels/fitting.py` on the labelled documents to build with: first by
# what a document says itself, then with what the others beside it say by that.
ALONE = {
    "technology": Fit(2.46, 1.94, 2.02, 0.90, 4.39, 4.59, -5.76),
    "care_setting": Fit(2.59, 0.35, 1.86, 1.16, 2.80, 1.01, -4.52),
}
AMONG = {
    "technology": Fit(1.94, 1.16, 1.69, 0.59, 3.54, 2.75, -5.91, 5.04),
    "care_setting": Fit(1.96, 0.00, 1.53, 0.63, 2.77, 0.00, -4.37, 3.61),
}
OTHERS = Fit(2.55, 1.33, 2.08, 0.85, 4.69, 3.06, -5.52)  # fitted on both
THRESHOLDS = {"technology": Thresholds(0.62), "care_setting": Thresholds(0.57)}
OTHER_THRESHOLDS = Thresholds(most=6)
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


def thresholds_of(field: str) -> Thresholds:
    """The thresholds of a field."""
    return THRESHOLDS.get(field, OTHER_THRESHOLDS)


def chance(fit: Fit, traits: Traits, around: float = 0.0) -> float:
    """How likely a value is to be right, from 0 to 1."""
    weights = (fit.said, fit.share, fit.front, fit.crowd, fit.name, fit.told)
    logit = sum(map(mul, weights, traits)) + fit.around * around + fit.bias
    return 1 / (1 + exp(-logit))
