"""Generations on a cluster: four indexes each, two aliases that point."""

import re
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from indexer.analysis.vocabulary import Vocabulary
from indexer.cluster.connection import PATIENCE, Connection
from indexer.cluster.engine import ClusterEngine
from indexer.cluster.writer import ClusterWriter, body_of
from indexer.engine import COLLECTIONS, CURRENT, Part
from indexer.query import EngineUnavailableError, IndexDamagedError

FILES = "files"  # the index of what is no document: manifest and vocabulary
PART = 2**20  # characters of a file in one document
NAME = re.compile(r"g[0-9]{14}-a[^-]+-[^-]+")  # of a generation, as built
SEEN = 1.0  # seconds that a pointer is taken for unchanged
LONG = 120


class Cluster:
    """The generations of one prefix on a cluster."""

    def __init__(
        self, connection: Connection, prefix: str = "blueprints", shards: int = 1
    ) -> None:
        self._connection, self._prefix, self._shards = connection, prefix, shards
        self._seen: dict[str, tuple[float, str | None]] = {}

    def __str__(self) -> str:
        return f"OpenSearch at {self._connection.shown} under {self._prefix!r}"

    def prepare(self) -> None:
        """Refuse a server of another kind or age.

        A cluster that has lost an index may well hold a new one: each writer sees.
        """
        self._connection.require_version()

    def writer(self, name: str, part: Part, base: str | None = None) -> ClusterWriter:
        """A writer for a part of a new generation, which begins with what the base
        holds if that has the same body and answers.
        """
        body = body_of(part, self._shards)
        held = self._index(base, part.collection) if base else None
        if held and not self._is_like(held, body):
            held = None
        index = self._index(name, part.collection)
        return ClusterWriter(self._connection, index, body, held)

    def keep(
        self, name: str, manifest: Mapping[str, Any], vocabulary: Vocabulary
    ) -> None:
        """Complete a generation that was written; its manifest comes last."""
        index = self._index(name, FILES)
        body = {
            "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
            "mappings": {"enabled": False},
        }
        self._connection.call(
            lambda client: client.indices.create(index=index, body=body)
        )
        text = vocabulary.as_json()
        parts = [text[at : at + PART] for at in range(0, len(text), PART)]
        for i, part in enumerate(parts):
            self._put(index, f"vocabulary-{i}", {"text": part})
        self._put(index, "manifest", {"manifest": manifest, "parts": len(parts)})

    def discard(self, name: str) -> None:
        """Remove all there is of a generation."""
        indexes = ",".join(self._index(name, part) for part in (*COLLECTIONS, FILES))
        self._connection.call(
            lambda client: client.indices.delete(
                index=indexes, ignore_unavailable=True, request_timeout=LONG
            )
        )

    def size(self, name: str) -> int:
        """The bytes that a generation takes, copies on other nodes among them."""
        some = self._index(name, "*")  # an unfinished one has not all of its indexes
        told = self._connection.call(
            lambda client: client.indices.stats(index=some, metric="store")
        )
        return int(told["_all"]["total"].get("store", {}).get("size_in_bytes", 0))

    def names(self) -> list[str]:
        """All generations here, complete or not."""
        found = self._connection.call(
            lambda client: client.indices.get_settings(
                index=f"{self._prefix}-g*-a*", name="index.uuid"
            )
        )
        # Those of a longer prefix begin so too: what is no name of ours is not ours.
        return sorted(filter(NAME.fullmatch, {self._name(index) for index in found}))

    def manifest(self, name: str) -> dict[str, Any]:
        """What is said of a complete generation."""
        manifest: dict[str, Any] = self._read(name, "manifest")["manifest"]
        return manifest

    def vocabulary(self, name: str) -> Vocabulary:
        """Its words."""
        parts = range(self._read(name, "manifest")["parts"])
        texts = [self._read(name, f"vocabulary-{i}")["text"] for i in parts]
        try:
            return Vocabulary.of_json("".join(texts))
        except (ValueError, KeyError) as error:
            raise self._damaged(name, f"vocabulary: {error!r}") from error

    def engine(self, name: str) -> ClusterEngine:
        """Its collections, by their own names: whatever is switched, they stay."""
        indexes = {c: self._index(name, c) for c in COLLECTIONS}
        return ClusterEngine(self._connection, indexes)

    def pointed(self, pointer: str) -> str | None:
        """The generation an alias names, or named a second ago.

        Without a lock: behind one, those who ask a silent cluster would wait for each
        other's timeouts.
        """
        now = time.monotonic()
        at, name = self._seen.get(pointer, (0.0, None))
        if name is None or now - at > SEEN:
            name = self._look_up(pointer)
            self._seen[pointer] = (now, name)
        return name

    def point(self, pointers: Mapping[str, str]) -> None:
        """Set the aliases, all in one step of the cluster."""
        actions: list[dict[str, Any]] = []
        for pointer, name in pointers.items():
            alias = f"{self._prefix}-{pointer}"
            if before := self._look_up(pointer):
                actions.append(
                    {"remove": {"indices": self._all(before), "alias": alias}}
                )
            actions.append({"add": {"indices": self._all(name), "alias": alias}})
        self._connection.call(
            lambda client: client.indices.update_aliases(
                body={"actions": actions}, request_timeout=LONG
            ),
            PATIENCE,
        )
        self._seen.clear()

    def check(self) -> None:
        """Refuse where a part of the live generation is on no node that answers."""
        if name := self.pointed(CURRENT):
            self._connection.require_health(",".join(self._all(name)))

    def _is_like(self, index: str, body: Mapping[str, Any]) -> bool:
        told = self._connection.call(
            lambda client: client.indices.get_mapping(index=index, ignore=[404])
        )
        made = told.get(index, {}).get("mappings", {}).get("_meta")
        if made != body["mappings"]["_meta"]:
            return False
        try:
            self._connection.require_health(index)
        except EngineUnavailableError:
            return False
        return True

    def _index(self, name: str, part: str) -> str:
        return f"{self._prefix}-{name}-{part}"

    def _all(self, name: str) -> list[str]:
        return [self._index(name, part) for part in (*COLLECTIONS, FILES)]

    def _name(self, index: str) -> str:
        return index.removeprefix(f"{self._prefix}-").rpartition("-")[0]

    def _look_up(self, pointer: str) -> str | None:
        alias = f"{self._prefix}-{pointer}"
        found = self._connection.call(
            lambda client: client.indices.get_alias(
                index=f"{self._prefix}-g*", name=alias, ignore=[404]
            )
        )
        if found.get("status") == HTTPStatus.NOT_FOUND:
            return None
        names = {self._name(index) for index in found}
        return names.pop() if names else None

    def _put(self, index: str, id_: str, document: Mapping[str, Any]) -> None:
        self._connection.call(
            lambda client: client.index(index=index, id=id_, body=dict(document)),
            PATIENCE,
        )

    def _read(self, name: str, id_: str) -> dict[str, Any]:
        index = self._index(name, FILES)
        found = self._connection.call(
            lambda client: client.get(index=index, id=id_, ignore=[404])
        )
        if not found.get("found"):
            raise self._damaged(name, f"{id_} is missing")
        source: dict[str, Any] = found["_source"]
        return source

    def _damaged(self, name: str, what: str) -> IndexDamagedError:
        return IndexDamagedError(
            f"generation {name} in {self}: {what}; run `blueprints rebuild`"
        )
