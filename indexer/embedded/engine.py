"""Asks as searches of tantivy over finished tokens, in a folder.

tantivy 0.27: `limit=0` panics, and its `cardinality` is approximate, so that distinct
Blueprints are counted by their numbers.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
import tantivy
from tantivy import Query

from indexer.embedded.compiled import K, compiled, filtered
from indexer.embedded.fields import with_tokens
from indexer.engine import Ask, Bucket, Collection, Found, Row, rounded
from indexer.query import (
    MISSING,
    EngineUnavailableError,
    IndexDamagedError,
    IndexRefusedError,
)
from indexer.tree import Every, Has, Key

MORE = 20  # hits beyond the page, so that equal scores are ordered by id
BUCKETS = 10_000
# In what the engine says of a folder that may not be read or written.
REFUSED = ("PermissionDenied", "Permission denied", "Failed to acquire Lockfile")

SORTS: Mapping[str, tuple[str, tantivy.Order]] = {
    "-published": ("published_on", tantivy.Order.Desc),
    "published": ("published_on", tantivy.Order.Asc),
    "title": ("title_ord", tantivy.Order.Asc),
}

_Hit = tuple[float, int, tantivy.DocAddress]  # score, ord, address


class EmbeddedEngine:
    """The collections of one generation, open for reading by any thread."""

    def __init__(self, folders: Mapping[Collection, Path]) -> None:
        self._collections = {c: _Shelf(f) for c, f in folders.items()}

    def answer(self, asks: Sequence[Ask]) -> list[Found]:
        """An answer to each ask, in order; what is spare is left out."""
        made: dict[tuple[Collection, int], Query] = {}
        found: list[Found] = []
        for ask in asks:
            spared = ask.spare and found[0].total >= ask.spare
            shelf = self._collections[ask.collection]
            found.append(Found(0) if spared else shelf.answer(ask, made))
        return found


class _Shelf:
    """One collection."""

    def __init__(self, folder: Path) -> None:
        try:
            index = with_tokens(tantivy.Index.open(str(folder)))
        except (ValueError, OSError) as error:
            if any(cause in str(error) for cause in REFUSED):
                raise IndexRefusedError(
                    f"the index in {folder} cannot be opened ({error}); whoever reads"
                    " it must be able to write there too, as the engine locks it"
                ) from error
            raise IndexDamagedError(
                f"the index in {folder} cannot be opened ({error});"
                " run `blueprints rebuild`"
            ) from error
        self._schema = index.schema
        self._searcher = index.searcher()

    def answer(self, ask: Ask, made: dict[tuple[Collection, int], Query]) -> Found:
        """The answer; a tree that several asks share is compiled for the first."""
        key = ask.collection, id(ask.tree)
        tree = made.get(key) or made.setdefault(key, compiled(ask.tree, self._schema))
        query = filtered(tree, ask.filters, self._schema)
        try:
            return self._answer(ask, query)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # pyo3's PanicException is no Exception
            raise EngineUnavailableError(f"tantivy failed: {error}") from error

    def _answer(self, ask: Ask, query: Query) -> Found:
        total, rows = self._rows(ask, query)
        counts: dict[str, dict[str, Bucket]] = {}
        parents = 0
        if ask.parents or ask.count:
            parents, counts = self._counts(ask, query)
        return Found(total, parents, rows, counts)

    def _rows(self, ask: Ask, query: Query) -> tuple[int, tuple[Row, ...]]:
        end = ask.offset + ask.limit
        if not end:
            end = _count(self._searcher.search(query, limit=1, count=True))
            if not (ask.each and end):
                return end, ()
        if ask.sort == "relevance":
            total, hits = self._by_score(query, end)
        else:
            field, order = SORTS[ask.sort]
            found = self._searcher.search(
                query, limit=end, count=True, order_by_field=field, order=order
            )
            addresses = [address for _, address in found.hits]
            total, hits = _count(found), self._hits(addresses, [0.0] * len(addresses))
        shown = self._of_each(hits, ask.each) if ask.each else hits[ask.offset : end]
        return total, tuple(
            Row(score, self._stored(address, whole=ask.whole))
            for score, _, address in shown
        )

    def _of_each(self, hits: Sequence[_Hit], most: int) -> Iterator[_Hit]:
        """The first so many hits of each Blueprint."""
        numbers = self._searcher.fast_field_values("parent_ord", [h[2] for h in hits])
        seen: Counter[Any] = Counter()
        for number, hit in zip(numbers, hits, strict=True):
            seen[number] += 1
            if seen[number] <= most:
                yield hit

    def _by_score(self, query: Query, end: int) -> tuple[int, list[_Hit]]:
        """The best hits by (rounded score, ord), fetched until the score drops."""
        limit = end + MORE
        while True:
            found = self._searcher.search(query, limit=limit, count=True)
            scores = [float(score or 0) / K for score, _ in found.hits]
            tied = len(scores) == limit and rounded(scores[end - 1]) == rounded(
                scores[-1]
            )
            if not tied:
                break
            limit *= 4
        hits = self._hits([address for _, address in found.hits], scores)
        hits.sort(key=lambda hit: (-rounded(hit[0]), hit[1]))
        return _count(found), hits

    def _hits(
        self, addresses: list[tantivy.DocAddress], scores: list[float]
    ) -> list[_Hit]:
        return list(zip(scores, self._ords(addresses), addresses, strict=True))

    def _ords(self, addresses: list[tantivy.DocAddress]) -> list[int]:
        if not addresses:
            return []
        values = self._searcher.fast_field_values("ord", addresses)
        return [int(value or 0) for value in values]

    def _stored(self, address: tantivy.DocAddress, *, whole: bool) -> dict[str, Any]:
        document = self._searcher.doc(address)
        stored: dict[str, Any] = {}
        for name in ("card", "rest") if whole else ("card",):
            stored |= orjson.loads(bytes(document.get_first(name) or b"{}"))
        return stored

    def _counts(
        self, ask: Ask, query: Query
    ) -> tuple[int, dict[str, dict[str, Bucket]]]:
        by_parent = {"parents": {"terms": {"field": "parent_ord", "size": 65_000}}}
        asked: dict[str, Any] = dict(by_parent) if ask.parents else {}
        for name in ask.count:
            terms: dict[str, Any] = {
                "terms": {"field": name, "size": BUCKETS, "missing": MISSING}
            }
            asked[f"f:{name}"] = terms | ({"aggs": by_parent} if ask.parents else {})
        try:
            answer = self._searcher.aggregate(query, asked)
        except ValueError:  # 65,000 buckets is the cap of one call: a facet a call
            answer = {}
            for name, one in asked.items():
                answer |= self._one_by_one(query, name, one)
        parents = len(answer["parents"]["buckets"]) if ask.parents else 0
        return parents, {
            name: {
                str(b["key"]): Bucket(
                    b["doc_count"], len(b["parents"]["buckets"]) if ask.parents else 0
                )
                for b in answer[f"f:{name}"]["buckets"]
            }
            for name in ask.count
        }

    def _one_by_one(
        self, query: Query, name: str, asked: dict[str, Any]
    ) -> dict[str, Any]:
        """The buckets of one facet; where even they are too many, a call for each."""
        try:
            return dict(self._searcher.aggregate(query, {name: asked}))
        except ValueError:
            if "aggs" not in asked:
                raise
        field = asked["terms"]["field"]
        found = self._searcher.aggregate(query, {name: {"terms": asked["terms"]}})
        for bucket in found[name]["buckets"]:
            value = str(bucket["key"])
            has = (
                Every(without=(Has(field),))
                if value == MISSING
                else Key(field, (value,))
            )
            narrowed = filtered(query, (has,), self._schema)
            bucket |= self._searcher.aggregate(narrowed, asked["aggs"])
        return dict(found)


def _count(found: tantivy.SearchResult) -> int:
    count: int = found.count  # type: ignore[attr-defined]  # missing in its stub
    return count
