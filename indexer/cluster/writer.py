"""Fills a new index of a cluster by bulk; what is refused is told, the rest goes in."""

import json
import time
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from opensearchpy import OpenSearch, helpers
from opensearchpy.exceptions import TransportError

from indexer.cluster.connection import PATIENCE, Connection
from indexer.cluster.faults import is_block, is_of_all, told, told_sentence
from indexer.engine import Entry
from indexer.query import EngineUnavailableError

CHUNK = 500
CHUNK_BYTES = 5 * 2**20  # indexing pressure refuses a tenth of the heap at once
PAUSES = (0.5, 1, 2, 4, 8, 16, 30)  # seconds before what was turned away is sent again
BIRTH = 30  # seconds in which the shards of a new index find a node
LONG = 600  # seconds that merging and refreshing may take
BUSY, EXISTS, SERVICE = 429, 409, 500

Action = dict[str, Any]


def body_of(texts: Iterable[str], keys: Iterable[str], shards: int) -> dict[str, Any]:
    """Settings and mappings of one collection, generated from its field names."""
    kinds = [
        (texts, {"type": "text", "analyzer": "tokens"}),
        (("id", *keys), {"type": "keyword"}),
        (("ord", "parent_ord", "published_on", "title_ord"), {"type": "integer"}),
        (("card", "rest"), {"type": "object", "enabled": False}),
    ]
    fields = {name: kind for names, kind in kinds for name in names}
    return {
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


class ClusterWriter:
    """Fills one new index."""

    def __init__(
        self, connection: Connection, index: str, body: Mapping[str, Any]
    ) -> None:
        self._connection, self._index = connection, index
        self._waiting: list[Action] = []
        self._count = 0
        self.refused: dict[str, str] = {}
        connection.call(
            lambda client: client.indices.create(
                index=index, body=dict(body), wait_for_active_shards=0
            )
        )
        connection.require_health(index, BIRTH)

    def add(self, entry: Entry) -> None:
        """Take one entry; sent with others in one bulk."""
        self._waiting.append(
            {
                # A chunk whose answer was lost is sent again: what is there stays,
                # since documents put twice would count twice in the statistics.
                "_op_type": "create",
                "_index": self._index,
                "_id": entry.id,
                "_source": source_of(entry),
            }
        )
        self._count += 1
        if len(self._waiting) >= CHUNK:
            self._send()

    def finish(self) -> int:
        """Send the rest, make it searchable as one segment a shard, and count it."""
        self._send()
        call, index = self._connection.call, self._index
        call(
            lambda client: client.indices.forcemerge(
                index=index, max_num_segments=1, request_timeout=LONG
            ),
            PATIENCE,
        )
        call(
            lambda client: client.indices.refresh(index=index, request_timeout=LONG),
            PATIENCE,
        )
        found = int(call(lambda client: client.count(index=index), PATIENCE)["count"])
        if found != self._count - len(self.refused):
            raise EngineUnavailableError(
                f"index {index} holds {found} of"
                f" {self._count - len(self.refused)} documents"
            )
        return found

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
                answer = next(iter(item.values()))
                if done or answer["status"] == EXISTS:
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
        except TransportError as error:
            # What was sent of it already is known by its id when sent again.
            if error.status_code != BUSY or is_block(*told(error.info)):
                raise
            return actions
        return again


def source_of(entry: Entry) -> str:
    """An entry as the JSON that is sent; what is stored is JSON already."""
    fields: dict[str, Any] = {
        **entry.texts,
        **{name: list(values) for name, values in entry.keys.items()},
        "id": entry.id,
        "ord": entry.ord,
        "parent_ord": entry.parent_ord,
        "title_ord": entry.title_ord,
    }
    if entry.published_on is not None:
        fields["published_on"] = entry.published_on
    plain = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return f'{plain[:-1]},"card":{entry.card},"rest":{entry.rest}}}'
