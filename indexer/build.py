"""A new generation built: written beside the live one, checked, not yet live."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from indexer.analysis.analyser import VERSION, Analyser
from indexer.analysis.vocabulary import Counting, Vocabulary
from indexer.documents import EVERYONE, Document
from indexer.engine import (
    CURRENT,
    Ask,
    Collection,
    Engine,
    Entry,
    Generations,
    Part,
)
from indexer.entries import (
    AUDIENCE,
    HOLDER,
    PARENT,
    PASSAGE_KEYS,
    PASSAGE_TEXT,
    STATUS,
    entries,
    passages,
)
from indexer.generations import LAYOUT, fields_of
from indexer.profile import makers
from indexer.query import IndexDamagedError, NotMergedError
from indexer.tree import Best, Words
from mappings.load import Mappings
from mappings.schema import Schema

Facts = Mapping[str, Any]
Refused = Sequence[Mapping[str, str]]
SAMPLES = 5  # words that a new generation must find as often as they were counted


@dataclass(frozen=True, slots=True)
class _Content:
    """What a generation is to hold: documents in the order of their ids."""

    documents: Sequence[Document]
    mappings: Mappings
    analyser: Analyser
    vocabulary: Vocabulary


def build(
    place: Generations,
    documents: Iterable[Document],
    mappings: Mappings,
    facts: Facts,
    *,
    account: Callable[[Refused], Facts] | None = None,
    fresh: bool = False,
) -> str:
    """Write a new generation of all documents and return its name; not yet live.

    What the live one holds unchanged may be taken from there, unless it is to be
    `fresh`; where that leaves deleted documents behind, all is written anew.

    `facts` are kept in its manifest (library, last ingest, …), and under `refused` the
    documents that the engine would not take, with the reason; `account` gives facts
    that hang on these. The documents are held in memory until they are written: their
    order by id must be known first.
    """
    place.prepare()
    ordered = sorted(documents, key=lambda d: d.id)
    analyser = Analyser(mappings.protected)
    vocabulary = _count(ordered, mappings.schema, analyser)
    content = _Content(ordered, mappings, analyser, vocabulary)
    try:
        base = None if fresh else place.pointed(CURRENT)
        return _built(place, content, facts, account, base)
    except NotMergedError:
        if fresh:
            raise
        return _built(place, content, facts, account, None)


def _built(
    place: Generations,
    content: _Content,
    facts: Facts,
    account: Callable[[Refused], Facts] | None,
    base: str | None,
) -> str:
    """The name of a generation with this content, which may begin with a `base`."""
    name = f"g{datetime.now(UTC):%Y%m%d%H%M%S}-a{VERSION}-{secrets.token_hex(3)}"
    schema, vocabulary = content.mappings.schema, content.vocabulary
    counts: dict[str, int] = {}
    refused: list[dict[str, str]] = []
    try:
        for part, filling in _parts(content):
            writer = place.writer(name, part, base)
            for entry in filling:
                writer.add(entry)
            counts[part.collection] = writer.finish()
            refused += _refused(part.collection, writer.refused)
        manifest = {
            "generation": name,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "analyser": VERSION,
            "layout": LAYOUT,
            "mappings": content.mappings.digest,
            "fields": fields_of(schema),
            "counts": counts,
            "refused": refused,
            "names": _names(content.documents),
            **facts,
            **(account(refused) if account else {}),
        }
        place.keep(name, manifest, vocabulary)
        _prove(place.engine(name), schema, vocabulary, manifest)
    except BaseException:
        place.discard(name)
        raise
    return name


def _parts(content: _Content) -> Iterator[tuple[Part, Iterator[Entry]]]:
    """Each part with its entries, in order: only one of them is in memory as such."""
    schema, analyser = content.mappings.schema, content.analyser
    texts = [f.name for f in schema.texts]
    keys = [*(f.name for f in schema.keywords), AUDIENCE, PARENT, STATUS, HOLDER]
    artefacts = [d for d in content.documents if d.kind == "artefact"]
    blueprints = [d for d in content.documents if d.kind == "blueprint"]

    named = makers(blueprints, content.mappings, analyser)

    def filled(some: Sequence[Document]) -> Iterator[Entry]:
        return entries(some, texts, analyser, content.vocabulary, named)

    yield Part("artefacts", texts, keys), filled(artefacts)
    yield Part("blueprints", texts, keys), filled(blueprints)
    found = passages(artefacts, analyser)
    yield Part("passages", [PASSAGE_TEXT], PASSAGE_KEYS), found


def _refused(
    collection: Collection, reasons: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """What the manifest says of refused entries; a passage counts for its artefact."""
    for id_, reason in reasons.items():
        owner = id_.rpartition(":")[0] if collection == "passages" else id_
        yield {"collection": collection, "document": owner, "reason": reason}


def _names(documents: Iterable[Document]) -> dict[str, dict[str, dict[str, str]]]:
    """How people wrote the values that no taxonomy has, by audience, field and id."""
    names: dict[str, dict[str, dict[str, str]]] = {}
    for document in documents:
        for field, named in document.stored.get("labels", {}).items():
            for audience in document.audience:
                seen = names.setdefault(audience, {})
                seen.setdefault(field, {}).update(named)
    return names


def _count(
    documents: Sequence[Document], schema: Schema, analyser: Analyser
) -> Vocabulary:
    names = [f.name for f in schema.searched]
    counting = Counting(analyser)
    for document in documents:
        if document.kind == "artefact":
            texts = [document.text.get(name, "") for name in names]
            counting.add(texts, EVERYONE in document.audience)
    return counting.vocabulary()


def _prove(
    engine: Engine, schema: Schema, vocabulary: Vocabulary, manifest: Mapping[str, Any]
) -> None:
    """Refuse a new generation that does not find what was written into it."""
    lost = sum(r["collection"] == "artefacts" for r in manifest["refused"])
    by_df = sorted(vocabulary.tokens, key=lambda t: (vocabulary.tokens[t], t))
    tokens = by_df[:: max(1, len(by_df) // SAMPLES)]
    fields = [f.name for f in schema.searched]
    trees = [Best(tuple(Words(field, (t,)) for field in fields)) for t in tokens]
    found = engine.answer([Ask("artefacts", tree) for tree in trees])
    for token, one in zip(tokens, found, strict=True):
        wanted = vocabulary.tokens[token]
        if not wanted - lost <= one.total <= wanted:
            raise IndexDamagedError(
                f"generation {manifest['generation']} finds {token!r} in {one.total}"
                f" artefacts of {wanted}; it was not made live"
            )
