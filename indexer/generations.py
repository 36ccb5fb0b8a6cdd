"""Generations: a full build beside the live one, checked, switched in one step."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from indexer.analyser import VERSION, Analyser
from indexer.documents import EVERYONE, Document
from indexer.engine import Ask, Collection, Engine, Entry, Writer
from indexer.entries import (
    ARTEFACT,
    AUDIENCE,
    PARENT,
    PASSAGE_KEYS,
    PASSAGE_TEXT,
    entries,
    passages,
)
from indexer.folder import Folder
from indexer.query import IndexDamagedError, IndexMissingError, NotMergedError
from indexer.tree import All, Best, Words
from indexer.vocabulary import Counting, Vocabulary
from mappings.load import Mappings
from mappings.schema import Schema

COLLECTIONS: tuple[Collection, ...] = ("artefacts", "blueprints", "passages")
CURRENT, PREVIOUS = "current", "previous"
MANY = 10_000  # Blueprints whose titles are kept at hand
LAYOUT = 2  # of what an engine is given beside the fields of the schema
SAMPLES = 5  # words that a new generation must find as often as they were counted


class Generations(Protocol):
    """A place where generations are kept, and two pointers to them.

    Every method raises EngineUnavailableError when the place does not answer.
    """

    def prepare(self) -> None:
        """Make sure that a generation can be written here now."""

    def writer(
        self,
        name: str,
        collection: Collection,
        texts: Iterable[str],
        keys: Iterable[str],
        base: str | None = None,
    ) -> Writer:
        """A writer for a collection of a new generation.

        It may begin with what the generation `base` holds, and must end with nothing
        but what was added.
        """

    def keep(
        self, name: str, manifest: Mapping[str, Any], vocabulary: Vocabulary
    ) -> None:
        """Complete a generation that was written: it can be read from now on."""

    def discard(self, name: str) -> None:
        """Remove all there is of a generation, complete or not."""

    def size(self, name: str) -> int:
        """The bytes that a generation takes."""

    def names(self) -> list[str]:
        """All generations here, complete or not."""

    def manifest(self, name: str) -> dict[str, Any]:
        """What is said of a complete generation; IndexDamagedError without it."""

    def vocabulary(self, name: str) -> Vocabulary:
        """Its words; IndexDamagedError if they cannot be read."""

    def engine(self, name: str) -> Engine:
        """Its collections, open for reading."""

    def pointed(self, pointer: str) -> str | None:
        """The generation a pointer names."""

    def point(self, pointers: Mapping[str, str]) -> None:
        """Set the pointers."""

    def check(self) -> None:
        """Make sure that all of the live generation can be read now."""


Writers = Callable[[Collection, Sequence[str], Sequence[str]], Writer]
Place = Path | Generations  # a folder is taken for the embedded generations in it


def at(place: Place) -> Generations:
    """The generations of a place."""
    return Folder(place) if isinstance(place, Path) else place


class OpenGeneration:
    """One generation open for reading: engine, vocabulary, manifest."""

    def __init__(self, place: Place, name: str, schema: Schema) -> None:
        self.name = name
        self.manifest: Mapping[str, Any] = read_manifest(place, name)
        _fitting(self.manifest, schema)
        self.engine: Engine = at(place).engine(name)
        self.vocabulary = at(place).vocabulary(name)

    def titles(
        self, ids: Iterable[str], audience: tuple[str, ...] = (EVERYONE,)
    ) -> Mapping[str, str]:
        """The titles by id of the Blueprints that this audience may see."""
        named = self._named.get
        return {
            id_: found[0]
            for id_ in ids
            if (found := named(id_)) and not found[1].isdisjoint(audience)
        }

    def words(self, audience: tuple[str, ...]) -> Vocabulary:
        """The words that questions are put right and widened by: for who has no other
        audience than everyone nothing tells what closed documents hold.
        """
        closed = set(audience) - {EVERYONE}
        return self.vocabulary if closed else self.vocabulary.open

    def written(
        self, audience: tuple[str, ...] = (EVERYONE,)
    ) -> dict[str, dict[str, str]]:
        """How people wrote the values that no taxonomy has, by field and id, where this
        audience may see that they did.
        """
        found: dict[str, dict[str, str]] = {}
        for one in audience:
            for field, named in self.manifest.get("names", {}).get(one, {}).items():
                found.setdefault(field, {}).update(named)
        return found

    @cached_property
    def _named(self) -> Mapping[str, tuple[str, frozenset[str]]]:
        """Title and audience of each Blueprint: every answer shows many of them."""
        ask = Ask("blueprints", All(), sort="title", limit=MANY, whole=True)
        rows = (row.stored for row in self.engine.answer([ask])[0].rows)
        return {r["id"]: (r["title"], frozenset(r["audience"])) for r in rows}


def build(
    place: Place,
    documents: Iterable[Document],
    mappings: Mappings,
    facts: Mapping[str, Any],
    *,
    fresh: bool = False,
) -> str:
    """Write a new generation of all documents and return its name; not yet live.

    What the live one holds unchanged may be taken from there, unless it is to be
    `fresh`; where that leaves deleted documents behind, all is written anew.

    `facts` are kept in its manifest (library, last ingest, …), and under `refused` the
    documents that the engine would not take, with the reason. The documents are held
    in memory until they are written: their order by id must be known first.
    """
    generations = at(place)
    generations.prepare()
    ordered = sorted(documents, key=lambda d: d.id)
    analyser = Analyser(mappings.protected)
    vocabulary = _count(ordered, mappings.schema, analyser)
    words = analyser, vocabulary
    try:
        return _built(generations, ordered, mappings, words, facts, fresh=fresh)
    except NotMergedError:
        if fresh:
            raise
        return _built(generations, ordered, mappings, words, facts, fresh=True)


def _built(
    generations: Generations,
    documents: Sequence[Document],
    mappings: Mappings,
    words: tuple[Analyser, Vocabulary],
    facts: Mapping[str, Any],
    *,
    fresh: bool,
) -> str:
    name = f"g{datetime.now(UTC):%Y%m%d%H%M%S}-a{VERSION}-{secrets.token_hex(3)}"
    try:
        writers = _writers(generations, name, fresh=fresh)
        counts, refused = _write(writers, documents, mappings.schema, *words)
        manifest = {
            "generation": name,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "analyser": VERSION,
            "layout": LAYOUT,
            "mappings": mappings.digest,
            "fields": _fields(mappings.schema),
            "counts": counts,
            "refused": refused,
            "names": _names(documents),
            **facts,
        }
        generations.keep(name, manifest, words[1])
        _prove(generations.engine(name), mappings.schema, words[1], manifest)
    except BaseException:
        generations.discard(name)
        raise
    return name


def activate(place: Place, name: str) -> None:
    """Make a generation the live one in one step; the one before is kept."""
    generations = at(place)
    generations.manifest(name)
    before, earlier = (generations.pointed(p) for p in (CURRENT, PREVIOUS))
    if before != name:
        earlier = before
    generations.point({CURRENT: name} | ({PREVIOUS: earlier} if earlier else {}))
    for old in generations.names():
        if old not in (name, earlier):
            generations.discard(old)


def rollback(place: Place) -> str:
    """Make the generation before the live one again, and return its name."""
    generations = at(place)
    before, now = (generations.pointed(p) for p in (PREVIOUS, CURRENT))
    if not before or before not in generations.names():
        raise IndexMissingError(f"no earlier generation is kept in {generations}")
    read_manifest(generations, before)
    generations.point({CURRENT: before} | ({PREVIOUS: now} if now else {}))
    return before


def pointed(place: Place, pointer: str = CURRENT) -> str | None:
    """The name of the live (or previous) generation, None if there is none."""
    return at(place).pointed(pointer)


def read_manifest(place: Place, name: str) -> dict[str, Any]:
    """The manifest of a generation; IndexDamagedError if it cannot be read."""
    manifest = at(place).manifest(name)
    if manifest.get("analyser") != VERSION:
        raise IndexDamagedError(
            f"generation {name} was made with analyser {manifest.get('analyser')!r},"
            f" this is {VERSION!r}; run `blueprints rebuild`"
        )
    if manifest.get("layout") != LAYOUT:
        raise IndexDamagedError(
            f"generation {name} was laid out by another version of this program;"
            " run `blueprints rebuild`"
        )
    return manifest


def _names(documents: Iterable[Document]) -> dict[str, dict[str, dict[str, str]]]:
    """How people wrote the values that no taxonomy has, by audience, field and id."""
    names: dict[str, dict[str, dict[str, str]]] = {}
    for document in documents:
        for field, named in document.stored.get("labels", {}).items():
            for audience in document.audience:
                seen = names.setdefault(audience, {})
                seen.setdefault(field, {}).update(named)
    return names


def _fields(schema: Schema) -> dict[str, str]:
    """The fields that are searched, each with what it is made of."""
    kinds = [(schema.texts, "words"), (schema.keywords, "values")]
    return {f.name: kind for fields, kind in kinds for f in fields}


def _fitting(manifest: Mapping[str, Any], schema: Schema) -> None:
    """Refuse a generation that lacks a field of the schema."""
    kept = manifest.get("fields", {})
    for field, kind in _fields(schema).items():
        if kept.get(field) != kind:
            raise IndexDamagedError(
                f"field {field!r} of schema.yaml holds {kind}, in generation"
                f" {manifest['generation']} it holds {kept.get(field, 'nothing')};"
                " run `blueprints rebuild`"
            )


def _count(
    documents: Sequence[Document], schema: Schema, analyser: Analyser
) -> Vocabulary:
    names = [f.name for f in schema.texts]
    counting = Counting(analyser)
    for document in documents:
        if document.kind == "artefact":
            texts = [document.text.get(name, "") for name in names]
            counting.add(texts, EVERYONE in document.audience)
    return counting.vocabulary()


def _writers(generations: Generations, name: str, *, fresh: bool) -> Writers:
    base = None if fresh else generations.pointed(CURRENT)
    return lambda collection, texts, keys: generations.writer(
        name, collection, texts, keys, base
    )


def _write(
    writers: Writers,
    documents: Sequence[Document],
    schema: Schema,
    analyser: Analyser,
    vocabulary: Vocabulary,
) -> tuple[dict[str, int], list[dict[str, str]]]:
    """Fill all collections: how many each holds, and what was refused."""
    texts = [f.name for f in schema.texts]
    keys = [*(f.name for f in schema.keywords), AUDIENCE, PARENT]
    artefacts = [d for d in documents if d.kind == "artefact"]
    blueprints = [d for d in documents if d.kind == "blueprint"]

    def filled(some: Sequence[Document]) -> Iterator[Entry]:
        return entries(some, texts, analyser, vocabulary)

    found = passages(artefacts, analyser)
    parts: list[tuple[Collection, Sequence[str], Sequence[str], Iterator[Entry]]] = [
        ("artefacts", texts, keys, filled(artefacts)),
        ("blueprints", texts, keys, filled(blueprints)),
        ("passages", [PASSAGE_TEXT], PASSAGE_KEYS, found),
    ]
    counts: dict[str, int] = {}
    refused: list[dict[str, str]] = []
    for collection, words, values, some in parts:
        writer = writers(collection, words, values)
        for entry in some:
            writer.add(entry)
        counts[collection] = writer.finish()
        for id_, reason in writer.refused.items():
            owner = id_.rpartition(":")[0] if collection == "passages" else id_
            refused.append(
                {"collection": collection, "document": owner, "reason": reason}
            )
    return counts, refused


def _prove(
    engine: Engine, schema: Schema, vocabulary: Vocabulary, manifest: Mapping[str, Any]
) -> None:
    """Refuse a new generation that does not find what was written into it."""
    lost = sum(r["collection"] == "artefacts" for r in manifest["refused"])
    by_df = sorted(vocabulary.tokens, key=lambda t: (vocabulary.tokens[t], t))
    tokens = by_df[:: max(1, len(by_df) // SAMPLES)]
    fields = [f.name for f in schema.texts]
    trees = [Best(tuple(Words(field, (t,)) for field in fields)) for t in tokens]
    found = engine.answer([Ask("artefacts", tree) for tree in trees])
    for token, one in zip(tokens, found, strict=True):
        wanted = vocabulary.tokens[token]
        if not wanted - lost <= one.total <= wanted:
            raise IndexDamagedError(
                f"generation {manifest['generation']} finds {token!r} in {one.total}"
                f" artefacts of {wanted}; it was not made live"
            )


__all__ = [
    "ARTEFACT",
    "AUDIENCE",
    "COLLECTIONS",
    "CURRENT",
    "PARENT",
    "PASSAGE_TEXT",
    "PREVIOUS",
    "Generations",
    "OpenGeneration",
    "Place",
    "activate",
    "at",
    "build",
    "pointed",
    "read_manifest",
    "rollback",
]
