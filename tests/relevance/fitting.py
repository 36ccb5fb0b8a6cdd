"""Fit the numbers of the query shape on some questions and score them on others.

Run as ``python -m tests.relevance.fitting LIBRARY FOLDER...``: a demonstration library
and BEIR folders; the documents of `real.tsv` too where BLUEPRINTS_TEST_DOCUMENTS names
their folder. Questions are dealt into folds by a hash of their text; every other one of
the library is set apart by a hash and never fitted on. For each fold the numbers
are fitted on all other folds, from plain beginnings, one parameter at a time, and
scored on the fold. Then each part of the shape is taken off or changed alone.
"""

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import fmean

import ir_measures
from ir_measures import ScoredDoc, nDCG

from indexer.answering import answer
from indexer.answering.answer import Answer
from indexer.engine import Ask
from indexer.engines import generations_of
from indexer.index import Index
from indexer.query import Query
from indexer.understanding import question, shape, synonyms, units, widening
from indexer.understanding.lexicon import Lexicon
from indexer.understanding.question import Question
from indexer.understanding.shape import Shape
from mappings.load import load_mappings
from pipelines.evaluate.collection import index_collection
from pipelines.evaluate.judgements import Judged, read_judged
from pipelines.ingest import ingest
from settings import Settings
from tests.relevance import domain, real

FOLDS = 3
TOP = 10
APART, LIBRARY, REAL = "apart", "library", "real"
DOCUMENTS = "BLUEPRINTS_TEST_DOCUMENTS"

# Whose constants are fitted; the rest are fields.
MODULES = (answer, question, shape, synonyms, units, widening)
# The values tried of each parameter; the first is the plain beginning.
TRIED: Mapping[str, tuple[float, ...]] = {
    "TIE": (0.0, 0.4, 0.6),
    "FEW": (20, 50, 60),
    "SELECTIVE": (0.0, 0.5, 0.7),
    "BRIEF": (12, 8, 6),
    "title": (1.0, 0.5),
    "headings": (1.0, 0.5),
    "name": (1.0, 0.5),
    "PROXIMITY": (0.0, 0.1, 0.2),
    "HELD": (0.0, 0.1, 0.3),
    "OTHERS": (0.0, 0.3),
    "EQUIVALENT": (1.0, 0.8),
    "RELATED": (0.0, 0.4),
    "RARE": (0, 3),
    "FAMILY": (0.0, 0.4),
    "KIN": (0.0, 0.15),
    "SPELLING": (1.0, 0.8),
}

Setting = Mapping[str, float]  # the value of each parameter
Scores = Mapping[tuple[str, str], float]  # nDCG@10 by collection and question
Chosen = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Judging:
    """A collection with its index, and what was judged of it."""

    name: str
    index: Index
    judged: Sequence[Judged]


def dealt(text: str, into: int, salt: str = "") -> int:
    """The fold of a question, the same on every machine."""
    return int.from_bytes(hashlib.sha256(f"{salt}{text}".encode()).digest()[:4]) % into


def is_apart(question: Judged) -> bool:
    """Whether a question of the library is never fitted on: every other one is."""
    return dealt(question.text, 2, APART) == 1


def shipped() -> dict[str, float]:
    """The values as they are in the product."""
    constants = {
        name: float(getattr(module, name))
        for name in TRIED
        for module in MODULES
        if hasattr(module, name)
    }
    weights = {f.name: f.boost for f in load_mappings().schema.texts}
    return {name: constants.get(name, weights.get(name, 0.0)) for name in TRIED}


class Fitted:
    """The scores of settings, each reckoned once."""

    def __init__(self, judgings: Sequence[Judging]) -> None:
        self._judgings = judgings
        self._known: dict[tuple[float, ...], Scores] = {}

    def scores(self, setting: Setting) -> Scores:
        """nDCG@10 of each question of all collections."""
        key = tuple(setting.values())
        if key not in self._known:
            with applied(setting):
                self._known[key] = {
                    (judging.name, q): value
                    for judging in self._judgings
                    for q, value in _scored(judging, setting).items()
                }
        return self._known[key]

    def fitted(self, on: Chosen) -> Setting:
        """The setting that is best on these questions, one parameter after another."""
        on = tuple(on)
        best: dict[str, float] = {name: values[0] for name, values in TRIED.items()}
        reached = mean(self.scores(best), on)
        for name, values in TRIED.items():
            for value in values[1:]:
                other = best | {name: value}
                score = mean(self.scores(other), on)
                if score > reached + 1e-6:
                    best, reached = other, score
        return best


@contextmanager
def applied(setting: Setting) -> Iterator[None]:
    """The constants of the modules set, and back afterwards."""
    before = [(m, n, getattr(m, n)) for m in MODULES for n in setting if hasattr(m, n)]
    try:
        for module, name, _ in before:
            setattr(module, name, setting[name])
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


@cache
def _lexicon(*_: float) -> Lexicon:
    """The synonyms are read with the weights that are applied: once for each pair."""
    return Lexicon(load_mappings())


