"""The OpenSearch engine: the same trees over the same finished tokens, on a cluster.

Facts about OpenSearch 3 that shape this module: length statistics are per shard unless
`dfs_query_then_fetch` is asked for; `cardinality` is approximate past 3,000 values, so
distinct Blueprints are counted in a bit set; `_msearch` answers a page in one call.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from opensearchpy import OpenSearch, helpers
from opensearchpy.exceptions import OpenSearchException

from indexer.engine import Ask, Bucket, Collection, Entry, Found, Row, rounded
from indexer.query import MISSING, EngineUnavailableError
from indexer.tree import (
    All,
    Best,
    Boost,
    Constant,
    Every,
    Has,
    Key,
    Node,
    Nothing,
    Words,
)

MORE = 20  # hits around the page, so that scores equal to five digits go by id
T = TypeVar("T")

BUCKETS = 10_000
CHUNK = 500
CHUNK_BYTES = 5 * 2**20  # indexing pressure refuses a tenth of the heap at once
WINDOW = 10_000  # from + size that OpenSearch allows

SORTS: Mapping[str, list[Any]] = {
    "relevance": [{"_score": "desc"}, {"ord": "asc"}],
    "-published": [
        {"published_on": {"order": "desc", "missing": "_last"}},
        {"ord": "asc"},
    ],
    "published": [
        {"published_on": {"order": "asc", "missing": "_last"}},
        {"ord": "asc"},
    ],
    "title": [{"title_ord": "asc"}],
}
PARENTS = {
    "scripted_metric": {
        "init_script": "state.b = new BitSet()",
        "map_script": "state.b.set((int) doc['parent_ord'].value)",
        "combine_script": "return state.b.toLongArray()",
        "reduce_script": "BitSet b = new BitSet(); for (a in states)"
        " { if (a != null) { b.or(BitSet.valueOf(a)); } } return b.cardinality();",
    }
}


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
    """Fills one new index by bulk."""

    def __init__(self, client: OpenSearch, index: str, body: Mapping[str, Any]) -> None:
        self._client, self._index = client, index
        self._waiting: list[dict[str, Any]] = []
        self._count = 0
        _called(lambda: client.indices.create(index=index, body=dict(body)))

    def add(self, entry: Entry) -> None:
        """Take one entry; sent with others in one bulk."""
        source: dict[str, Any] = {
            **entry.texts,
            **{name: list(values) for name, values in entry.keys.items()},
            "id": entry.id,
            "ord": entry.ord,
            "parent_ord": entry.parent_ord,
            "title_ord": entry.title_ord,
            "card": json.loads(entry.card),
            "rest": json.loads(entry.rest),
        }
        if entry.published_on is not None:
            source["published_on"] = entry.published_on
        self._waiting.append(
            {"_index": self._index, "_id": entry.id, **_action(source)}
        )
        self._count += 1
        if len(self._waiting) >= CHUNK:
            self._send()

    def finish(self) -> int:
        """Send the rest, make it searchable as one segment a shard, and count it."""
        self._send()
        indices = self._client.indices
        _called(lambda: indices.forcemerge(index=self._index, max_num_segments=1))
        _called(lambda: indices.refresh(index=self._index))
        found = int(_called(lambda: self._client.count(index=self._index))["count"])
        if found != self._count:
            raise EngineUnavailableError(
                f"index {self._index} holds {found} of {self._count} documents"
            )
        return found

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        outcomes = helpers.streaming_bulk(
            self._client,
            waiting,
            chunk_size=CHUNK,
            max_chunk_bytes=CHUNK_BYTES,
            max_retries=8,
            initial_backoff=1,
            max_backoff=30,
            raise_on_error=False,
        )
        for done, item in _called(lambda: list(outcomes)):
            if not done:
                raise EngineUnavailableError(f"OpenSearch refused a document: {item}")


class ClusterEngine:
    """The collections of one generation on a cluster; safe to share by threads."""

    def __init__(self, client: OpenSearch, indexes: Mapping[Collection, str]) -> None:
        self._client, self._indexes = client, indexes

    def answer(self, asks: Sequence[Ask]) -> list[Found]:
        """An answer to each ask, in order, in one HTTP call."""
        if not asks:
            return []
        lines: list[dict[str, Any]] = []
        for ask in asks:
            lines += [{"index": self._indexes[ask.collection]}, search_body(ask)]
        answer = _called(
            lambda: self._client.msearch(
                body=lines, params={"search_type": "dfs_query_then_fetch"}
            )
        )
        return [
            _found(ask, one) for ask, one in zip(asks, answer["responses"], strict=True)
        ]


def search_body(ask: Ask) -> dict[str, Any]:
    """The search request of an ask."""
    first, size = _window(ask)
    body: dict[str, Any] = {
        "query": compiled(Every(must=(ask.tree,), filters=ask.filters)),
        "from": first,
        "size": size,
        "track_total_hits": True,
        "sort": SORTS[ask.sort],
        "_source": ["card", "rest"] if ask.whole else ["card"],
    }
    aggregations: dict[str, Any] = {"parents": PARENTS} if ask.parents else {}
    inside = {"aggs": {"parents": PARENTS}} if ask.parents else {}
    for name in ask.count:
        terms = {"field": name, "size": BUCKETS, "missing": MISSING}
        aggregations[f"f:{name}"] = {"terms": terms, **inside}
    return body | ({"aggs": aggregations} if aggregations else {})


def _window(ask: Ask) -> tuple[int, int]:
    """From where and how many: the page with a margin on both sides."""
    if not ask.limit:
        return 0, 0
    margin = MORE if ask.sort == "relevance" else 0
    first = max(0, ask.offset - margin)
    return first, min(ask.offset + ask.limit + margin, WINDOW) - first


def _found(ask: Ask, answer: Mapping[str, Any]) -> Found:
    if "error" in answer:
        raise EngineUnavailableError(f"OpenSearch: {json.dumps(answer['error'])[:500]}")
    if answer["_shards"]["failed"] or answer["timed_out"]:
        raise EngineUnavailableError("OpenSearch answered only in part")
    aggregations = answer.get("aggregations", {})
    return Found(
        answer["hits"]["total"]["value"],
        int(aggregations["parents"]["value"]) if ask.parents else 0,
        _rows(ask, answer["hits"]["hits"]),
        {
            name: {
                str(b["key"]): Bucket(
                    b["doc_count"], int(b["parents"]["value"]) if ask.parents else 0
                )
                for b in aggregations[f"f:{name}"]["buckets"]
            }
            for name in ask.count
        },
    )


def _rows(ask: Ask, hits: Sequence[Mapping[str, Any]]) -> tuple[Row, ...]:
    first, _ = _window(ask)
    relevance = ask.sort == "relevance"
    rows = [
        Row(
            hit["sort"][1] if relevance else 0,
            float(hit["_score"] or 0) if relevance else 0.0,
            {**hit["_source"]["card"], **hit["_source"].get("rest", {})},
        )
        for hit in hits
    ]
    if relevance:
        rows.sort(key=lambda row: (-rounded(row.score), row.ord))
    return tuple(rows[ask.offset - first : ask.offset - first + ask.limit])


def compiled(node: Node) -> dict[str, Any]:
    """The query DSL of a node."""
    match node:
        case All():
            return {"match_all": {}}
        case Nothing():
            return {"match_none": {}}
        case Words(field=field, tokens=(token,)):
            return {"term": {field: {"value": token}}}
        case Words(field=field, tokens=tokens):
            return {"match_phrase": {field: {"query": " ".join(tokens)}}}
        case Key(field=field, values=values):
            return _silent({"terms": {field: list(values)}})
        case Has(field=field):
            return _silent({"exists": {"field": field}})
        case Constant(item=item, score=score):
            return {"constant_score": {"filter": compiled(item), "boost": score}}
        case Boost(item=item, by=by):
            return {"bool": {"must": [compiled(item)], "boost": by}}
        case Best(items=()):
            return {"match_none": {}}
        case Best(items=items, tie=tie):
            queries = [compiled(item) for item in items]
            return {"dis_max": {"queries": queries, "tie_breaker": tie}}
        case Every():
            return _every(node)


def _every(node: Every) -> dict[str, Any]:
    body: dict[str, Any] = {
        "must": [compiled(n) for n in node.must],
        "should": [compiled(n) for n in node.should],
        "filter": [compiled(n) for n in node.filters],
        "must_not": [compiled(n) for n in node.without],
    }
    if node.should:
        body["minimum_should_match"] = min(node.need, len(node.should))
    if not body["must"] and not body.get("minimum_should_match"):
        body["filter"].append({"match_all": {}})
    return {"bool": {k: v for k, v in body.items() if v not in ([], None)}}


def _silent(query: dict[str, Any]) -> dict[str, Any]:
    return {"bool": {"filter": [query]}}


def _action(source: Mapping[str, Any]) -> dict[str, Any]:
    return {"_op_type": "index", "_source": source}


def _called(call: Callable[[], T]) -> T:
    try:
        return call()
    except OpenSearchException as error:
        raise EngineUnavailableError(f"OpenSearch: {error}") from error
