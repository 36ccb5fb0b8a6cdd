"""Fills a new index of a cluster by bulk; what is refused is told, the rest goes in.

An index may begin as a clone of one that is filled (hard links, no copy): then only
what differs is sent, and what is gone is deleted. Deleted documents count in scores
until a merge of everything, so there always is one before the index is read.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from itertools import count
from typing import Any

from opensearchpy import OpenSearch, helpers
from opensearchpy.exceptions import TransportError

from indexer.cluster.connection import PATIENCE, Connection
from indexer.cluster.faults import is_block, is_of_all, told, told_sentence
from indexer.engine import Entry, Part
from indexer.query import EngineUnavailableError, NotMergedError

CHUNK = 500
CHUNK_BYTES = 5 * 2**20  # indexing pressure refuses a tenth of the heap at once
PAUSES = (0.5, 1, 2, 4, 8, 16, 30)  # seconds before what was turned away is sent again
BIRTH = 30  # seconds in which the shards of a new index find a node
LONG = 600  # seconds that merging and refreshing may take
LEASES = (0, 5, 10, 15, 30)  # seconds before a merge, while copies hold on to deletes
BUSY, SERVICE = 429, 500
BEFORE = (("create", 409), ("delete", 404))  # told where a chunk is sent again
PAGE = 10_000
HELD = ("id", "digest", "parent", "parent_ord")  # what is read of a filled index

Action = dict[str, Any]


def body_of(part: Part, shards: int) -> dict[str, Any]:
    """Settings and mappings of one collection, generated from its field names."""
    kinds = [
        (part.texts, {"type": "text", "analyzer": "tokens"}),
        (("id", "parent", *part.keys), {"type": "keyword"}),
        (("order", "by_title", "digest"), {"type": "keyword", "index": False}),
        (("parent_ord", "published_on"), {"type": "integer"}),
        (("card", "rest"), {"type": "object", "enabled": False}),
    ]
    fields = {name: kind for names, kind in kinds for name in names}
    body: dict[str, Any] = {
        "settings": {
            "number_of_shards": shards,
            "auto_expand_replicas": "0-1",
            "refresh_interval": "-1",
            "analysis": {
                "analyzer": {"tokens": {"type": "custom", "tokenizer": "whitespace"}}
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"includes": ["card", "rest"]},
            "properties": fields,
        },
    }
    made = blake2b(json.dumps(body).encode(), digest_size=16).hexdigest()
    body["mappings"]["_meta"] = {"body": made}
    return body


@dataclass(frozen=True, slots=True)
class Held:
    """What is in an index: each document's digest, the number of each Blueprint."""

    digests: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    @staticmethod
    def by(connection: Connection, index: str) -> "Held":
        """All that a filled index holds."""
        body = {"stored_fields": "_none_", "docvalue_fields": HELD}
        held = Held()

        def read(client: OpenSearch) -> None:
            for hit in helpers.scan(client, body, index=index, size=PAGE):
                id_, digest, parent, number = (hit["fields"][f][0] for f in HELD)
                held.digests[id_] = digest
                held.numbers[parent] = number

        connection.call(read, PATIENCE)
        return held


