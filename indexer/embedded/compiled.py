"""Trees as queries of tantivy.

tantivy 0.27: one-word phrases panic, a boolean of exclusions alone finds nothing, and
its score is Lucene's BM25 times 2.2.
"""

from collections.abc import Iterable

from tantivy import Occur, Query, Schema

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


def compiled(node: Node, schema: Schema) -> Query:
    """The query of a node."""
    match node:
        case Words(field=field, tokens=(token,)):
            return Query.term_query(schema, field, token)
        case Words(field=field, tokens=tokens):
            return Query.phrase_query(schema, field, list(tokens))
        case Boost(item=item, by=by):
            return Query.boost_query(compiled(item, schema), by)
        case Best(items=()) | Nothing():
            return Query.empty_query()
        case Best(items=items, tie=tie):
            return Query.disjunction_max_query(
                [compiled(i, schema) for i in items], tie
            )
        case Every():
            return _every(node, schema)
        case Key(field=field, values=values):
            return _silent(Query.term_set_query(schema, field, list(values)))
        case Has(field=field):
            return _silent(Query.exists_query(field))
        case Constant(item=item, score=score):
            return Query.const_score_query(compiled(item, schema), score * K)
        case All():
            return Query.const_score_query(Query.all_query(), K)


def filtered(query: Query, filters: Iterable[Node], schema: Schema) -> Query:
    """What a query finds of what matches the filters, with its scores."""
    silent = (_silent(compiled(n, schema)) for n in filters)
    return Query.boolean_query([(Occur.Must, q) for q in (query, *silent)])


def _every(node: Every, schema: Schema) -> Query:
    must = [compiled(n, schema) for n in node.must]
    must += [_silent(compiled(n, schema)) for n in node.filters]
    should = [compiled(n, schema) for n in node.should]
    need = min(node.need, len(should))
    if should and need == len(should):
        must, should, need = must + should, [], 0
    if not must and not need:
        must = [_silent(Query.all_query())]
    without = [compiled(n, schema) for n in node.without]
    return Query.boolean_query(
        [(Occur.Must, q) for q in must]
        + [(Occur.Should, q) for q in should]
        + [(Occur.MustNot, q) for q in without],
        need or None,
    )


def _silent(query: Query) -> Query:
    """What a query matches, without a score."""
    return Query.const_score_query(query, 0.0)
