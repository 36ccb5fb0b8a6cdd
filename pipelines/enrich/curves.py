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
    most, `crowd` for being one of few, `called` for what title or file name call it,
    `told` for values of other fields that are about this one, `around` for what the
    other artefacts of the Blueprint are about.
    """

    said: float
    share: float
    front: float
    crowd: float
    called: float
    told: float
    bias: float
    around: float = 0.0


LIKELY, SURE = 0.55, 0.8  # chances from which a value is suggested, and band high
# Fitted by `tests/labels/fitting.py` on the documents to build with: first by what a
# document says itself, then with what the others beside it say by that.
ALONE = {
    "technology": Fit(2.0, 2.15, 1.82, 0.61, 2.97, 5.57, -5.89),
    "care_setting": Fit(3.15, 2.14, 2.11, 1.31, 1.07, 3.46, -7.08),
}
AMONG = {
    "technology": Fit(1.67, 1.41, 1.48, 0.35, 3.3, 4.85, -6.37, 5.82),
    "care_setting": Fit(2.77, 1.83, 1.95, 0.87, 1.33, 3.92, -7.2, 3.28),
}
OTHERS = Fit(2.3, 1.97, 1.81, 0.75, 2.64, 4.82, -5.97)  # fitted on both
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
    weights = (fit.said, fit.share, fit.front, fit.crowd, fit.called, fit.told)
    logit = sum(map(mul, weights, traits)) + fit.around * around + fit.bias
    return 1 / (1 + exp(-logit))
