"""From rows to hits: first what is shown, then the marks of all of it at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.analysis.analyser import Analyser
from indexer.answering.highlight import Marker, Marks, fragment, marks_in, spans
from indexer.documents import Kind
from indexer.engine import Row
from indexer.query import Fragment, Hit, PassageHit

INSIDE = 3  # artefacts shown inside a Blueprint hit
PASSAGES = 2  # passages shown of an artefact hit, inside a Blueprint hit one
READ = 3  # the best passages, of which those with most words of the query are shown


@dataclass(frozen=True, slots=True)
class Shown:
    """A row that is a hit, with what is shown inside it.

    Of `passages`, the best first, `most` are shown: those with most words of the query
    near each other. `matching` says how many artefacts of a Blueprint match by
    themselves.
    """

    kind: Kind
    row: Row
    passages: tuple[Row, ...] = ()
    most: int = 0
    artefacts: tuple["Shown", ...] = ()
    matching: int = 0

    @property
    def texts(self) -> Iterator[str]:
        """The texts in which is marked what matched."""
        yield self.row.stored["title"]
        for passage in self.passages:
            yield passage.stored["text"]
        for artefact in self.artefacts:
            yield from artefact.texts


def artefact(row: Row, passages: Sequence[Row], most: int = PASSAGES) -> Shown:
    """An artefact with those of these passages that are its own."""
    id_ = row.stored["id"]
    own = [p for p in passages if p.stored["artefact"] == id_]
    return Shown("artefact", row, tuple(own[:READ]), most)


def blueprint(
    row: Row, best: Sequence[Row], passages: Sequence[Row], matching: int
) -> Shown:
    """A Blueprint with the first of these artefacts, before others those that can be
    opened at a passage, and of those with the same passage one: versions of a file.
    """
    texts: dict[str, str] = {}
    for passage in passages:
        texts.setdefault(passage.stored["artefact"], passage.stored["text"])
    first: dict[str, str] = {}  # the artefact that has a passage before others
    for one in best:
        if text := texts.get(one.stored["id"]):
            first.setdefault(text, one.stored["id"])

    def later(one: Row) -> int:
        text = texts.get(one.stored["id"])
        return 2 if not text else first[text] != one.stored["id"]

    ordered = sorted(best, key=later)
    inside = tuple(artefact(row, passages, 1) for row in ordered[:INSIDE])
    return Shown("blueprint", row, artefacts=inside, matching=matching)


def hits_of(shown: Sequence[Shown], marker: Marker, analyser: Analyser) -> list[Hit]:
    """The hits with their marks."""
    texts = [*dict.fromkeys(text for one in shown for text in one.texts)]
    marks = dict(zip(texts, marks_in(texts, marker, analyser), strict=True))
    return [_hit(one, marks) for one in shown]


def hit_of(row: Row, kind: Kind, title: Fragment, **more: Any) -> Hit:
    """A row as a hit."""
    stored = row.stored
    return Hit(
        kind,
        stored["id"],
        stored["blueprint"],
        round(row.score, 6),
        title,
        stored["published"],
        stored["values"],
        stored["stored"],
        **more,
    )


def _hit(shown: Shown, marks: Mapping[str, Marks]) -> Hit:
    title = shown.row.stored["title"]
    return hit_of(
        shown.row,
        shown.kind,
        Fragment(title, spans(marks[title])),
        passages=_telling(shown, marks),
        artefacts=tuple(_hit(a, marks) for a in shown.artefacts),
        matching_artefacts=shown.matching,
    )


def _telling(shown: Shown, marks: Mapping[str, Marks]) -> tuple[PassageHit, ...]:
    """The passages of which the fragments have most words of the query."""
    found = [
        (p, *fragment(text := p.stored["text"], marks[text])) for p in shown.passages
    ]
    found.sort(key=lambda one: -one[2])
    return tuple(_passage(row, cut) for row, cut, _ in found[: shown.most])


def _passage(row: Row, cut: Fragment) -> PassageHit:
    stored = row.stored
    return PassageHit(
        stored["segment"], stored["kind"], stored["number"], stored["label"], cut
    )
