"""What lies inside the hits of a page: asked for in one call, then put together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from indexer.answering.explain import Leaf, explained, leaves
from indexer.answering.highlight import marker
from indexer.answering.hits import READ, Shown, artefact, blueprint, hits_of
from indexer.engine import NONE, Ask, Found, Row
from indexer.entries import ARTEFACT, PARENT
from indexer.query import Hit
from indexer.tree import All, Key, Node
from indexer.understanding.question import Question
from indexer.visible import open_to

CANDIDATES = 8  # artefacts of which those with a passage to show come first
WITHIN = 16  # passages read of a Blueprint, to find those of its best artefacts
Sought = tuple[str, str]  # what is looked for, inside which hit or "" for all
PASSAGES, BEST, MATCHING = "passages", "best artefacts", "how many match"


class Inside:
    """The hits that rows of a tree are: what to ask for, then the hits themselves."""

    def __init__(self, question: Question, tree: Node, rows: Sequence[Row]) -> None:
        self._question, self._tree, self._rows = question, tree, rows
        self._query = question.query
        self._ids = tuple(row.stored["id"] for row in rows)

    def asks(self) -> dict[Sought, Ask]:
        """Their passages; of Blueprints the best artefacts and how many match."""
        question, ids = self._question, self._ids
        words = question.has_words
        passages = Ask("passages", All(), sort="title")
        if words:
            passages = Ask("passages", question.inner)
        if self._query.view == "artefacts":
            some = replace(passages, limit=READ if words else 1)
            own = {i: (Key(ARTEFACT, (i,)),) for i in ids}
            return {(PASSAGES, i): replace(some, filters=f) for i, f in own.items()}
        within = (open_to(self._query.audience), Key(PARENT, ids))
        some = replace(passages, filters=within, each=WITHIN if words else 1)
        best = Ask("artefacts", question.relaxed, within, each=CANDIDATES)
        exact = Ask("artefacts", self._tree, within, count=(PARENT,))
        asks = {PASSAGES: some, BEST: best, **({MATCHING: exact} if words else {})}
        return {(what, ""): ask for what, ask in asks.items()} if ids else {}

    def leaves(self) -> Mapping[Leaf, Ask]:
        """What tells the parts of their scores, if these were asked for."""
        if not (self._query.explain and self._question.has_words and self._ids):
            return {}
        if self._query.sort != "relevance":
            return {}
        return leaves(self._query.view, self._tree, self._ids)

    def hits(
        self, inside: Mapping[Sought, Found], scores: Mapping[Leaf, Found]
    ) -> tuple[Hit, ...]:
        """The hits with what was found inside them, and the parts of their scores."""
        group = self._question.group
        analyser = self._question.lexicon.analyser
        hits = tuple(hits_of(self._shown(inside), marker(group), analyser))
        if not scores:
            return hits
        parts = explained(self._tree, group, self._ids, scores)
        return tuple(replace(h, explanation=parts.get(h.id, ())) for h in hits)

    def _shown(self, inside: Mapping[Sought, Found]) -> list[Shown]:
        found = [(what, row) for (what, _), f in inside.items() for row in f.rows]
        passages = _by("artefact", (row for what, row in found if what == PASSAGES))
        if self._query.view == "artefacts":
            return [artefact(r, passages[r.stored["id"]]) for r in self._rows]
        best = _by("blueprint", (row for what, row in found if what == BEST))
        exact = inside.get((MATCHING, ""))
        matching = exact.counts[PARENT] if exact else {}
        return [
            blueprint(
                row,
                some := best[row.stored["id"]],
                [p for one in some for p in passages[one.stored["id"]]],
                matching.get(row.stored["id"], NONE).documents,
            )
            for row in self._rows
        ]


def _by(name: str, rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    """The rows by something that is stored of them, as they come."""
    found: Mapping[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.stored[name]].append(row)
    return found
