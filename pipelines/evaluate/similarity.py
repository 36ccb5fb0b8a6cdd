"""Similar Blueprints on a BEIR folder: what answers the same narrow question is alike.

Run as ``python -m pipelines.evaluate.similarity FOLDER``.
"""

import argparse
import math
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from indexer.analysis.analyser import Analyser
from indexer.build import build
from indexer.documents import Document
from indexer.embedded.generations import Folder
from indexer.engine import Generations
from indexer.generations import activate
from indexer.index import Index
from mappings.load import Mappings, load_mappings
from pipelines.command.terminal import show
from pipelines.evaluate import collection
from pipelines.evaluate.judgements import Judged, read_judged
from pipelines.evaluate.measures import compared, measured
from pipelines.evaluate.runs import Found, Run

NARROW = 10  # documents that answer a narrow question at most
DEPTH = 10


def narrow(judged: Iterable[Judged]) -> tuple[Judged, ...]:
    """For each answer of a narrow question: which are like it, the others.

    The text is the id of the document asked about.
    """
    alike = []
    for question in judged:
        answers = sorted(id_ for id_, grade in question.grades.items() if grade > 0)
        if 2 <= len(answers) <= NARROW:
            for seed in answers:
                others = {id_: 1 for id_ in answers if id_ != seed}
                alike.append(Judged(f"{question.id}:{seed}", seed, others))
    return tuple(alike)


def similar_run(index: Index, judged: Iterable[Judged]) -> Run:
    """What the index calls similar, best first."""
    return {
        q.id: tuple(
            Found(s.hit.id, s.hit.score) for s in index.similar(q.text, size=DEPTH)
        )
        for q in judged
    }


def cosine_run(
    documents: Iterable[Document], judged: Iterable[Judged], analyser: Analyser
) -> Run:
    """What has the highest cosine of (1 + ln tf) · ln(N/df): what we must beat."""
    texts = {
        d.id: Counter(analyser.words(d.text["body"]))
        for d in documents
        if d.kind == "blueprint"
    }
    having = Counter(token for counts in texts.values() for token in counts)
    weights = {
        id_: _unit(
            {
                t: (1 + math.log(n)) * math.log(len(texts) / having[t])
                for t, n in counts.items()
            }
        )
        for id_, counts in texts.items()
    }
    postings: dict[str, list[tuple[str, float]]] = {}
    for id_, terms in weights.items():
        for token, weight in terms.items():
            postings.setdefault(token, []).append((id_, weight))
    return {q.id: _nearest(q.text, weights[q.text], postings) for q in judged}


def _unit(weights: dict[str, float]) -> dict[str, float]:
    length = math.hypot(*weights.values()) or 1.0
    return {token: weight / length for token, weight in weights.items()}


def _nearest(
    seed: str, terms: dict[str, float], postings: dict[str, list[tuple[str, float]]]
) -> tuple[Found, ...]:
    scores: dict[str, float] = {}
    for token, weight in terms.items():
        for id_, other in postings[token]:
            scores[id_] = scores.get(id_, 0.0) + weight * other
    scores.pop(seed, None)
    best = sorted(scores.items(), key=lambda s: (-s[1], s[0]))[:DEPTH]
    return tuple(Found(id_, score) for id_, score in best)


def blueprints(folder: Path) -> Iterator[Document]:
    """Each text of the folder as a Blueprint with one artefact."""
    for document in collection.documents(folder):
        if document.kind == "artefact":
            own = replace(document, blueprint=document.id, passages=())
            yield replace(own, kind="blueprint")
            yield replace(own, id=f"{document.id}/text")


def runs(
    folder: Path, mappings: Mappings, place: Generations
) -> tuple[Sequence[Judged], Run, Run]:
    """The judged pairs, and what the cosine and the product find for them.

    `place` is where the texts are indexed.
    """
    judged = narrow(read_judged(folder))
    documents = tuple(blueprints(folder))
    activate(place, build(place, documents, mappings, {}))
    before = cosine_run(documents, judged, Analyser(mappings.protected))
    return judged, before, similar_run(Index(place, mappings), judged)


def main() -> None:
    """Print nDCG@10 of both, and how likely the difference is by chance."""
    arguments = argparse.ArgumentParser("python -m pipelines.evaluate.similarity")
    arguments.add_argument("folder", type=Path, help="a BEIR folder")
    texts = arguments.parse_args().folder
    with tempfile.TemporaryDirectory() as folder:
        place = Folder(Path(folder))
        judged, before, after = runs(texts, load_mappings(), place)
    found = compared(measured(before, judged), measured(after, judged))
    line = (
        f"{len(judged)} documents: nDCG@10 of the cosine {found.before:.4f},"
        f" of similar {found.after:.4f}, by chance {found.chance:.4f}"
    )
    show([line])


if __name__ == "__main__":
    main()
