"""Asks as searches of OpenSearch, a page of them in one call.

Facts about OpenSearch 3 that shape this module: length statistics are per shard unless
`dfs_query_then_fetch` is asked for; `cardinality` is approximate past 3,000 values, so
distinct Blueprints are counted in a bit set; `_msearch` answers a page in one call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from indexer.cluster.access import Access
from indexer.cluster.connection import Connection
from indexer.cluster.faults import IN_PART, told, told_sentence
from indexer.engine import EVERY, Ask, Bucket, Collection, Found, Row, rounded
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
BUCKETS = 10_000

SORTS: Mapping[str, list[Any]] = {
    "relevance": [{"_score": "desc"}, {"order": "asc"}],
    "-published": [
        {"published_on": {"order": "desc", "missing": "_last"}},
        {"order": "asc"},
    ],
    "published": [
        {"published_on": {"order": "asc", "missing": "_last"}},
        {"order": "asc"},
    ],
    "title": [{"by_title": "asc"}, {"order": "asc"}],
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


class ClusterEngine:
    """The collections of one generation on a cluster; safe to share by threads."""

    def __init__(
        self, connection: Connection, indexes: Mapping[Collection, str]
    ) -> None:
        self._connection, self._indexes = connection, indexes

    def answer(self, asks: Sequence[Ask]) -> list[Found]:
        """An answer to each ask, in order, in one HTTP call."""
        if not asks:
            return []
        lines: list[dict[str, Any]] = []
        for ask in asks:
            head = {"index": self._indexes[ask.collection], "search_type": _kind(ask)}
            lines += [head, search_body(ask)]
        answer = self._connection.call(lambda client: client.msearch(body=lines))
        found = zip(asks, answer["responses"], strict=True)
        return [_found(ask, one, self._connection.access) for ask, one in found]


def _kind(ask: Ask) -> str:
    """Scores need the statistics of all shards; counts alone are kept in a cache."""
    scored = (ask.limit or ask.each) and ask.sort == "relevance"
    return "dfs_query_then_fetch" if scored else "query_then_fetch"


def search_body(ask: Ask) -> dict[str, Any]:
    """The search request of an ask."""
    body: dict[str, Any] = {
        "query": compiled(Every(must=(ask.tree,), filters=ask.filters)),
        "track_total_hits": True,
        **_page(ask),
    }
    aggregations: dict[str, Any] = {"parents": PARENTS} if ask.parents else {}
    inside = {"aggs": {"parents": PARENTS}} if ask.parents else {}
    for name in ask.count:
        terms = {"field": name, "size": BUCKETS, "missing": MISSING}
        aggregations[f"f:{name}"] = {"terms": terms, **inside}
    if ask.each:
        terms = {"field": "parent_ord", "size": BUCKETS}
        best = {"top_hits": {**_page(_of_one(ask)), "track_scores": True}}
        aggregations["each"] = {"terms": terms, "aggs": {"best": best}}
    return body | ({"aggs": aggregations} if aggregations else {})


def _page(ask: Ask) -> dict[str, Any]:
    first, size = _window(ask)
    source = ["card", "rest"] if ask.whole else ["card"]
    return {"from": first, "size": size, "sort": SORTS[ask.sort], "_source": source}


def _of_one(ask: Ask) -> Ask:
    """The same for the rows of one Blueprint, where some of each are wanted."""
    return replace(ask, limit=ask.each)


def _window(ask: Ask) -> tuple[int, int]:
    """From where and how many: the page with a margin on both sides."""
    if not ask.limit:
        return 0, 0
    margin = MORE if ask.sort == "relevance" else 0
    first = max(0, ask.offset - margin)
    return first, min(ask.offset + ask.limit + margin, EVERY) - first


def _found(ask: Ask, answer: Mapping[str, Any], access: Access) -> Found:
    if "error" in answer:
        raise EngineUnavailableError(told_sentence(*told(answer), access))
    if answer["_shards"]["failed"] or answer["timed_out"]:
        raise EngineUnavailableError(f"OpenSearch at {access.shown}{IN_PART}")
    aggregations = answer.get("aggregations", {})
    rows = _rows(ask, answer["hits"])
    for bucket in aggregations["each"]["buckets"] if ask.each else ():
        rows += _rows(_of_one(ask), bucket["best"]["hits"])
    return Found(
        answer["hits"]["total"]["value"],
        int(aggregations["parents"]["value"]) if ask.parents else 0,
        rows,
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


def _rows(ask: Ask, found: Mapping[str, Any]) -> tuple[Row, ...]:
    hits: Sequence[Mapping[str, Any]] = found["hits"]
    first, _ = _window(ask)
    relevance = ask.sort == "relevance"
    if relevance:
        hits = sorted(hits, key=lambda h: (-rounded(h["_score"] or 0), h["sort"][1]))
    return tuple(
        Row(
            float(hit["_score"] or 0) if relevance else 0.0,
            {**hit["_source"]["card"], **hit["_source"].get("rest", {})},
        )
        for hit in hits[ask.offset - first : ask.offset - first + ask.limit]
    )


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
