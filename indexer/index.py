"""The index as it is read: questions of the API answered over the live generation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from threading import Lock
from typing import Any

from indexer.answering.answer import Answer
from indexer.answering.hits import hit_of
from indexer.answering.similar import similar
from indexer.answering.suggest import Suggested, Suggestions
from indexer.counting.coverage import Cross
from indexer.documents import EVERYONE, Evidence, Kind
from indexer.engine import CURRENT, EVERY, Ask, Generations, Row
from indexer.entries import ARTEFACT, HOLDER, PARENT
from indexer.generations import OpenGeneration
from indexer.query import (
    Facet,
    Fragment,
    Hit,
    IndexMissingError,
    Opened,
    PassageHit,
    Query,
    Result,
    Similar,
)
from indexer.tree import All, Key, Node
from indexer.understanding.lexicon import Lexicon
from indexer.understanding.question import Question
from indexer.visible import open_to, visible
from mappings.load import Mappings


class Index:
    """Answers over the live generation of a place, which is looked up at each question.

    Whether there is one is known at the first. Every method raises
    EngineUnavailableError when the index cannot answer.
    """

    def __init__(self, place: Generations, mappings: Mappings) -> None:
        self._place = place
        self._lock = Lock()
        self._open: OpenGeneration | None = None
        self.lexicon = Lexicon(mappings)
        self._suggestions = Suggestions(self.lexicon)

    @property
    def live(self) -> OpenGeneration:
        """The live generation, reopened when another was activated."""
        name = self._place.pointed(CURRENT)
        if name is None:
            raise IndexMissingError(
                f"no index in {self._place}; run `blueprints ingest FOLDER`"
            )
        now = self._open
        if now is None or now.name != name:
            with self._lock:
                now = self._open
                if now is None or now.name != name:
                    now = OpenGeneration(self._place, name, self.lexicon.schema)
                    self._open = now
        return now

    def steady(self) -> "Index":
        """The same over one generation: that which is live at its first question."""
        return _Steady(self)

    @property
    def generation(self) -> str:
        """The name of the live generation."""
        return self.live.name

    @property
    def manifest(self) -> Mapping[str, Any]:
        """When it was made, of what, and how many documents it holds."""
        return self.live.manifest

    def check(self) -> None:
        """Raise EngineUnavailableError if it cannot answer every question now."""
        self._place.check()
        self.search(Query(size=0, facets=()))

    def search(self, query: Query, ways: Sequence[Query] = ()) -> Result:
        """The answer to a query; if that finds nothing, how many documents of its view
        the answer to each of the other ways to ask tells.
        """
        return self._answer(query).result(ways)

    def every(self, query: Query) -> tuple[Hit, ...]:
        """All documents that a query finds, on whatever page, as hits without marks or
        passages. QueryError if they are more than 10,000.
        """
        rows = self._answer(query).every()
        titled = ((row, Fragment(row.stored["title"])) for row in rows)
        return tuple(hit_of(row, query.kind, title) for row, title in titled)

    def open(
        self, kind: Kind, id_: str, audience: tuple[str, ...] = (EVERYONE,)
    ) -> Opened | None:
        """The document of that kind and id; None if there is none for this audience."""
        rows = self._rows(kind, Key("id", (id_,)), audience, 1)
        return _opened(kind, rows[0]) if rows else None

    def blueprints(self, audience: tuple[str, ...] = (EVERYONE,)) -> tuple[Opened, ...]:
        """All Blueprints that this audience may open, by their ids."""
        rows = self._rows("blueprint", All(), audience, EVERY)
        return tuple(_opened("blueprint", row) for row in rows)

    def artefacts_of(
        self, blueprint: str, audience: tuple[str, ...] = (EVERYONE,)
    ) -> tuple[Opened, ...]:
        """All artefacts of a Blueprint by their path."""
        return self._artefacts(Key(PARENT, (blueprint,)), audience)

    def held_by(
        self, artefact: str, audience: tuple[str, ...] = (EVERYONE,)
    ) -> tuple[Opened, ...]:
        """The artefacts packed or embedded in one, by their path."""
        return self._artefacts(Key(HOLDER, (artefact,)), audience)

    def segment(
        self, artefact: str, n: int, audience: tuple[str, ...] = (EVERYONE,)
    ) -> PassageHit | None:
        """The text of a segment, joined of its passages, as an unmarked fragment."""
        return self.segments(artefact, (n,), audience).get(n)

    def segments(
        self,
        artefact: str,
        numbers: Iterable[int],
        audience: tuple[str, ...] = (EVERYONE,),
    ) -> Mapping[int, PassageHit]:
        """Those of these segments that have text, by number; all are read at once."""
        own = (Key(ARTEFACT, (artefact,)), open_to(audience))
        ask = Ask("passages", All(), own, sort="title", limit=EVERY)
        found: dict[int, list[Mapping[str, Any]]] = {n: [] for n in numbers}
        for row in self.live.engine.answer([ask])[0].rows:
            if row.stored["segment"] in found:
                found[row.stored["segment"]].append(row.stored)
        return {n: segment_of(stored) for n, stored in found.items() if stored}

    def segments_matching(
        self,
        artefact: str,
        text: str,
        audience: tuple[str, ...] = (EVERYONE,),
        synonyms: bool = True,
    ) -> tuple[int, ...]:
        """The segments of an artefact that have what a text asks for, in order."""
        query = Query(
            view="artefacts",
            text=text,
            audience=audience,
            synonyms=synonyms,
            facets=(),
        )
        return self._answer(query).segments(artefact)

    def similar(
        self, blueprint: str, audience: tuple[str, ...] = (EVERYONE,), size: int = 5
    ) -> tuple[Similar, ...]:
        """The Blueprints most like this one, each with why; none if it is unknown."""
        steady = self.steady()
        rows = steady._rows("blueprint", Key("id", (blueprint,)), audience, 1)
        if not rows:
            return ()
        filters = visible(audience)
        return similar(steady.live.engine, self.lexicon, rows[0], filters, size)

    def suggest(
        self, typed: str, audience: tuple[str, ...] = (EVERYONE,), size: int = 8
    ) -> tuple[Suggested, ...]:
        """What a text may become when written on, of what the audience may see."""
        return self._suggestions.starting(self.live, typed, visible(audience), size)

    def facet(
        self, query: Query, field: str, prefix: str = "", size: int = 100
    ) -> Facet:
        """One facet of what a query finds: at most `size` values of which a word of the
        label begins with `prefix`, and those selected.
        """
        return self._answer(replace(query, facets=(field,))).facet(field, prefix, size)

    def cross(self, query: Query, row: str, column: str) -> Cross:
        """Two fields crossed over the documents that a query finds."""
        return self._answer(query).cross(row, column)

    def titles(
        self, ids: Iterable[str], audience: tuple[str, ...] = (EVERYONE,)
    ) -> Mapping[str, str]:
        """The titles by id of the Blueprints that this audience may see."""
        return self.live.titles(ids, audience)

    def _answer(self, query: Query) -> Answer:
        return Answer(Question(self.lexicon, self.live, query))

    def _artefacts(self, tree: Node, audience: tuple[str, ...]) -> tuple[Opened, ...]:
        rows = self._rows("artefact", tree, audience, EVERY)
        found = (_opened("artefact", row) for row in rows)
        return tuple(sorted(found, key=lambda o: str(o.stored.get("path", ""))))

    def _rows(
        self, kind: Kind, tree: Node, audience: tuple[str, ...], limit: int
    ) -> tuple[Row, ...]:
        ask = Ask(
            "artefacts" if kind == "artefact" else "blueprints",
            tree,
            (open_to(audience),),
            limit=limit,
            whole=True,
        )
        return self.live.engine.answer([ask])[0].rows


class _Steady(Index):
    """An index that looks up the live generation once."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._place, self._suggestions = index._place, index._suggestions
        self.lexicon = index.lexicon

    @cached_property
    def live(self) -> OpenGeneration:
        return self._index.live


def segment_of(passages: list[Mapping[str, Any]]) -> PassageHit:
    """A segment put together of its passages, of which there is at least one."""
    ordered = sorted(passages, key=lambda p: p["ordinal"])
    first = ordered[0]
    text = "".join(p["text"] for p in ordered)
    return PassageHit(
        first["segment"],
        first["kind"],
        first["number"],
        first["label"],
        Fragment(text),
    )


def _opened(kind: Kind, row: Row) -> Opened:
    stored = row.stored
    return Opened(
        kind,
        stored["id"],
        stored["blueprint"],
        stored["title"],
        stored["published"],
        tuple(stored["audience"]),
        {k: tuple(v) for k, v in stored["values"].items()},
        {**stored["stored"], **stored["more"]},
        tuple(Evidence(*e) for e in stored["evidence"]),
    )
