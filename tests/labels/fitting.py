"""Fit the curves of the labels on documents that people read.

Run as ``python -m tests.labels.fitting DOCUMENTS LIBRARY``: the folder of the documents
in `build.csv`, and a demonstration library. Prints for technology, care setting and
both the numbers of a `Fit`, for kinds the weights of their traits and of silence. What
the others beside a document say is told by the curves that stand in `curves.py`: when
those of `ALONE` change, run it again. Each is also fitted without some documents and
tried on those: without a fifth of them, which tells what the numbers are worth on
documents like these, and without one source after the other, which tells what they are
worth on others. Those that decide are tried as well on each source without the words
that it alone has: what they are worth where nobody has chosen the words.
"""

import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from mappings.load import load_mappings
from pipelines.bundle import Artefact, Metadata, Role
from pipelines.catalogue import read_catalogue
from pipelines.enrich.artefacts import Profiler
from pipelines.enrich.duplicates import SharedText
from pipelines.enrich.kinds import WEIGHTS, Kinds
from pipelines.enrich.reading import Reading
from pipelines.enrich.roles import role_of
from pipelines.enrich.titles import artefact_title
from pipelines.enrich.weighing import Read, Suggested, others, traits_of, weigh
from pipelines.evaluate.labels import known_of_demo, known_of_table
from pipelines.extract.detect import format_of
from tests.labels.documents import artefacts_of
from tests.labels.unlearned import Unlearned

BUILD = Path(__file__).with_name("build.csv")
MAPPINGS = load_mappings()
CURVES = ("technology", "care_setting")
KIND = "artefact_type"
KINDS = Kinds(MAPPINGS.taxonomies[MAPPINGS.schema.field(KIND).taxonomy or ""])
CURVE_HELD, KINDS_HELD = 0.3, 1.0  # how much large numbers are held back
NEAR_HELD = 1.0  # and those that are far from another curve's
FOLDS, FOLDERS = 5, 40  # Blueprints of the library whose files kinds are fitted on
CHANCES = (0.4, 0.5, 0.6, 0.7, 0.8)

Known = Mapping[str, frozenset[str]]
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """What speaks for each value of a document, and which of them are right."""

    traits: Array  # a row for each value
    right: NDArray[np.bool_]
    known: int  # how many values people know of


@dataclass(frozen=True, slots=True)
class Seen:
    """An artefact with what a kind is told by, and the kinds that are suggested."""

    artefact: Artefact
    title: str
    reading: Reading
    format: str
    role: Role
    kinds: Sequence[Suggested]


def main(documents: Path, library: Path) -> None:
    """Print what is fitted, and what it reaches on documents not fitted on."""
    profiler = Profiler(MAPPINGS)
    building = known_of_table(BUILD, MAPPINGS)
    sources = [_source(folder) for folder, _ in building]
    folders = {
        folder: [
            _seen(profiler, a, Metadata()) for a in artefacts_of(documents / folder)
        ]
        for folder in dict.fromkeys(folder for folder, _ in building)
    }
    strange = _unlearned(folders)
    both: list[Case] = []
    for field in CURVES:
        cases = _curve_cases(folders, field, building)
        alone = [replace(c, traits=c.traits[:, :-1]) for c in cases]
        near = curve(alone)
        _show(f"{field} alone {near.round(2)}")
        _tried(alone, sources, curve, _curve_chances)
        among = partial(curve, near=np.insert(near, -1, 0.0))
        _show(f"{field} among {among(cases).round(2)}")
        _tried(cases, sources, among, _curve_chances)
        _tried_on("unlearned", _curve_cases(strange, field, building), among(cases))
        both += alone
    _show(f"both {curve(both).round(2)}")
    seen = {(f, s.artefact.path): s for f, some in folders.items() for s in some}
    cases = [_kind_case(seen[key], known) for key, known in building.items()]
    more = [_kind_case(*of) for of in _library(profiler, library)]
    _show(f"{KIND} {kinds([*cases, *more]).round(2)}")
    _tried(cases, sources, lambda some: kinds([*some, *more]), _kind_chances)


def curve(cases: Sequence[Case], near: Array | None = None) -> Array:
    """Weights of a logistic curve over all values of all documents, the bias last.

    They are held near those of another curve, if there is one, else near nothing.
    """
    traits = np.vstack([c.traits for c in cases])
    right = np.concatenate([c.right for c in cases]).astype(float)
    held = CURVE_HELD if near is None else NEAR_HELD
    begin = np.zeros(traits.shape[1] + 1) if near is None else near

    def loss(weights: Array) -> float:
        logits = traits @ weights[:-1] + weights[-1]
        off = (weights - begin)[:-1]
        misses = np.sum(np.logaddexp(0, logits) - right * logits)
        return float(misses + held * off @ off / 2)

    return _least(loss, begin)


def kinds(cases: Sequence[Case]) -> Array:
    """Weights by which the right kind has most of the softmax, silence last."""

    def loss(weights: Array) -> float:
        total = KINDS_HELD * weights[:-1] @ weights[:-1] / 2
        for case in cases:
            if case.known and not case.right.any():
                continue  # nothing speaks for what it is
            logits = np.append(case.traits @ weights[:-1], weights[-1])
            wanted = logits[:-1][case.right].max() if case.known else weights[-1]
            total += np.logaddexp.reduce(logits) - wanted
        return float(total)

    return _least(loss, np.append(np.ones(cases[0].traits.shape[1]), 0.0))


def _least(loss: Callable[[Array], float], begin: Array) -> Array:
    bounds = [(0, None)] * (len(begin) - 1) + [(None, None)]
    return np.asarray(minimize(loss, begin, method="L-BFGS-B", bounds=bounds).x)


