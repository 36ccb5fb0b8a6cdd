"""One query answered: hits and counts first, then what lies inside the hits."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from indexer.engine import EVERY, Ask, Bucket, Found, Row
from indexer.entries import ARTEFACT, PARENT, PASSAGE_TEXT
from indexer.explain import Leaf, explained, leaves
from indexer.facets import Counts, Names, facet_of, filter_of
from indexer.generations import OpenGeneration
from indexer.grammar import parse
from indexer.highlight import marker
from indexer.hits import READ, Shown, artefact, blueprint, hits_of
from indexer.lexicon import Lexicon, Written
from indexer.query import (
    Facet,
    Hit,
    Query,
    QueryError,
    Result,
    Selection,
    Sort,
    Total,
)
from indexer.shape import Shape, parted
from indexer.tally import Counted, Tally
from indexer.tree import All, Key, Node
from indexer.units import Expanded, topical
from indexer.visible import STATE, open_to, visible
from indexer.widening import misspelt, widened

CANDIDATES = 8  # artefacts of which those with a passage to show come first
WITHIN = 16  # passages read of a Blueprint, to find those of its best artefacts
FEW = 50  # documents with all the words, below which some of the words will do
NONE = Bucket(0, 0)
BLUEPRINT, BODY = "blueprint", "body"
PAGE, SOME, TEXT, BETTER = "page", "some of the words", "text", "better text"
Place = tuple[str, str]  # a collection, the hit inside which something is looked for
MATCHING: Place = ("artefacts", "")


class Answer:
    """The parts of the answer to one query over one generation."""

    def __init__(
        self, lexicon: Lexicon, generation: OpenGeneration, query: Query
    ) -> None:
        self._lexicon = lexicon
        self._generation = generation
        self._query = query
        self._vocabulary = generation.words(query.audience)
        schema = lexicon.schema
        self._parsed = parse(query.text, lexicon.analyser, lexicon.prefixes)
        unnamed = lexicon.unnamed(self._parsed.group)
        self._notices = (*self._parsed.notices, *unnamed)
        self._group = self._expanded()
        fields = {f.name: f.boost for f in schema.searched}
        # A Blueprint is its own context.
        moving = {} if query.view == "blueprints" else lexicon.moving
        shape = self._shape_over(fields)
        self._shape = replace(shape, named=lexicon.named, moving=moving)
        self._inner = self._shape_over({PASSAGE_TEXT: 1.0})
        self._strict, self._loose = self._shape.trees(self._group)
        every = tuple(f.name for f in schema.facets)
        self._fields = every if query.facets is None else query.facets
        self._tally = Tally(query, self._fields, self._always)

    def result(self, ways: Sequence[Query] = ()) -> Result:
        """Everything, in two calls: what matches, then what lies inside the hits.

        The page of what has some of the words is asked for along with that of what
        has all, its counts only where it is the one shown. Where nothing is found,
        the second call counts what the other `ways` to ask find.
        """
        better, tree = self._better, self._strict
        counted, pages = self._answered(
            self._tally.asks(tree), {**self._pages, **self._suggesting(better)}
        )
        rows, notices = pages[PAGE].rows, self._notices
        more: Mapping[Counted, Ask] = {}
        all_words = self._tally.text(counted)
        few = self._is_few(all_words)
        if few and not (self._query.selections or pages[SOME].total):
            few = False  # nothing is found, and no facet counts what is not selected
        if few:
            tree, rows = self._loose, pages[SOME].rows
            more = self._tally.asks(tree)
        others = () if pages[SOME if few else PAGE].total else self._others(ways)
        recounted, inside, scores, found = self._answered(
            more, self._inside(rows, tree), self._leaves(rows, tree), _totals(others)
        )
        if few:
            counted = recounted
            if self._tally.text(counted) > all_words:
                notices = (*notices, _loosened(all_words))
        return Result(
            Total(*self._tally.total(counted)),
            self._explained(self._hits(rows, inside), tree, scores),
            tuple(self._facet(field, counted) for field in self._fields),
            self._group.expansions,
            notices,
            self._generation.name,
            better if better and pages[BETTER].total else "",
            tuple(other.total(found) for other in others),
        )

    def _others(self, ways: Sequence[Query]) -> tuple["Answer", ...]:
        return tuple(Answer(self._lexicon, self._generation, way) for way in ways)

    @property
    def totals(self) -> dict[str, Ask]:
        """What counts the documents of the view that `result` would tell of."""
        own, selected = self._query.view, self._selected
        asks = {PAGE: Ask(own, self._strict, selected)}
        if self._can_loosen:
            asks[TEXT] = Ask(own, self._strict, self._always)
            asks[SOME] = Ask(own, self._loose, selected)
        return asks

    def total(self, found: Mapping[tuple["Answer", str], Found]) -> int:
        """The count in the answers to `_totals`."""
        text = found.get((self, TEXT))
        few = text is not None and self._is_few(text.total)
        return found[self, SOME if few else PAGE].total

    def listed(self) -> Node:
        """What documents must match to be listed: all the words, or some if few do."""
        if not self._can_loosen:
            return self._strict
        ask = Ask(self._query.view, self._strict, self._always)
        few = self._is_few(self._generation.engine.answer([ask])[0].total)
        return self._loose if few else self._strict

    def every(self) -> tuple[Row, ...]:
        """All documents that are listed, in order; QueryError if more than `EVERY`."""
        page = replace(self._page, tree=self.listed(), offset=0, limit=EVERY)
        found = self._generation.engine.answer([page])[0]
        if found.total > EVERY:
            detail = f"finds {found.total:,} {self._query.view}, {EVERY:,} are the most"
            raise QueryError("q", self._query.text, detail)
        return found.rows

    def segments(self, artefact: str) -> tuple[int, ...]:
        """The segments of an artefact with any of the words, in order."""
        filters = (Key(ARTEFACT, (artefact,)), open_to(self._query.audience))
        relaxed = self._inner.relaxed(self._group)
        if not self._group.wanted:
            return ()
        ask = Ask("passages", relaxed, filters, "title", limit=EVERY)
        rows = self._generation.engine.answer([ask])[0].rows
        return tuple(sorted({row.stored["segment"] for row in rows}))

    def _answered(self, *parts: Mapping[Any, Ask]) -> list[dict[Any, Found]]:
        """The answers to some groups of named asks, all in one call."""
        asks = [ask for part in parts for ask in part.values()]
        found = iter(self._generation.engine.answer(asks))
        return [dict(zip(part, found, strict=False)) for part in parts]

    @property
    def _pages(self) -> dict[str, Ask]:
        """The page of what has all the words, and of what has some."""
        page = self._page
        if not self._can_loosen:
            return {PAGE: page}
        return {PAGE: page, SOME: replace(page, tree=self._loose, spare=FEW)}

    @property
    def _page(self) -> Ask:
        query = self._query
        return Ask(
            query.view,
            self._strict,
            self._selected,
            query.sort if self._sorted else "title",
            offset=(query.page - 1) * query.size,
            limit=query.size,
        )

    @property
    def _better(self) -> str:
        """The text with misspelt words put right; nothing if none is."""
        of_word = self._lexicon.analyser.of_word
        right = misspelt(self._group, self._vocabulary, of_word)
        text = self._query.text
        for written, word in right.items():
            whole = rf"(?<!\w){re.escape(written)}(?!\w)"  # not inside another word
            text = re.sub(whole, word, text)
        return text if right else ""

    def _suggesting(self, better: str) -> dict[str, Ask]:
        """What tells whether a better text finds something."""
        if not better:
            return {}
        group = parse(better, self._lexicon.analyser, self._lexicon.prefixes).group
        tree = self._shape.strict(self._lexicon.synonyms.expand(group))
        return {BETTER: Ask(self._query.view, tree, self._always)}

    def _expanded(self) -> Expanded:
        group = self._parsed.group
        if not self._query.synonyms:
            return Expanded(group.wanted, group.unwanted)
        expanded = self._lexicon.synonyms.expand(group)
        of_word = self._lexicon.analyser.of_word
        return widened(expanded, self._vocabulary, of_word)

    @cached_property
    def _can_loosen(self) -> bool:
        _, loose = parted(topical(self._group.wanted))
        return len(loose) > 1

    def _is_few(self, all_words: int) -> bool:
        return self._can_loosen and all_words < FEW

    def facet(self, field: str, prefix: str, size: int) -> Facet:
        """One facet alone: the values of which a word of the label begins so."""
        some = self._tally.asks(self._loose, FEW) if self._can_loosen else {}
        found, others = self._answered(self._tally.asks(self._strict), some)
        if self._is_few(self._tally.text(found)):
            found = others
        counts = self._tally.of(field, found)
        selection = _selection(self._query, field)
        names = self._names(field, counts)
        return facet_of(field, counts, selection, names, self._query.view, prefix, size)

    @property
    def _sorted(self) -> bool:
        """Without words every document scores alike: newest first says more."""
        return self._query.sort != "relevance" or bool(self._group.wanted)

    @property
    def _always(self) -> tuple[Node, ...]:
        asked = any(s.field == STATE for s in self._query.selections)
        audience = self._query.audience
        return (open_to(audience),) if asked else visible(audience)

    @property
    def _selected(self) -> tuple[Node, ...]:
        """What holds for all that is listed."""
        return (*self._always, *(filter_of(s) for s in self._query.selections))

    def _facet(self, field: str, found: Mapping[Counted, Found]) -> Facet:
        counts = self._tally.of(field, found)
        selection = _selection(self._query, field)
        names = self._names(field, counts)
        return facet_of(field, counts, selection, names, self._query.view)

    @cached_property
    def _written(self) -> Written:
        return self._generation.written(self._query.audience)

    def _names(self, field: str, counts: Counts) -> Names:
        """What the values of a field are called by those who may open them."""
        written = self._written.get(field, {})
        if field != BLUEPRINT:
            labels, folded = self._lexicon.labels[field], self._lexicon.folded[field]
            return Names(labels, folded, written)
        chosen = _selection(self._query, field) or Selection(field)
        values = (*counts, *chosen.any_of, *chosen.none_of)
        titles = self._generation.titles(values, self._query.audience)
        return Names(titles, {id_: t.casefold() for id_, t in titles.items()}, {})

    def _inside(self, rows: Sequence[Row], tree: Node) -> dict[Place, Ask]:
        """What lies inside the hits: their passages; of Blueprints the best artefacts
        and how many match.
        """
        ids = tuple(row.stored["id"] for row in rows)
        if self._query.view == "artefacts":
            return self._passages_of({i: (Key(ARTEFACT, (i,)),) for i in ids}, READ)
        audience = open_to(self._query.audience)
        within = {i: (audience, Key(PARENT, (i,))) for i in ids}
        relaxed = self._shape.relaxed(self._group)
        best: dict[Place, Ask] = {
            ("artefacts", i): Ask("artefacts", relaxed, filters, limit=CANDIDATES)
            for i, filters in within.items()
        }
        if ids and self._group.wanted:
            of_these = (audience, Key(PARENT, ids))
            best[MATCHING] = Ask("artefacts", tree, of_these, count=(PARENT,))
        return best | self._passages_of(within, WITHIN)

    def _leaves(self, rows: Sequence[Row], tree: Node) -> Mapping[Leaf, Ask]:
        """What tells the parts of the hits' scores, if they were asked for."""
        if not (self._query.explain and self._group.wanted and rows):
            return {}
        if self._query.sort != "relevance":
            return {}
        return leaves(self._query.view, tree, tuple(r.stored["id"] for r in rows))

    def _explained(
        self, hits: Sequence[Hit], tree: Node, scores: Mapping[Leaf, Found]
    ) -> tuple[Hit, ...]:
        """The hits with the parts of their scores."""
        if not scores:
            return tuple(hits)
        parts = explained(tree, self._group, tuple(h.id for h in hits), scores)
        return tuple(replace(h, explanation=parts.get(h.id, ())) for h in hits)

    def _hits(self, rows: Sequence[Row], inside: Mapping[Place, Found]) -> list[Hit]:
        """The rows with what lies inside them."""
        exact = inside.get(MATCHING)
        counted = exact.counts[PARENT] if exact else {}
        shown = [self._shown(row, inside, counted) for row in rows]
        return hits_of(shown, marker(self._group), self._lexicon.analyser)

    def _shown(
        self, row: Row, inside: Mapping[Place, Found], counted: Mapping[str, Bucket]
    ) -> Shown:
        id_ = row.stored["id"]
        passages = inside["passages", id_].rows
        if self._query.view == "artefacts":
            return artefact(row, passages)
        best, matching = inside["artefacts", id_].rows, counted.get(id_, NONE)
        return blueprint(row, best, passages, matching.documents)

    def _passages_of(
        self, within: Mapping[str, tuple[Node, ...]], limit: int
    ) -> dict[Place, Ask]:
        """An ask for the best passages under the filters of each hit."""
        wanted = bool(self._group.wanted)
        tree = self._inner.relaxed(self._group) if wanted else All()
        sort: Sort = "relevance" if wanted else "title"
        return {
            ("passages", id_): Ask(
                "passages", tree, filters, sort, limit=limit if wanted else 1
            )
            for id_, filters in within.items()
        }

    def _shape_over(self, fields: Mapping[str, float]) -> Shape:
        vocabulary, of_word = self._vocabulary, self._lexicon.analyser.of_word

        def prefixed(prefix: str) -> tuple[str, ...]:
            words = vocabulary.starting(prefix)
            return tuple(dict.fromkeys(t for w in words for t in of_word(w)[:1]))

        body = BODY if BODY in fields else PASSAGE_TEXT
        look_up = partial(self._lexicon.look_up, self._written)
        return Shape(fields, body, prefixed, look_up, vocabulary.idf)


def _totals(answers: Iterable[Answer]) -> dict[tuple[Answer, str], Ask]:
    return {(a, name): ask for a in answers for name, ask in a.totals.items()}


def _loosened(all_words: int) -> str:
    if not all_words:
        return "nothing has all of these words; what has some of them is shown"
    have = "has" if all_words == 1 else "have"
    return f"only {all_words} {have} all of these words; others have some of them"


def _selection(query: Query, field: str) -> Selection | None:
    return next((s for s in query.selections if s.field == field), None)
