"""What lies inside the hits of a page: asked for in one call, then put together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexer.answering.explain import Leaf, explained, leaves
from indexer.answering.highlight import marker
from indexer.answering.hits import READ, Shown, artefact, blueprint, hits_of
from indexer.engine import NONE, Ask, Bucket, Found, Row
from indexer.entries import ARTEFACT, PARENT
from indexer.query import Hit, Sort
from indexer.tree import All, Key, Node
from indexer.understanding.question import Question
from indexer.visible import open_to

CANDIDATES = 8  # artefacts of which those with a passage to show come first
WITHIN = 16  # passages read of a Blueprint, to find those of its best artefacts
Place = tuple[str, str]  # a collection, the hit inside which something is looked for
MATCHING: Place = ("artefacts", "")


class Inside:
    """The hits that rows of a tree are: what to ask for, then the hits themselves."""

    def __init__(self, question: Question, tree: Node, rows: Sequence[Row]) -> None:
        self._question, self._tree, self._rows = question, tree, rows
        self._query = question.query
        self._ids = tuple(row.stored["id"] for row in rows)

    def asks(self) -> dict[Place, Ask]:
        """Their passages; of Blueprints the best artefacts and how many match."""
        ids = self._ids
        if self._query.view == "artefacts":
            return self._passages_of({i: (Key(ARTEFACT, (i,)),) for i in ids}, READ)
        audience = open_to(self._query.audience)
        within = {i: (audience, Key(PARENT, (i,))) for i in ids}
        best: dict[Place, Ask] = {
            ("artefacts", i): Ask(
                "artefacts", self._question.relaxed, filters, limit=CANDIDATES
            )
            for i, filters in within.items()
        }
        if ids and self._question.has_words:
            of_these = (audience, Key(PARENT, ids))
            best[MATCHING] = Ask("artefacts", self._tree, of_these, count=(PARENT,))
        return best | self._passages_of(within, WITHIN)

    def leaves(self) -> Mapping[Leaf, Ask]:
        """What tells the parts of their scores, if these were asked for."""
        if not (self._query.explain and self._question.has_words and self._ids):
            return {}
        if self._query.sort != "relevance":
            return {}
        return leaves(self._query.view, self._tree, self._ids)

    def hits(
        self, inside: Mapping[Place, Found], scores: Mapping[Leaf, Found]
    ) -> tuple[Hit, ...]:
        """The hits with what was found inside them, and the parts of their scores."""
        exact = inside.get(MATCHING)
        matching = exact.counts[PARENT] if exact else {}
        shown = [self._shown(row, inside, matching) for row in self._rows]
        group = self._question.group
        analyser = self._question.lexicon.analyser
        hits = tuple(hits_of(shown, marker(group), analyser))
        if not scores:
            return hits
        parts = explained(self._tree, group, self._ids, scores)
        return tuple(replace(h, explanation=parts.get(h.id, ())) for h in hits)

    def _shown(
        self, row: Row, inside: Mapping[Place, Found], matching: Mapping[str, Bucket]
    ) -> Shown:
        id_ = row.stored["id"]
        passages = inside["passages", id_].rows
        if self._query.view == "artefacts":
            return artefact(row, passages)
        best = inside["artefacts", id_].rows
        return blueprint(row, best, passages, matching.get(id_, NONE).documents)

    def _passages_of(
        self, within: Mapping[str, tuple[Node, ...]], limit: int
    ) -> dict[Place, Ask]:
        """An ask for the best passages under the filters of each hit."""
        wanted = self._question.has_words
        tree = self._question.inner if wanted else All()
        sort: Sort = "relevance" if wanted else "title"
        return {
            ("passages", id_): Ask(
                "passages", tree, filters, sort, limit=limit if wanted else 1
            )
            for id_, filters in within.items()
        }
