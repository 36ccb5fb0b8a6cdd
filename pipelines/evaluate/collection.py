"""A BEIR folder as a library: each text an artefact, indexed as any other."""

from collections.abc import Iterator
from pathlib import Path

from indexer.analysis.analyser import plain
from indexer.build import build
from indexer.documents import Document, Passage
from indexer.engine import Generations
from indexer.generations import activate
from mappings.load import Mappings
from pipelines.errors import WrongUseError
from pipelines.evaluate.judgements import read_lines

CORPUS = "corpus.jsonl"
WHOLE = "collection"  # the Blueprint that all texts belong to
PUBLISHED = {"state": ("published",)}


def index_collection(folder: Path, place: Generations, mappings: Mappings) -> None:
    """Index the texts of a BEIR folder and make them the live generation."""
    activate(place, build(place, documents(folder), mappings, {}))


def documents(folder: Path) -> Iterator[Document]:
    """A document for each text, and one Blueprint for all."""
    corpus = folder / CORPUS
    if not corpus.is_file():
        raise WrongUseError(f"{str(folder)!r} has no {CORPUS}")
    yield Document("blueprint", WHOLE, WHOLE, WHOLE, {}, PUBLISHED)
    for text in read_lines(corpus):
        yield _document(text["_id"], text.get("title") or "", text["text"])


def _document(id_: str, title: str, text: str) -> Document:
    title, text = plain(title), plain(text)
    body = f"{title}\n{text}" if title else text
    return Document(
        "artefact",
        id_,
        WHOLE,
        title,
        {"title": title, "body": body},
        PUBLISHED,
        stored={"name": "", "path": ""},
        passages=(Passage(id_, 0, 0, "body", None, "", 0, body),),
    )
