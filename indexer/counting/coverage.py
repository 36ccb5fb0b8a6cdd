"""Two fields crossed: how many documents have each pair of their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from indexer.counting.facets import filter_of
from indexer.engine import Ask, Engine
from indexer.query import Selection


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


def cross(engine: Engine, ask: Ask, row: str, column: str) -> Cross:
    """Two keyword fields crossed over what an ask finds."""
    found = engine.answer([replace(ask, count=(row, column))])[0]
    rows, columns = (
        {v: b.documents for v, b in found.counts[name].items() if b.documents}
        for name in (row, column)
    )
    turned = len(columns) < len(rows)  # an ask for each value of the shorter side
    outer, inner = (column, row) if turned else (row, column)
    values = tuple(columns if turned else rows)
    only = (filter_of(Selection(outer, (value,))) for value in values)
    asks = [replace(ask, filters=(*ask.filters, f), count=(inner,)) for f in only]
    cells = {
        (other, value) if turned else (value, other): bucket.documents
        for value, answer in zip(values, engine.answer(asks), strict=True)
        for other, bucket in answer.counts[inner].items()
        if bucket.documents
    }
    return Cross(found.total, rows, columns, cells)
