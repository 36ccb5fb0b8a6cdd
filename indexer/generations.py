"""Generations: a full build beside the live one, checked, switched in one step."""

import json
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from indexer.analyser import TOKEN, VERSION, Analyser
from indexer.documents import EVERYONE, Document, Passage
from indexer.embedded import Embedded
from indexer.engine import Ask, Collection, Engine, Entry, Factory
from indexer.query import IndexDamagedError, IndexMissingError
from indexer.tree import Key
from indexer.vocabulary import Counting, Vocabulary
from mappings.load import Mappings

COLLECTIONS: tuple[Collection, ...] = ("artefacts", "blueprints", "passages")
CURRENT, PREVIOUS = "current", "previous"
PASSAGE_TEXT = "text"
# Keys of every document beside those of the schema.
AUDIENCE, PARENT, ARTEFACT = "audience", "parent", "artefact"


class OpenGeneration:
    """One generation open for reading: engine, vocabulary, manifest."""

    def __init__(self, folder: Path, name: str, factory: Factory) -> None:
        self.name = name
        self.manifest: Mapping[str, Any] = read_manifest(folder, name)
        self.engine: Engine = factory.open(
            {c: str(folder / name / c) for c in COLLECTIONS}
        )
        self.vocabulary = read_vocabulary(folder / name / "vocabulary.json")

    def titles(
        self, ids: Iterable[str], audience: tuple[str, ...] = (EVERYONE,)
    ) -> Mapping[str, str]:
        """The titles by id of the Blueprints that this audience may see."""
        wanted = tuple(ids)
        if not wanted:
            return {}
        seen = (Key(AUDIENCE, audience),)
        ask = Ask("blueprints", Key("id", wanted), seen, limit=len(wanted))
        rows = self.engine.answer([ask])[0].rows
        return {r.stored["id"]: r.stored["title"] for r in rows}


