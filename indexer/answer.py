"""One query answered: hits and counts first, then what lies inside the hits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from indexer.engine import Ask, Bucket, Collection, Found, Row
from indexer.explain import explained
from indexer.facets import Counts, facet_of, filter_of, others
from indexer.generations import (
    ARTEFACT,
    AUDIENCE,
    PARENT,
    PASSAGE_TEXT,
    OpenGeneration,
)
from indexer.grammar import parse
from indexer.highlight import Marker, fragment, marker, whole
from indexer.lexicon import Lexicon
from indexer.query import (
    Facet,
    Fragment,
    Hit,
    PassageHit,
    Query,
    Result,
    Selection,
    Total,
)
from indexer.shape import Shape, parted
from indexer.similar import hit_of
from indexer.synonyms import Expanded, misspelt, topical, widened
from indexer.tree import All, Key, Node

INSIDE = 3  # artefacts shown inside a Blueprint hit
CANDIDATES = 8  # artefacts of which those with a passage to show come first
PASSAGES = 2  # passages shown of an artefact hit, inside a Blueprint hit one
WITHIN = 16  # passages read of a Blueprint, to find those of its best artefacts
EVERY = 10_000  # passages of one artefact
FEW = 50  # documents with all the words, below which some of the words will do
NONE = Bucket(0, 0)
STATE, BLUEPRINT, BODY = "state", "blueprint", "body"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What matches the text, the page of it that was selected, the counts."""

    text: Found
    page: Found
    counted: Mapping[tuple[str | None, Collection], Found]


