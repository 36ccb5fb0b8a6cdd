"""Judged passages: which part of a file a person who asks this would want to see.

`passages.tsv` has the path of a file below the folder of the real documents and the
numbers of the segments that answer, read by hand. Of the demonstration library the
truth file tells where a phrase was planted: it is asked for in the wrong order.
"""

import csv
import json
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.index import Index
from indexer.query import PassageHit, Query, Selection
from pipelines.ids import artefact_id, blueprint_ids

FILE = Path(__file__).with_name("passages.tsv")
Place = tuple[str, int | None]  # what a segment is called, its number


@dataclass(frozen=True, slots=True)
class Wanted:
    """The places in an artefact that answer a question."""

    query: str
    blueprint: str
    artefact: str
    places: frozenset[Place]


def read(documents: Path) -> tuple[Wanted, ...]:
    """What was judged of the real documents in this folder."""
    ids = blueprint_ids(folder.name for folder in documents.iterdir())
    places: dict[tuple[str, str], set[Place]] = {}
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            there = places.setdefault((row["query"], row["path"]), set())
            there.add(("segment", int(row["segment"])))
    return tuple(
        _wanted(query, ids, *path.split("/", 1), found)
        for (query, path), found in places.items()
    )


def planted(library: Path) -> Iterator[Wanted]:
    """The planted phrases of a demonstration library, their words in another order."""
    truth = json.loads((library / ".truth.json").read_text("utf-8"))
    ids = blueprint_ids(b["folder"] for b in truth["blueprints"])
    for blueprint in truth["blueprints"]:
        for file in blueprint["files"]:
            for phrase in file["phrases"]:
                words = phrase["text"].split()
                random.Random(phrase["text"]).shuffle(words)
                place = {(phrase["kind"], phrase["number"])}
                folder = blueprint["folder"]
                yield _wanted(" ".join(words), ids, folder, file["path"], place)


def _wanted(
    query: str, ids: Mapping[str, str], folder: str, path: str, places: set[Place]
) -> Wanted:
    id_ = ids[folder]
    return Wanted(query, id_, artefact_id(id_, path), frozenset(places))


def shown(index: Index, wanted: Wanted) -> tuple[PassageHit, ...]:
    """The passages that are shown of the artefact; none where it is no hit."""
    only = (Selection("blueprint", (wanted.blueprint,)),)
    query = Query("artefacts", wanted.query, only, size=100, facets=())
    hits = index.search(query).hits
    return next((h.passages for h in hits if h.id == wanted.artefact), ())


def first(index: Index, judged: Iterable[Wanted]) -> float:
    """The share of the artefacts with passages of which the first is wanted."""
    told = [(w, found[0]) for w in judged if (found := shown(index, w))]
    return sum(_is_wanted(passage, w) for w, passage in told) / len(told)


def _is_wanted(passage: PassageHit, wanted: Wanted) -> bool:
    places = {("segment", passage.segment), (passage.kind, passage.number)}
    return not places.isdisjoint(wanted.places)