class ClusterWriter:
    """Fills one new index; `base` is a filled one of the same body to begin with."""

    def __init__(
        self,
        connection: Connection,
        index: str,
        body: Mapping[str, Any],
        base: str | None = None,
    ) -> None:
        self._connection, self._index = connection, index
        self._waiting: list[Action] = []
        self._count = 0
        self.refused: dict[str, str] = {}
        self._held = Held.by(connection, base) if base else Held()
        self._free = count(max(self._held.numbers.values(), default=-1) + 1)
        made = partial(_clone, index, base) if base else partial(_create, index, body)
        connection.call(made)
        connection.require_health(index, BIRTH)

    def add(self, entry: Entry) -> None:
        """Take one entry; sent with others in one bulk, if it is not held as it is."""
        self._count += 1
        numbers = self._held.numbers
        if entry.parent not in numbers:
            numbers[entry.parent] = next(self._free)
        source, digest = source_of(entry, numbers[entry.parent])
        before = self._held.digests.pop(entry.id, None)
        if before == digest:
            return
        # A chunk whose answer was lost is sent again: what is there stays, since
        # documents put twice would count twice in the statistics.
        how = "index" if before else "create"
        self._wait(how, entry.id, _source=source)
        if len(self._waiting) >= CHUNK:
            self._send()

    def finish(self) -> int:
        """Send the rest, make it searchable as one segment a shard, and count it."""
        self._send()
        gone = self._held.digests
        for id_ in gone:
            self._wait("delete", id_)
        self._send()
        found = self._merged(len(gone) + len(self.refused))
        wanted = self._count - len(self.refused)
        if found != wanted:
            raise EngineUnavailableError(
                f"index {self._index} holds {found} of {wanted} documents"
            )
        self._connection.call(
            lambda client: client.indices.put_settings(
                index=self._index, body={"index.blocks.write": True}
            ),
            PATIENCE,
        )
        return found

    def _merged(self, notes: int) -> int:
        """How many documents there are, when nothing deleted is left among them.

        That one is gone or was refused is noted in an empty document, itself deleted,
        that is kept for a while and is in no statistics.
        """
        left = 0
        for pause in LEASES:
            time.sleep(pause)
            self._connection.call(self._merge, PATIENCE)
            told = self._connection.call(
                lambda client: client.indices.stats(index=self._index, metric="docs"),
                PATIENCE,
            )
            documents = told["_all"]["primaries"]["docs"]
            left = documents["deleted"] - notes
            if left <= 0:
                return int(documents["count"])
        raise NotMergedError(
            f"index {self._index} still holds {left} deleted documents after many"
            " merges; run `blueprints rebuild`"
        )

    def _merge(self, client: OpenSearch) -> None:
        client.indices.forcemerge(
            index=self._index, max_num_segments=1, request_timeout=LONG
        )
        client.indices.refresh(index=self._index, request_timeout=LONG)

    def _wait(self, how: str, id_: str, **more: str) -> None:
        action = {"_op_type": how, "_index": self._index, "_id": id_, **more}
        self._waiting.append(action)

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        for pause in PAUSES:
            waiting = self._connection.call(partial(self._send_once, waiting), PATIENCE)
            if not waiting:
                return
            time.sleep(pause)
        raise EngineUnavailableError(
            f"OpenSearch at {self._connection.shown} is too busy: it turned"
            f" {len(waiting)} documents away for {sum(PAUSES):g} s"
        )

    def _send_once(self, actions: list[Action], client: OpenSearch) -> list[Action]:
        """Send them; what was turned away comes back, to be sent again later."""
        by_id = {action["_id"]: action for action in actions}
        again: list[Action] = []
        try:
            outcomes = helpers.streaming_bulk(
                client,
                actions,
                chunk_size=CHUNK,
                max_chunk_bytes=CHUNK_BYTES,
                raise_on_error=False,
            )
            for done, item in outcomes:
                how, answer = next(iter(item.items()))
                if done or (how, answer["status"]) in BEFORE:
                    continue
                kind, reason = told(answer.get("error", ""))
                if is_of_all(kind, reason):
                    raise EngineUnavailableError(
                        told_sentence(kind, reason, self._connection.access)
                    )
                if answer["status"] == BUSY or answer["status"] >= SERVICE:
                    again.append(by_id[answer["_id"]])
                else:
                    self.refused[answer["_id"]] = reason
                    if how == "index":  # what was there before goes as well
                        self._held.digests[answer["_id"]] = ""
        except TransportError as error:
            # What was sent of it already is known by its id when sent again.
            if error.status_code != BUSY or is_block(*told(error.info)):
                raise
            return actions
        return again


def source_of(entry: Entry, number: int) -> tuple[str, str]:
    """An entry as the JSON that is sent, and its digest; what is stored is JSON
    already. `number` stands for its Blueprint.
    """
    fields: dict[str, Any] = {
        **entry.texts,
        **{name: list(values) for name, values in entry.keys.items()},
        "id": entry.id,
        "order": entry.order,
        "parent": entry.parent,
        "parent_ord": number,
        "by_title": entry.by_title,
    }
    if entry.published_on is not None:
        fields["published_on"] = entry.published_on
    plain = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    whole = f'{plain[:-1]},"card":{entry.card},"rest":{entry.rest}'
    digest = blake2b(whole.encode(), digest_size=16).hexdigest()
    return f'{whole},"digest":"{digest}"}}', digest


def _create(index: str, body: Mapping[str, Any], client: OpenSearch) -> None:
    client.indices.create(index=index, body=dict(body), wait_for_active_shards=0)


def _clone(index: str, base: str, client: OpenSearch) -> None:
    """Only an index that is not written can be cloned; the clone can be written."""
    client.indices.clone(
        index=base,
        target=index,
        body={"settings": {"index.blocks.write": None}},
        wait_for_active_shards=0,
        request_timeout=LONG,
    )