def _curve_chances(case: Case, weights: Array) -> Array:
    return 1 / (1 + np.exp(-(case.traits @ weights[:-1] + weights[-1])))


def _kind_chances(case: Case, weights: Array) -> Array:
    """The chance of the likeliest kind; 0 for the others, which are never said."""
    logits = np.append(case.traits @ weights[:-1], weights[-1])
    chances = np.exp(logits - np.logaddexp.reduce(logits))[:-1]
    return chances * (chances == chances.max(initial=0.0))


def _tried(
    cases: Sequence[Case],
    sources: Sequence[str],
    fit: Callable[[Sequence[Case]], Array],
    chances_of: Callable[[Case, Array], Array],
) -> None:
    """Print precision and recall over the folds, and the sources, not fitted on."""
    order = list(range(len(cases)))
    random.Random(1).shuffle(order)
    fold_of = {n: place % FOLDS for place, n in enumerate(order)}
    known = sum(c.known for c in cases)
    for name, parts in {
        "folds": [fold_of[n] for n in range(len(cases))],
        "sources": sources,
    }.items():
        found: list[tuple[float, bool]] = []
        for part in sorted(set(parts)):
            weights = fit([c for c, p in zip(cases, parts, strict=True) if p != part])
            for case, of in zip(cases, parts, strict=True):
                if of == part:
                    found += zip(chances_of(case, weights), case.right, strict=True)
        _worth(name, found, known)


def _tried_on(name: str, cases: Sequence[Case], weights: Array) -> None:
    """Print precision and recall of a curve on documents."""
    found: list[tuple[float, bool]] = []
    for case in cases:
        found += zip(_curve_chances(case, weights), case.right, strict=True)
    _worth(name, found, sum(c.known for c in cases))


def _worth(name: str, found: Sequence[tuple[float, bool]], known: int) -> None:
    """Print precision and recall of chances that were right or not."""
    for least in CHANCES:
        said = [right for chance, right in found if chance >= least]
        right = sum(said)
        precision = right / max(1, len(said))
        _show(f"  {name}, from {least}: {precision:.2f} / {right / known:.2f}")


def _source(folder: str) -> str:
    """A source fills several folders, named source--part."""
    return folder.split("--")[0]


def _unlearned(folders: Mapping[str, Sequence[Seen]]) -> dict[str, list[Seen]]:
    """The documents of each folder, read without the words its source alone has."""
    documents: dict[str, list[Artefact]] = {}
    for folder, seen in folders.items():
        of_source = documents.setdefault(_source(folder), [])
        of_source += [s.artefact for s in seen]
    names = [MAPPINGS.schema.field(f).taxonomy or "" for f in (*CURVES, KIND)]
    lists = Unlearned(MAPPINGS, names, documents)
    profilers = {s: Profiler(lists.without(s)) for s in documents}
    return {
        folder: [
            _seen(profilers[_source(folder)], s.artefact, Metadata()) for s in seen
        ]
        for folder, seen in folders.items()
    }


def _curve_cases(
    folders: Mapping[str, Sequence[Seen]],
    field: str,
    building: Mapping[tuple[str, str], Known],
) -> list[Case]:
    """The labelled documents, each value with what those beside say of it last."""
    found: dict[tuple[str, str], Mapping[str, Sequence[float]]] = {}
    for folder, seen in folders.items():
        read = [Read(s.artefact.id, s.reading, s.kinds) for s in seen]
        for before in CURVES[: CURVES.index(field)]:
            more = weigh(before, read)
            read = [
                replace(r, known=(*r.known, *m))
                for r, m in zip(read, more, strict=True)
            ]
        traits = [traits_of(field, one) for one in read]
        for one, of, beside in zip(seen, traits, others(field, traits), strict=True):
            rows = {value: (*row, beside[value]) for value, row in of.items()}
            found[folder, one.artefact.path] = rows
    return [_case(found[key], known[field], 7) for key, known in building.items()]


def _kind_case(seen: Seen, known: Known) -> Case:
    found = KINDS.traits(
        seen.reading, seen.title, seen.format, seen.role, seen.artefact
    )
    return _case(found, known[KIND], len(WEIGHTS))


def _seen(profiler: Profiler, artefact: Artefact, metadata: Metadata) -> Seen:
    title = artefact_title(artefact)
    (reading,) = profiler.readings([(artefact, title)], SharedText())
    format_ = format_of(artefact.record.media_type)
    role = role_of(artefact, metadata)
    suggested = KINDS.suggest(reading, title, format_, role, artefact)
    return Seen(artefact, title, reading, format_, role, suggested)


def _case(
    found: Mapping[str, Sequence[float]], known: frozenset[str], traits: int
) -> Case:
    return Case(
        np.array(list(found.values()), dtype=float).reshape(-1, traits),
        np.array([value in known for value in found], dtype=bool),
        len(known),
    )


def _library(profiler: Profiler, library: Path) -> Iterator[tuple[Seen, Known]]:
    """Files of some Blueprints, and what they were made to be."""
    known = known_of_demo(library, MAPPINGS)
    folders = sorted(p for p in library.iterdir() if p.is_dir())
    said = read_catalogue(str(library), MAPPINGS, [f.name for f in folders]).by_folder
    for folder in random.Random(1).sample(folders, FOLDERS):
        for artefact in artefacts_of(folder):
            of = known.get((folder.name, artefact.path))
            if of:
                metadata = said.get(folder.name, Metadata())
                yield _seen(profiler, artefact, metadata), of


def _show(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