class Answer:
    """The parts of the answer to one query over one generation."""

    def __init__(
        self, lexicon: Lexicon, generation: OpenGeneration, query: Query
    ) -> None:
        self._lexicon = lexicon
        self._generation = generation
        self._query = query
        schema = lexicon.schema
        self._parsed = parse(query.text, lexicon.analyser, lexicon.prefixes)
        self._group = self._expanded()
        self._shape = self._shape_over({f.name: f.boost for f in schema.texts})
        self._inner = self._shape_over({PASSAGE_TEXT: 1.0})
        self._tree = self._shape.strict(self._group)
        self._fields = (
            tuple(f.name for f in schema.facets)
            if query.facets is None
            else query.facets
        )

    def result(self) -> Result:
        """Everything."""
        found = self._asked()
        notices = self._parsed.notices
        all_words = found.text.total
        if self._can_loosen and all_words < FEW:
            self._tree = self._shape.loose(self._group)
            found = self._asked()
            if found.text.total > all_words:
                notices = (*notices, _loosened(all_words))
        blueprints, artefacts = self._units(found.counted, None)
        return Result(
            Total(blueprints, artefacts),
            self._hits(found.page.rows),
            tuple(self._facet(field, found.counted) for field in self._fields),
            self._group.expansions,
            notices,
            self._generation.name,
            self._suggestion(),
        )

    @property
    def bare(self) -> Ask:
        """What counts the matches with all words, and nothing else."""
        selected = (filter_of(s) for s in self._query.selections)
        return Ask(self._query.view, self._tree, (*self._always, *selected))

    def segments(self, artefact: str) -> tuple[int, ...]:
        """The segments of an artefact with any of the words, in order."""
        filters = (Key(ARTEFACT, (artefact,)), Key(AUDIENCE, self._query.audience))
        relaxed = self._inner.relaxed(self._group)
        if not self._group.wanted:
            return ()
        ask = Ask("passages", relaxed, filters, "title", limit=EVERY)
        rows = self._generation.engine.answer([ask])[0].rows
        return tuple(sorted({row.stored["segment"] for row in rows}))

    def _asked(self) -> "_Asked":
        """The page, the counts, and how many match the text whatever is selected."""
        own: Collection = self._query.view
        selected = tuple(filter_of(s) for s in self._query.selections)
        text = Ask(own, self._tree, self._always)
        page = Ask(
            own,
            self._tree,
            (*self._always, *selected),
            self._query.sort if self._sorted else "title",
            offset=(self._query.page - 1) * self._query.size,
            limit=self._query.size,
        )
        asks = [page, *self._counting, *([text] if selected else [])]
        found = self._generation.engine.answer(asks)
        counts = found[1 : 1 + len(self._count_keys)]
        return _Asked(
            found[-1] if selected else found[0],
            found[0],
            dict(zip(self._count_keys, counts, strict=True)),
        )

    def _suggestion(self) -> str:
        """The text put right, if it then finds something."""
        text = self._query.text
        right = misspelt(
            self._group, self._generation.vocabulary, self._lexicon.analyser.of_word
        )
        if not right:
            return ""
        for written, word in right.items():
            text = text.replace(written, word)
        group = parse(text, self._lexicon.analyser, self._lexicon.prefixes).group
        tree = self._shape.strict(self._lexicon.synonyms.expand(group))
        ask = Ask(self._query.view, tree, self._always)
        return text if self._generation.engine.answer([ask])[0].total else ""

    def _expanded(self) -> Expanded:
        group = self._parsed.group
        if not self._query.synonyms:
            return Expanded(group.wanted, group.unwanted)
        expanded = self._lexicon.synonyms.expand(group)
        of_word = self._lexicon.analyser.of_word
        return widened(expanded, self._generation.vocabulary, of_word)

    @property
    def _can_loosen(self) -> bool:
        _, loose = parted(topical(self._group.wanted))
        return len(loose) > 1

    def facet(self, field: str, prefix: str, size: int) -> Facet:
        """One facet alone: the values of which a word of the label begins so."""
        found = self._generation.engine.answer(self._counting)
        counts = self._both(field, dict(zip(self._count_keys, found, strict=True)))
        selection = _selection(self._query, field)
        return facet_of(
            field, counts, selection, self._labels(field, counts), prefix, size
        )

    @cached_property
    def _marker(self) -> Marker:
        return marker(self._group)

    @property
    def _sorted(self) -> bool:
        """Without words every document scores alike: newest first says more."""
        return self._query.sort != "relevance" or bool(self._group.wanted)

    @property
    def _always(self) -> tuple[Node, ...]:
        audience = Key(AUDIENCE, self._query.audience)
        asked = any(s.field == STATE for s in self._query.selections)
        return (audience,) if asked else (audience, Key(STATE, ("published",)))

    @cached_property
    def _count_sets(self) -> list[tuple[str | None, tuple[str, ...]]]:
        """Each distinct set of filters once: (the facet it leaves out, its facets)."""
        chosen = {s.field for s in self._query.selections}
        free = tuple(f for f in self._fields if f not in chosen)
        return [(None, free), *((f, (f,)) for f in self._fields if f in chosen)]

    @cached_property
    def _count_keys(self) -> list[tuple[str | None, Collection]]:
        return [(left, c) for left, _ in self._count_sets for c in self._counted]

    @property
    def _counted(self) -> tuple[Collection, ...]:
        if self._query.view == "artefacts":
            return ("artefacts",)
        return ("blueprints", "artefacts")

    @property
    def _counting(self) -> list[Ask]:
        parents = self._query.view == "artefacts"
        return [
            Ask(
                collection,
                self._tree,
                (*self._always, *others(self._query, left or "")),
                count=fields,
                parents=parents,
            )
            for left, fields in self._count_sets
            for collection in self._counted
        ]

    def _units(
        self,
        found: Mapping[tuple[str | None, Collection], Found],
        left: str | None,
    ) -> tuple[int, int]:
        artefacts = found[left, "artefacts"]
        if self._query.view == "artefacts":
            return artefacts.parents, artefacts.total
        return found[left, "blueprints"].total, artefacts.total

    def _both(
        self, field: str, found: Mapping[tuple[str | None, Collection], Found]
    ) -> Counts:
        left = field if (field, "artefacts") in found else None
        artefacts = found[left, "artefacts"].counts[field]
        if self._query.view == "artefacts":
            return Counts(
                {v: b.parents for v, b in artefacts.items()}, _documents(artefacts)
            )
        blueprints = found[left, "blueprints"].counts[field]
        return Counts(_documents(blueprints), _documents(artefacts))

    def _facet(
        self, field: str, found: Mapping[tuple[str | None, Collection], Found]
    ) -> Facet:
        counts = self._both(field, found)
        selection = _selection(self._query, field)
        return facet_of(field, counts, selection, self._labels(field, counts))

    def _labels(self, field: str, counts: Counts) -> Callable[[str], str]:
        if field == BLUEPRINT:
            titles = self._generation.titles(counts.values, self._query.audience)
            return lambda value: titles.get(value, value)
        taxonomy = self._lexicon.taxonomy(field)
        return taxonomy.label_of if taxonomy else str

    def _hits(self, rows: Sequence[Row]) -> tuple[Hit, ...]:
        if self._query.view == "artefacts":
            return self._explained(self._artefacts(rows))
        return self._explained(self._blueprints(rows))

    def _explained(self, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """The hits, each with the parts of its score if they were asked for."""
        if not self._query.explain or self._query.sort != "relevance":
            return tuple(hits)
        engine, group = self._generation.engine, self._group
        ids = tuple(h.id for h in hits) if group.wanted else ()
        parts = explained(engine, self._query.view, self._tree, group, ids)
        return tuple(replace(h, explanation=parts.get(h.id, ())) for h in hits)

    def _blueprints(self, rows: Sequence[Row]) -> list[Hit]:
        """Blueprint hits with their best artefacts, and how many match, in one call."""
        audience = Key(AUDIENCE, self._query.audience)
        inside = [(audience, Key(PARENT, (r.stored["id"],))) for r in rows]
        relaxed = self._shape.relaxed(self._group)
        ids = tuple(r.stored["id"] for r in rows)
        matching = Ask(
            "artefacts", self._tree, (audience, Key(PARENT, ids)), count=(PARENT,)
        )
        asks = [Ask("artefacts", relaxed, f, limit=CANDIDATES) for f in inside]
        asks += self._passages_of(inside, WITHIN)
        *found, exact = self._generation.engine.answer([*asks, matching])
        best, passages = found[: len(rows)], found[len(rows) :]
        counted = exact.counts[PARENT] if self._group.wanted else {}
        return [
            hit_of(
                row,
                "blueprint",
                self._title(row),
                artefacts=self._best(inner.rows, read.rows),
                matching_artefacts=counted.get(row.stored["id"], NONE).documents,
            )
            for row, inner, read in zip(rows, best, passages, strict=True)
        ]

    def _best(self, rows: Sequence[Row], passages: Sequence[Row]) -> tuple[Hit, ...]:
        """The first of these artefacts, before others those that can be opened at a
        passage.
        """
        read = {p.stored["artefact"] for p in passages}
        ordered = sorted(rows, key=lambda row: row.stored["id"] not in read)
        return tuple(self._artefact(row, passages, 1) for row in ordered[:INSIDE])

    def _artefacts(self, rows: Sequence[Row]) -> list[Hit]:
        own = [(Key(ARTEFACT, (r.stored["id"],)),) for r in rows]
        found = self._generation.engine.answer(self._passages_of(own, PASSAGES))
        return [
            self._artefact(row, passages.rows)
            for row, passages in zip(rows, found, strict=True)
        ]

    def _passages_of(self, inside: Sequence[tuple[Node, ...]], limit: int) -> list[Ask]:
        """An ask for the best passages under each of the filters."""
        if not self._group.wanted:
            return [Ask("passages", All(), f, "title", limit=1) for f in inside]
        relaxed = self._inner.relaxed(self._group)
        return [Ask("passages", relaxed, f, limit=limit) for f in inside]

    def _artefact(
        self, row: Row, passages: Sequence[Row], shown: int = PASSAGES
    ) -> Hit:
        """A hit with the first of these passages that are its own."""
        own = [p for p in passages if p.stored["artefact"] == row.stored["id"]]
        return hit_of(
            row,
            "artefact",
            self._title(row),
            passages=tuple(self._passage(p) for p in own[:shown]),
        )

    def _passage(self, row: Row) -> PassageHit:
        stored = row.stored
        return PassageHit(
            stored["segment"],
            stored["kind"],
            stored["number"],
            stored["label"],
            fragment(stored["text"], self._marker, self._lexicon.analyser),
        )

    def _title(self, row: Row) -> Fragment:
        return whole(row.stored["title"], self._marker, self._lexicon.analyser)

    def _shape_over(self, fields: Mapping[str, float]) -> Shape:
        vocabulary, of_word = (
            self._generation.vocabulary,
            self._lexicon.analyser.of_word,
        )

        def prefixed(prefix: str) -> tuple[str, ...]:
            words = vocabulary.starting(prefix)
            return tuple(dict.fromkeys(t for w in words for t in of_word(w)[:1]))

        body = BODY if BODY in fields else PASSAGE_TEXT
        return Shape(fields, body, prefixed, self._lexicon.look_ups, vocabulary.idf)


def _loosened(all_words: int) -> str:
    if not all_words:
        return "nothing has all of these words; what has some of them is shown"
    return f"only {all_words} have all of these words; others have some of them"


def _documents(buckets: Mapping[str, Bucket]) -> dict[str, int]:
    return {value: bucket.documents for value, bucket in buckets.items()}


def _selection(query: Query, field: str) -> Selection | None:
    return next((s for s in query.selections if s.field == field), None)