def _scored(judging: Judging, setting: Setting) -> Mapping[str, float]:
    class Weighted(Question):
        """The question with the fields weighted as in the setting."""

        def over(self, fields: Mapping[str, float]) -> Shape:
            weights = {f: setting.get(f, w) for f, w in fields.items()}
            return super().over(weights)

    lexicon = _lexicon(setting["EQUIVALENT"], setting["RELATED"])
    found = [
        ScoredDoc(q.id, id_, -float(rank))
        for q in judging.judged
        for rank, id_ in enumerate(ranked(Weighted, judging.index, lexicon, q))
    ]
    values = dict.fromkeys((q.id for q in judging.judged), 0.0)
    grades = {q.id: dict(q.grades) for q in judging.judged}
    for one in ir_measures.iter_calc([nDCG @ TOP], grades, found):
        values[one.query_id] = one.value
    return values


def ranked(
    kind: type[Question], index: Index, lexicon: Lexicon, judged: Judged
) -> Iterator[str]:
    """The ids of the first ten hits, without what is shown of them."""
    query = Query(judged.view, judged.text, facets=())
    asked = kind(lexicon, index.live, query)
    ask = Ask(query.view, Answer(asked).listed(), asked.always, limit=TOP)
    found = index.live.engine.answer([ask])[0]
    return (row.stored["id"] for row in found.rows)


def mean(scores: Scores, on: Chosen) -> float:
    """The mean over the collections of the means over their questions."""
    return fmean(by_collection(scores, on).values())


def by_collection(scores: Scores, on: Chosen) -> Mapping[str, float]:
    """The mean of each collection over these questions."""
    grouped: dict[str, list[float]] = {}
    for name, text in on:
        grouped.setdefault(name, []).append(scores[name, text])
    return {name: fmean(values) for name, values in grouped.items()}


def judgings(library: Path, folders: Iterable[Path], place: Path) -> list[Judging]:
    """The library, real documents if at hand, the collections: indexed in `place`."""
    made = [_ingested(LIBRARY, library, domain.questions(library), place)]
    if documents := os.environ.get(DOCUMENTS):
        at = Path(documents)
        made.append(_ingested(REAL, at, real.questions(at), place))
    mappings = load_mappings()
    for folder in folders:
        apart = generations_of(Settings(data=place / folder.name))
        index_collection(folder, apart, mappings)
        index = Index(apart, mappings)
        made.append(Judging(folder.name, index, read_judged(folder)))
    return made


def _ingested(
    name: str, folder: Path, judged: Sequence[Judged], place: Path
) -> Judging:
    settings = Settings(data=place / name)
    ingest(settings, str(folder))
    return Judging(name, Index(generations_of(settings), load_mappings()), judged)


def crossed(fitted: Fitted, folds: Mapping[tuple[str, str], int]) -> Scores:
    """The score of each question by what was fitted on the other folds."""
    crossed: dict[tuple[str, str], float] = {}
    for fold in range(FOLDS):
        setting = fitted.fitted(q for q, n in folds.items() if n != fold)
        show(f"fold {fold}: {_told(setting)}")
        scores = fitted.scores(setting)
        crossed |= {q: scores[q] for q, n in folds.items() if n == fold}
    return crossed


def _told(setting: Setting) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in setting.items())


def show(line: str) -> None:
    """Print a line at once: the whole takes long."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Print what was fitted in each fold, the held-out scores, and the ablation."""
    library, *folders = map(Path, sys.argv[1:])
    with tempfile.TemporaryDirectory() as place:
        made = judgings(library, folders, Path(place))
        report(Fitted(made), made)


def report(fitted: Fitted, made: Sequence[Judging]) -> None:
    """Print the tables."""
    asked = {(j.name, q.id): q for j in made for q in j.judged}
    apart = [k for k, q in asked.items() if k[0] == LIBRARY and is_apart(q)]
    folds = {k: dealt(q.text, FOLDS) for k, q in asked.items() if k not in apart}
    plain = {name: values[0] for name, values in TRIED.items()}

    def row(what: str, scores: Scores) -> None:
        found = by_collection(scores, folds)
        known = apart and apart[0] in scores
        kept = f"{fmean(scores[k] for k in apart):.4f}" if known else ""
        cells = " | ".join(f"{found[j.name]:.4f}" for j in made)
        show(f"| {what} | {cells} | {kept} | {mean(scores, folds):.4f} |")

    show("| | " + " | ".join(j.name for j in made) + " | library, apart | mean |")
    show("|---" * (len(made) + 3) + "|")
    row("plain beginnings", fitted.scores(plain))
    row("as shipped", fitted.scores(shipped()))
    for name, values in TRIED.items():
        for value in values:
            if value != shipped()[name]:
                scores = fitted.scores(shipped() | {name: value})
                row(f"{name} {value:g}", scores)
    best = fitted.fitted(folds)
    show(f"on all: {_told(best)}")
    row("fitted on all, in-sample", fitted.scores(best))
    row("fitted on the other folds, held out", crossed(fitted, folds))


if __name__ == "__main__":
    main()