def build(
    folder: Path,
    documents: Iterable[Document],
    mappings: Mappings,
    facts: Mapping[str, Any],
    factory: Factory | None = None,
) -> str:
    """Write a new generation of all documents and return its name; not yet live.

    `facts` are kept in its manifest (library, last ingest, …). The documents are held
    in memory until they are written: their order by id must be known first.
    """
    ordered = sorted(documents, key=lambda d: d.id)
    analyser = Analyser(mappings.protected)
    name = f"g{datetime.now(UTC):%Y%m%d%H%M%S}-a{VERSION}-{secrets.token_hex(3)}"
    place = folder / f"{name}.building"
    place.mkdir(parents=True)
    try:
        vocabulary = _count(ordered, mappings, analyser)
        vocabulary.save(place / "vocabulary.json")
        counts = _write(
            place, ordered, mappings, analyser, vocabulary, factory or Embedded()
        )
        manifest = {
            "generation": name,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "analyser": VERSION,
            "mappings": mappings.digest,
            "counts": counts,
            **facts,
        }
        (place / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
        place.replace(folder / name)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    return name


def activate(folder: Path, name: str) -> None:
    """Make a generation the live one in one step; the one before is kept."""
    if not (folder / name / "manifest.json").is_file():
        raise IndexDamagedError(f"generation {name!r} is not in {folder}")
    before = pointed(folder, CURRENT)
    if before and before != name:
        _point(folder, PREVIOUS, before)
    _point(folder, CURRENT, name)
    kept = {name, before, pointed(folder, PREVIOUS)}
    for old in folder.glob("g*-a*"):
        if old.name not in kept:
            shutil.rmtree(old, ignore_errors=True)


def rollback(folder: Path) -> str:
    """Make the generation before the live one again, and return its name."""
    before, now = pointed(folder, PREVIOUS), pointed(folder, CURRENT)
    if not before or not (folder / before).is_dir():
        raise IndexMissingError(f"no earlier generation is kept in {folder}")
    _point(folder, CURRENT, before)
    if now:
        _point(folder, PREVIOUS, now)
    return before


def pointed(folder: Path, pointer: str = CURRENT) -> str | None:
    """The name of the live (or previous) generation, None if there is none."""
    path = folder / pointer
    try:
        return path.read_text("utf-8").strip() or None
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise IndexDamagedError(
            f"{path} cannot be read ({error}); run `blueprints rebuild`"
        ) from error


def read_manifest(folder: Path, name: str) -> dict[str, Any]:
    """The manifest of a generation; IndexDamagedError if it cannot be read."""
    path = folder / name / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamagedError(
            f"{path} cannot be read ({error}); run `blueprints rebuild`"
        ) from error
    if manifest.get("analyser") != VERSION:
        raise IndexDamagedError(
            f"generation {name} was made with analyser {manifest.get('analyser')!r},"
            f" this is {VERSION!r}; run `blueprints rebuild`"
        )
    return manifest


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary of a generation; IndexDamagedError if it cannot be read."""
    try:
        return Vocabulary.load(path)
    except (OSError, ValueError, KeyError) as error:
        raise IndexDamagedError(
            f"{path} cannot be read ({error!r}); run `blueprints rebuild`"
        ) from error


def _point(folder: Path, pointer: str, name: str) -> None:
    fresh = folder / f".{pointer}.{os.getpid()}"
    fresh.write_text(name + "\n", "utf-8")
    fresh.replace(folder / pointer)


def _count(
    documents: Sequence[Document], mappings: Mappings, analyser: Analyser
) -> Vocabulary:
    names = [f.name for f in mappings.schema.texts]
    counting = Counting(analyser)
    for document in documents:
        if document.kind == "artefact":
            texts = [document.text.get(name, "") for name in names]
            counting.add(texts, EVERYONE in document.audience)
    return counting.vocabulary()


def _write(
    place: Path,
    documents: Sequence[Document],
    mappings: Mappings,
    analyser: Analyser,
    vocabulary: Vocabulary,
    factory: Factory,
) -> dict[str, int]:
    texts = [f.name for f in mappings.schema.texts]
    keys = [*(f.name for f in mappings.schema.keywords), AUDIENCE, PARENT]
    artefacts = [d for d in documents if d.kind == "artefact"]
    blueprints = [d for d in documents if d.kind == "blueprint"]
    parents = {d.id: i for i, d in enumerate(blueprints)}
    counts: dict[str, int] = {}
    for collection, some in (("artefacts", artefacts), ("blueprints", blueprints)):
        writer = factory.writer(str(place / collection), texts, keys)
        titles = {
            d.id: i
            for i, d in enumerate(
                sorted(some, key=lambda d: (d.title.casefold(), d.id))
            )
        }
        for i, document in enumerate(some):
            extra: dict[str, Any] = {}
            if document.kind == "blueprint":
                words = Counter(
                    w for t in document.text.values() for w in TOKEN.findall(t)
                )
                extra["profile"] = vocabulary.profile(words, analyser)
            writer.add(
                _entry(
                    document,
                    i,
                    parents[document.blueprint],
                    titles[document.id],
                    texts,
                    analyser,
                    extra,
                )
            )
        counts[collection] = writer.finish()
    counts["passages"] = _write_passages(place, artefacts, parents, analyser, factory)
    return counts


def _write_passages(
    place: Path,
    artefacts: Sequence[Document],
    parents: Mapping[str, int],
    analyser: Analyser,
    factory: Factory,
) -> int:
    keys = [ARTEFACT, PARENT, AUDIENCE]
    writer = factory.writer(str(place / "passages"), [PASSAGE_TEXT], keys)
    ord_ = 0
    for document in artefacts:
        for passage in document.passages:
            writer.add(
                Entry(
                    id=f"{passage.artefact}:{passage.ordinal}",
                    ord=ord_,
                    parent_ord=parents[document.blueprint],
                    texts={PASSAGE_TEXT: analyser.joined(passage.text)},
                    keys={
                        ARTEFACT: [document.id],
                        PARENT: [document.blueprint],
                        AUDIENCE: document.audience,
                    },
                    published_on=None,
                    title_ord=ord_,
                    card=_json(_passage(passage)),
                    rest="{}",
                )
            )
            ord_ += 1
    return writer.finish()


def _passage(passage: Passage) -> dict[str, Any]:
    return {
        "artefact": passage.artefact,
        "ordinal": passage.ordinal,
        "segment": passage.segment,
        "kind": passage.kind,
        "number": passage.number,
        "label": passage.label,
        "text": passage.text,
    }


# What a hit in a list needs; the rest of `stored` is read when a document is opened.
CARD = (
    "name path location size status reason media_type format role summary folder"
    " artefacts state link parent media pages labels also_in"
).split()


def _entry(
    document: Document,
    ord_: int,
    parent_ord: int,
    title_ord: int,
    texts: Sequence[str],
    analyser: Analyser,
    extra: Mapping[str, Any],
) -> Entry:
    card = {
        "id": document.id,
        "blueprint": document.blueprint,
        "title": document.title,
        "published": document.published,
        "values": document.values,
        "stored": {k: document.stored[k] for k in CARD if k in document.stored},
    }
    rest = {
        "audience": document.audience,
        "more": {k: v for k, v in document.stored.items() if k not in CARD},
        "evidence": [
            [getattr(e, name) for name in type(e).__slots__] for e in document.evidence
        ],
        **extra,
    }
    date = document.published.replace("-", "")
    return Entry(
        id=document.id,
        ord=ord_,
        parent_ord=parent_ord,
        texts={name: analyser.joined(document.text.get(name, "")) for name in texts},
        keys={
            **document.values,
            AUDIENCE: document.audience,
            PARENT: (document.blueprint,),
        },
        published_on=int(date) if len(date) == 8 else None,
        title_ord=title_ord,
        card=_json(card),
        rest=_json(rest),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
