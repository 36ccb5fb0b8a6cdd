"""The embedded engine: tantivy over finished tokens, in a folder.

tantivy 0.27: `limit=0` and one-word phrases panic, a boolean of exclusions alone finds
nothing, its `cardinality` is approximate, and its score is Lucene's BM25 times 2.2.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import tantivy
from tantivy import Occur, Query

from indexer.engine import Ask, Bucket, Collection, Entry, Found, Row, rounded
from indexer.query import (
    MISSING,
    EngineUnavailableError,
    IndexDamagedError,
    IndexRefusedError,
    IndexUnwrittenError,
)
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

K = 2.2  # k1 + 1, by which tantivy multiplies and Lucene does not
HEAP = 256 * 2**20
MORE = 20  # hits beyond the page, so that equal scores are ordered by id
BUCKETS = 10_000
# In what the engine says of a folder that may not be read or written.
REFUSED = ("PermissionDenied", "Permission denied", "Failed to acquire Lockfile")

NUMBERS = ("ord", "parent_ord", "published_on", "title_ord")
SORTS: Mapping[str, tuple[str, tantivy.Order]] = {
    "-published": ("published_on", tantivy.Order.Desc),
    "published": ("published_on", tantivy.Order.Asc),
    "title": ("title_ord", tantivy.Order.Asc),
}


_Hit = tuple[float, int, tantivy.DocAddress]  # score, ord, address


def schema_of(texts: Iterable[str], keys: Iterable[str]) -> tantivy.Schema:
    """The tantivy schema for those text and keyword fields."""
    builder = tantivy.SchemaBuilder()
    for name in texts:
        builder.add_text_field(name, tokenizer_name="tokens", index_option="position")
    for name in ("id", *keys):
        builder.add_text_field(
            name, tokenizer_name="raw", index_option="basic", fast=True
        )
    for name in NUMBERS:
        builder.add_integer_field(name, indexed=name.endswith("ord"), fast=True)
    for name in ("card", "rest"):
        builder.add_bytes_field(name, stored=True)
    return builder.build()


def _register(index: tantivy.Index) -> tantivy.Index:
    tokens = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("tokens", tokens)
    return index


class EmbeddedWriter:
    """Writes one collection into an empty folder, as one segment in `ord` order.

    Raises IndexUnwrittenError where the disk does not take it.
    """

    def __init__(self, folder: Path, texts: Iterable[str], keys: Iterable[str]) -> None:
        folder.mkdir(parents=True)
        schema = schema_of(texts, keys)
        self._folder = folder
        with self._disk():
            index = tantivy.Index(schema, str(folder), sort_by_field="ord")
            self._index = _register(index)
            self._writer = self._index.writer(heap_size=HEAP, num_threads=1)
        self._count = 0
        self._parents: dict[str, int] = {}
        self.refused: dict[str, str] = {}  # it takes everything

    def add(self, entry: Entry) -> None:
        document = tantivy.Document()
        for name, tokens in entry.texts.items():
            document.add_text(name, tokens)
        document.add_text("id", entry.id)
        for name, values in entry.keys.items():
            for value in values:
                document.add_text(name, value)
        parent = self._parents.setdefault(entry.parent, len(self._parents))
        document.add_integer("ord", self._count)
        document.add_integer("parent_ord", parent)
        document.add_integer("title_ord", entry.title_ord)
        if entry.published_on is not None:
            document.add_integer("published_on", entry.published_on)
        document.add_bytes("card", entry.card.encode())
        document.add_bytes("rest", entry.rest.encode())
        with self._disk():
            self._writer.add_document(document)
        self._count += 1

    def finish(self) -> int:
        with self._disk():
            self._writer.commit()
            self._writer.wait_merging_threads()
            self._index.reload()
        searcher = self._index.searcher()
        found: int = searcher.num_docs
        if searcher.num_segments > 1:
            raise EngineUnavailableError(
                f"the new index has {searcher.num_segments} segments, 1 is needed"
            )
        if found != self._count:
            raise EngineUnavailableError(
                f"the new index holds {found} of {self._count} documents"
            )
        return found

    @contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as error:
            # Its thread that writes dies and takes the reason with it.
            raise IndexUnwrittenError(
                f"the new index in {self._folder} cannot be written ({error}); is the"
                " disk full? The live index stays as it is, and the same command goes"
                " on from there"
            ) from error


class EmbeddedEngine:
    """The collections of one generation, open for reading by any thread."""

    def __init__(self, folders: Mapping[Collection, Path]) -> None:
        self._collections = {c: _Shelf(f) for c, f in folders.items()}

    def answer(self, asks: Sequence[Ask]) -> list[Found]:
        """An answer to each ask, in order; what is spare is left out."""
        compiled: dict[tuple[Collection, int], Query] = {}
        found: list[Found] = []
        for ask in asks:
            spared = ask.spare and found[0].total >= ask.spare
            shelf = self._collections[ask.collection]
            found.append(Found(0) if spared else shelf.answer(ask, compiled))
        return found


class _Shelf:
    """One collection."""

    def __init__(self, folder: Path) -> None:
        try:
            index = _register(tantivy.Index.open(str(folder)))
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

    def answer(self, ask: Ask, compiled: dict[tuple[Collection, int], Query]) -> Found:
        """The answer; a tree that several asks share is compiled for the first."""
        key = ask.collection, id(ask.tree)
        tree = compiled.get(key) or compiled.setdefault(key, self._compile(ask.tree))
        query = self._filtered(tree, ask.filters)
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
            return _count(self._searcher.search(query, limit=1, count=True)), ()
        if ask.sort == "relevance":
            total, hits = self._by_score(query, end)
        else:
            field, order = SORTS[ask.sort]
            found = self._searcher.search(
                query, limit=end, count=True, order_by_field=field, order=order
            )
            addresses = [address for _, address in found.hits]
            total, hits = _count(found), self._hits(addresses, [0.0] * len(addresses))
        return total, tuple(
            Row(score, self._stored(address, whole=ask.whole))
            for score, _, address in hits[ask.offset : end]
        )

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
            narrowed = Query.boolean_query(
                [(Occur.Must, query), (Occur.Must, self._compile(has))]
            )
            bucket |= self._searcher.aggregate(narrowed, asked["aggs"])
        return dict(found)

    def _compile(self, node: Node) -> Query:
        compiler: Callable[[Any], Query] = getattr(self, f"_{type(node).__name__}")
        return compiler(node)

    def _All(self, _: All) -> Query:  # noqa: N802 (named after its node)
        return Query.const_score_query(Query.all_query(), K)

    def _Nothing(self, _: Nothing) -> Query:  # noqa: N802
        return Query.empty_query()

    def _Words(self, node: Words) -> Query:  # noqa: N802
        if len(node.tokens) == 1:
            return Query.term_query(self._schema, node.field, node.tokens[0])
        return Query.phrase_query(self._schema, node.field, list(node.tokens))

    def _Key(self, node: Key) -> Query:  # noqa: N802
        values: list[Any] = list(node.values)
        if node.field in NUMBERS:
            values = [int(v) for v in values]
        found = Query.term_set_query(self._schema, node.field, values)
        return Query.const_score_query(found, 0.0)

    def _Has(self, node: Has) -> Query:  # noqa: N802
        return Query.const_score_query(Query.exists_query(node.field), 0.0)

    def _Constant(self, node: Constant) -> Query:  # noqa: N802
        return Query.const_score_query(self._compile(node.item), node.score * K)

    def _Boost(self, node: Boost) -> Query:  # noqa: N802
        return Query.boost_query(self._compile(node.item), node.by)

    def _Best(self, node: Best) -> Query:  # noqa: N802
        if not node.items:
            return Query.empty_query()
        return Query.disjunction_max_query(
            [self._compile(item) for item in node.items], node.tie
        )

    def _filtered(self, query: Query, filters: Sequence[Node]) -> Query:
        silent = [Query.const_score_query(self._compile(n), 0.0) for n in filters]
        return Query.boolean_query([(Occur.Must, q) for q in (query, *silent)])

    def _Every(self, node: Every) -> Query:  # noqa: N802
        must = [self._compile(n) for n in node.must]
        must += [Query.const_score_query(self._compile(n), 0.0) for n in node.filters]
        should = [self._compile(n) for n in node.should]
        need = min(node.need, len(should))
        if should and need == len(should):
            must, should, need = must + should, [], 0
        if not must and not need:
            must = [Query.const_score_query(Query.all_query(), 0.0)]
        without = [self._compile(n) for n in node.without]
        return Query.boolean_query(
            [(Occur.Must, q) for q in must]
            + [(Occur.Should, q) for q in should]
            + [(Occur.MustNot, q) for q in without],
            need or None,
        )


def _count(found: tantivy.SearchResult) -> int:
    count: int = found.count  # type: ignore[attr-defined]  # missing in its stub
    return count
