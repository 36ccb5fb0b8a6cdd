"""Two fields crossed: how many documents have each pair of their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.counting.facets import filter_of
from indexer.engine import Ask, Collection, Engine
from indexer.query import Selection
from indexer.tree import Node


@dataclass(frozen=True, slots=True)
class Cross:
    """Counts of documents by pairs of values; what counts nothing is left out.

    A document with two values of a field stands in two rows: each total counts
    documents of its own filter, so rows do not add up to it. Documents without a
    value stand under MISSING.
    """

    total: int
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    cells: Mapping[tuple[str, str], int] = field(default_factory=dict)


def cross(
    engine: Engine,
    collection: Collection,
    tree: Node,
    filters: tuple[Node, ...],
    row: str,
    column: str,
) -> Cross:
    """Two keyword fields crossed over what a tree finds under the filters."""
    ask = Ask(collection, tree, filters, count=(row, column))
    found = engine.answer([ask])[0]
    rows, columns = (
        {v: b.documents for v, b in found.counts[name].items() if b.documents}
        for name in (row, column)
    )
    turned = len(columns) < len(rows)  # an ask for each value of the shorter side
    outer, inner = (column, row) if turned else (row, column)
    values = tuple(columns if turned else rows)
    asks = [
        Ask(
            collection,
            tree,
            (*filters, filter_of(Selection(outer, (value,)))),
            count=(inner,),
        )
        for value in values
    ]
    cells = {
        (other, value) if turned else (value, other): bucket.documents
        for value, answer in zip(values, engine.answer(asks), strict=True)
        for other, bucket in answer.counts[inner].items()
        if bucket.documents
    }
    return Cross(found.total, rows, columns, cells)
