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
    "technology": Fit(2.21, 1.84, 1.94, 0.77, 3.07, 5.98, -5.69),
    "care_setting": Fit(3.22, 0.54, 2.01, 1.06, 0.64, 2.62, -5.35),
}
AMONG = {
    "technology": Fit(1.77, 1.31, 1.56, 0.56, 3.38, 6.01, -6.15, 5.91),
    "care_setting": Fit(2.72, 0.28, 1.84, 0.73, 0.83, 2.89, -5.37, 3.30),
}
OTHERS = Fit(2.52, 1.43, 1.99, 0.84, 2.67, 4.61, -5.64)  # fitted on both
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
