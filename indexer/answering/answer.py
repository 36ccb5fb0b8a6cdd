"""One query answered: hits and counts first, then what lies inside the hits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from indexer.answering.inside import Inside
from indexer.counting.coverage import Cross, cross
from indexer.counting.facets import BLUEPRINT, Counts, Names, facet_of, filter_of
from indexer.counting.tally import Counted, Tally
from indexer.engine import EVERY, Ask, Found, Row
from indexer.entries import ARTEFACT
from indexer.query import (
    Facet,
    Named,
    Query,
    QueryError,
    Result,
    Total,
    View,
)
from indexer.tree import All, Key, Node
from indexer.understanding.question import FEW, Question
from indexer.visible import open_to

Value = tuple[str, str]  # a field and an id
VIEWS: tuple[View, ...] = get_args(View)
PAGE, SOME, TEXT, BETTER = "page", "some of the words", "text", "better text"


class Answer:
    """The parts of the answer to one question, over its generation."""

    def __init__(self, question: Question) -> None:
        self._question, self._query = question, question.query
        self._generation = question.generation
        every = tuple(f.name for f in question.lexicon.schema.facets)
        counted = self._query.facets
        self._fields = every if counted is None else counted
        self._tally = Tally(self._query, self._fields, question.always)

    def result(self, ways: Sequence[Query] = ()) -> Result:
        """Everything, in two calls: what matches, then what lies inside the hits.

        The page of what has some of the words is asked for along with that of what
        has all, its counts only where it is the one shown. Where nothing is found,
        the second call counts what the other `ways` to ask find.
        """
        question = self._question
        tree = question.strict
        counted, pages = self._answered(
            self._tally.asks(tree), {**self._pages, **self._suggesting}
        )
        rows, notices = pages[PAGE].rows, question.notices
        more: Mapping[Counted, Ask] = {}
        few = question.is_few(self._tally.text(counted))
        if few and not (self._query.selections or pages[SOME].total):
            few = False  # nothing is found, and no facet counts what is not selected
        if few:
            tree, rows = question.loose, pages[SOME].rows
            more = self._tally.asks(tree)
        inside = Inside(question, tree, rows)
        others = () if pages[SOME if few else PAGE].total else self._others(ways)
        recounted, parts, scores, found, had = self._answered(
            more, inside.asks(), inside.leaves(), _totals(others), self._having
        )
        if few:
            counted = recounted
            if pages[SOME].total > pages[PAGE].total:
                notices = (*notices, _loosened(pages[PAGE].total))
        return Result(
            Total(*self._tally.total(counted)),
            pages[PAGE].total,
            inside.hits(parts, scores),
            tuple(self._facet(field, counted) for field in self._fields),
            question.group.expansions,
            notices,
            self._generation.name,
            question.better if question.better and pages[BETTER].total else "",
            tuple(self._named(had)),
            tuple(other.total(found) for other in others),
        )

    def _others(self, ways: Sequence[Query]) -> tuple["Answer", ...]:
        lexicon, generation = self._question.lexicon, self._generation
        return tuple(Answer(Question(lexicon, generation, way)) for way in ways)

    @property
    def totals(self) -> dict[str, Ask]:
        """What counts the documents of the view that `result` would tell of."""
        own, question = self._query.view, self._question
        asks = {PAGE: Ask(own, question.strict, question.selected)}
        if question.can_loosen:
            asks[TEXT] = Ask(own, question.strict, question.always)
            asks[SOME] = Ask(own, question.loose, question.selected)
        return asks

    def total(self, found: Mapping[tuple["Answer", str], Found]) -> int:
        """The count in the answers to `_totals`."""
        text = found.get((self, TEXT))
        few = text is not None and self._question.is_few(text.total)
        return found[self, SOME if few else PAGE].total

    def listed(self) -> Node:
        """What documents must match to be listed: all the words, or some if few do."""
        question = self._question
        if not question.can_loosen:
            return question.strict
        ask = Ask(self._query.view, question.strict, question.always)
        few = question.is_few(self._generation.engine.answer([ask])[0].total)
        return question.loose if few else question.strict

    def every(self) -> tuple[Row, ...]:
        """All documents that are listed, in order; QueryError if more than `EVERY`."""
        page = replace(self._page, tree=self.listed(), offset=0, limit=EVERY)
        found = self._generation.engine.answer([page])[0]
        if found.total > EVERY:
            detail = f"finds {found.total:,} {self._query.view}, {EVERY:,} are the most"
            raise QueryError("q", self._query.text, detail)
        return found.rows

    def cross(self, row: str, column: str) -> Cross:
        """Two fields crossed over the documents that are listed."""
        ask = Ask(self._query.view, self.listed(), self._question.selected)
        return cross(self._generation.engine, ask, row, column)

    def segments(self, artefact: str) -> tuple[int, ...]:
        """The segments of an artefact with any of the words, in order."""
        if not self._question.has_words:
            return ()
        tree = self._question.inner
        filters = (Key(ARTEFACT, (artefact,)), open_to(self._query.audience))
        ask = Ask("passages", tree, filters, "title", limit=EVERY)
        rows = self._generation.engine.answer([ask])[0].rows
        return tuple(sorted({row.stored["segment"] for row in rows}))

    def facet(self, field: str, prefix: str, size: int) -> Facet:
        """One facet alone: the values of which a word of the label begins so."""
        question = self._question
        some = self._tally.asks(question.loose, FEW) if question.can_loosen else {}
        found, others = self._answered(self._tally.asks(question.strict), some)
        if question.is_few(self._tally.text(found)):
            found = others
        counts = self._tally.of(field, found)
        names = self._names(field, counts)
        return facet_of(field, counts, names, self._query, prefix, size)

    def _answered(self, *parts: Mapping[Any, Ask]) -> list[dict[Any, Found]]:
        """The answers to some groups of named asks, all in one call."""
        asks = [ask for part in parts for ask in part.values()]
        found = iter(self._generation.engine.answer(asks))
        return [dict(zip(part, found, strict=False)) for part in parts]

    @property
    def _pages(self) -> dict[str, Ask]:
        """The page of what has all the words, and of what has some."""
        page, question = self._page, self._question
        if not question.can_loosen:
            return {PAGE: page}
        return {PAGE: page, SOME: replace(page, tree=question.loose, spare=FEW)}

    @property
    def _page(self) -> Ask:
        query, question = self._query, self._question
        return Ask(
            query.view,
            question.strict,
            question.selected,
            question.sort,
            offset=(query.page - 1) * query.size,
            limit=query.size,
        )

    @property
    def _suggesting(self) -> dict[str, Ask]:
        """What tells whether a better text finds something."""
        question = self._question
        if not question.better:
            return {}
        tree, right = question.better_trees
        return {BETTER: Ask(self._query.view, tree, (*question.always, right))}

    @property
    def _having(self) -> dict[tuple[Value, View], Ask]:
        """What counts the documents that have each value which the text names."""
        always = self._question.always
        return {
            (value, view): Ask(
                view, All(), (*always, *(filter_of(s) for s in query.selections))
            )
            for value, query in self._question.named.items()
            for view in VIEWS
        }

    def _named(self, found: Mapping[tuple[Value, View], Found]) -> Iterator[Named]:
        """The values that the text names, of which there are documents, each with the
        question for those of this view, or of the other if it has none.
        """
        for value, query in self._question.named.items():
            field, id_ = value
            counts = {view: found[value, view].total for view in VIEWS}
            some = [view for view in (query.view, *VIEWS) if counts[view]]
            if some:
                label = self._names(field, {}).label(id_)
                total = Total(counts["blueprints"], counts["artefacts"])
                yield Named(field, id_, label, replace(query, view=some[0]), total)

    def _facet(self, field: str, found: Mapping[Counted, Found]) -> Facet:
        counts = self._tally.of(field, found)
        return facet_of(field, counts, self._names(field, counts), self._query)

    def _names(self, field: str, counts: Counts) -> Names:
        """What the values of a field are called by those who may open them."""
        written = self._question.written.get(field, {})
        if field != BLUEPRINT:
            lexicon = self._question.lexicon
            return Names(lexicon.labels[field], lexicon.folded[field], written)
        chosen = self._query.selection(field)
        values = (*counts, *chosen.any_of, *chosen.none_of)
        titles = self._generation.titles(values, self._query.audience)
        return Names(titles, {id_: t.casefold() for id_, t in titles.items()}, {})


def _totals(answers: Iterable[Answer]) -> dict[tuple[Answer, str], Ask]:
    return {(a, name): ask for a in answers for name, ask in a.totals.items()}


def _loosened(all_words: int) -> str:
    if not all_words:
        return "nothing has all of these words; what has some of them is shown"
    have = "has" if all_words == 1 else "have"
    return f"only {all_words} {have} all of these words; others have some of them"
