"""What the fuller query costs beside a plain BM25 query over the same index.

Plain is the words as written in the text field alone, without other names. An answer is
hits, counts, passages and marks; the ranking alone is ten hits with their cards.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from benchmarks.answering import QUERIES
from benchmarks.table import Line, paired
from indexer.answering.answer import Answer
from indexer.engine import Ask
from indexer.entries import PASSAGE_TEXT
from indexer.index import Index
from indexer.query import Query
from indexer.understanding.question import BODY, Question
from indexer.understanding.shape import Shape

ROUNDS = 9


class Plain(Question):
    """The words as written, by BM25 in the field that has all the text."""

    def over(self, fields: Mapping[str, float]) -> Shape:
        name = BODY if BODY in fields else PASSAGE_TEXT
        return super().over({name: 1.0})


def lines(index: Index) -> Iterator[Line]:
    """Whole answers; then the ranking alone, with and without other names."""
    queries = [Query(view="artefacts", text=text) for text in QUERIES if text]
    plain = [replace(query, synonyms=False) for query in queries]

    def answers(kind: type[Question], asked: list[Query]) -> Callable[[], None]:
        def run() -> None:
            for query in asked:
                Answer(kind(index.lexicon, index.live, query)).result()

        return run

    def ranking(kind: type[Question], asked: list[Query]) -> Callable[[], None]:
        trees = [kind(index.lexicon, index.live, query).strict for query in asked]
        asks = [Ask("artefacts", tree, limit=10) for tree in trees]

        def run() -> None:
            for ask in asks:
                index.live.engine.answer([ask])

        return run

    for what, made, asked, bar in (
        ("answer by the fuller query : by plain BM25", answers, queries, 1.5),
        ("ranking alone, fuller query : plain BM25", ranking, queries, None),
        ("the same without other names : plain BM25", ranking, plain, None),
    ):
        full, bare, ratio = paired(made(Question, asked), made(Plain, plain), ROUNDS)
        each = 1000 / len(queries)
        yield Line(what, f"{full * each:.1f} ms : {bare * each:.1f} ms", ratio, bar)
