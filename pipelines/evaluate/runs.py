"""A run: for each question the documents found, best first; kept as TREC does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.index import Index
from indexer.query import Query
from pipelines.errors import WrongUseError
from pipelines.evaluate.judgements import Judged

DEPTH = 100
NAME = "blueprints"


@dataclass(frozen=True, slots=True)
class Found:
    """A document found, with its score."""

    id: str
    score: float


Run = Mapping[str, tuple[Found, ...]]  # by the id of the question


def asked(index: Index, judged: Iterable[Judged], depth: int = DEPTH) -> Run:
    """What the index answers, the way the pages and the API ask it."""
    return {q.id: _hits(index, q, depth) for q in judged}


def _hits(index: Index, question: Judged, depth: int) -> tuple[Found, ...]:
    query = Query(question.view, question.text, size=depth, facets=())
    return tuple(Found(hit.id, hit.score) for hit in index.search(query).hits)


def write_run(run: Run, path: Path) -> None:
    """Write a TREC run file; a space in an id becomes ``%20``."""
    with path.open("w", encoding="utf-8") as file:
        for question, found in run.items():
            for rank, one in enumerate(found, start=1):
                id_ = one.id.replace(" ", "%20")
                file.write(f"{question} Q0 {id_} {rank} {one.score:.6f} {NAME}\n")


def read_run(path: Path) -> Run:
    """The run of a TREC run file, in the order of its ranks."""
    rows: dict[str, list[tuple[int, Found]]] = {}
    for number, line in enumerate(
        path.read_text("utf-8", "replace").splitlines(), start=1
    ):
        try:
            question, _, id_, rank, score, _ = line.split()
            found = Found(id_.replace("%20", " "), float(score))
            rows.setdefault(question, []).append((int(rank), found))
        except ValueError as error:
            raise WrongUseError(f"{str(path)!r} line {number}: no run") from error
    return {
        q: tuple(f for _, f in sorted(found, key=lambda row: row[0]))
        for q, found in rows.items()
    }
