"""Generations of an index: one open for reading, the live one switched in one step."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from indexer.analysis.analyser import VERSION, Analyser
from indexer.analysis.vocabulary import Vocabulary
from indexer.documents import EVERYONE
from indexer.engine import CURRENT, EVERY, PREVIOUS, Ask, Engine, Generations
from indexer.query import IndexDamagedError, IndexMissingError
from indexer.tree import All
from indexer.understanding.naming import Gazetteer
from mappings.schema import Schema

LAYOUT = 3  # of what an engine is given beside the fields of the schema


class OpenGeneration:
    """One generation open for reading: engine, vocabulary, manifest."""

    def __init__(self, place: Generations, name: str, schema: Schema) -> None:
        self.name = name
        self.manifest: Mapping[str, Any] = read_manifest(place, name)
        _fitting(self.manifest, schema)
        self.engine: Engine = place.engine(name)
        self.vocabulary = place.vocabulary(name)
        self._written = _written(self.manifest, schema)
        self._names: dict[str, Gazetteer] = {}

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

    def reopens(self, live: "OpenGeneration") -> list[str]:
        """The Blueprints that some may see here who may not in the live generation, by
        id.
        """
        return sorted(
            id_
            for id_, (_, audience) in self._named.items()
            if id_ in live._named
            and EVERYONE not in (now := live._named[id_][1])
            and not audience <= now
        )

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
            for field, named in self._written.get(one, {}).items():
                found.setdefault(field, {}).update(named)
        return found

    def names(
        self, audience: tuple[str, ...], analyser: Analyser
    ) -> tuple[Gazetteer, ...]:
        """The same by their words, for each audience of the asker."""
        for one in self._written.keys() & set(audience) - self._names.keys():
            values = self._written[one].items()
            called = [(f, i, name, False) for f, of in values for i, name in of.items()]
            self._names[one] = Gazetteer(called, analyser)
        return tuple(self._names[one] for one in audience if one in self._names)

    @cached_property
    def _named(self) -> Mapping[str, tuple[str, frozenset[str]]]:
        """Title and audience of each Blueprint: every answer shows many of them."""
        ask = Ask("blueprints", All(), sort="title", limit=EVERY, whole=True)
        rows = (row.stored for row in self.engine.answer([ask])[0].rows)
        return {r["id"]: (r["title"], frozenset(r["audience"])) for r in rows}


def activate(place: Generations, name: str) -> None:
    """Make a generation the live one in one step; the one before is kept."""
    place.manifest(name)
    before, earlier = (place.pointed(p) for p in (CURRENT, PREVIOUS))
    if before != name:
        earlier = before
    place.point({CURRENT: name} | ({PREVIOUS: earlier} if earlier else {}))
    for old in place.names():
        if old not in (name, earlier):
            place.discard(old)


def rollback(place: Generations) -> str:
    """Make the generation before the live one again, and return its name."""
    before, now = (place.pointed(p) for p in (PREVIOUS, CURRENT))
    if not before or before not in place.names():
        raise IndexMissingError(f"no earlier generation is kept in {place}")
    read_manifest(place, before)
    place.point({CURRENT: before} | ({PREVIOUS: now} if now else {}))
    return before


def read_manifest(place: Generations, name: str) -> dict[str, Any]:
    """The manifest of a generation; IndexDamagedError if it cannot be read."""
    manifest = place.manifest(name)
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


def fields_of(schema: Schema) -> dict[str, str]:
    """The fields that are searched, each with what it is made of."""
    kinds = [(schema.texts, "words"), (schema.keywords, "values")]
    return {f.name: kind for fields, kind in kinds for f in fields}


def _written(
    manifest: Mapping[str, Any], schema: Schema
) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """How people wrote values, by audience, field and id; of fields that there are."""
    fields = {f.name for f in schema.keywords}
    return {
        audience: {f: named for f, named in names.items() if f in fields}
        for audience, names in manifest.get("names", {}).items()
    }


def _fitting(manifest: Mapping[str, Any], schema: Schema) -> None:
    """Refuse a generation that lacks a field of the schema."""
    kept = manifest.get("fields", {})
    for field, kind in fields_of(schema).items():
        if kept.get(field) != kind:
            raise IndexDamagedError(
                f"field {field!r} of schema.yaml holds {kind}, in generation"
                f" {manifest['generation']} it holds {kept.get(field, 'nothing')};"
                " run `blueprints rebuild`"
            )
