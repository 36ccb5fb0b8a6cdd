"""A query as it is asked of an engine: what its text becomes, and its filters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

from indexer.analysis.analyser import plain
from indexer.counting.facets import filter_of
from indexer.entries import PASSAGE_TEXT
from indexer.generations import OpenGeneration
from indexer.query import Query, Selection, Sort
from indexer.tree import Node
from indexer.understanding.grammar import parse
from indexer.understanding.lexicon import Lexicon
from indexer.understanding.naming import named
from indexer.understanding.shape import Shape
from indexer.understanding.units import parted, topical
from indexer.visible import STATE, open_to, visible

FEW = 60  # documents with all the words, below which some of the words will do
WHOLE = 4.0  # times the lift of a value, where a text is nothing but its name
BODY = "body"


class Question:
    """A query read with the words of one generation.

    `strict` finds what has all the words, `loose` what has some. QueryError if more is
    asked on purpose than an engine takes.
    """

    def __init__(
        self, lexicon: Lexicon, generation: OpenGeneration, query: Query
    ) -> None:
        self.lexicon, self.generation, self.query = lexicon, generation, query
        self._vocabulary = generation.words(query.audience)
        #: How people wrote values that no list has, for who may see that they did.
        self.written = generation.written(query.audience)
        parsed = parse(query.text, lexicon.analyser, lexicon.prefixes)
        self._parsed = parsed.group
        self.notices = (*parsed.notices, *lexicon.unnamed(parsed.group))
        self.group = lexicon.units(
            parsed.group, self._vocabulary, synonyms=query.synonyms
        )
        fields = {f.name: f.boost for f in lexicon.schema.searched}
        # A Blueprint is its own context.
        moving = {} if query.view == "blueprints" else lexicon.moving
        self._shape = replace(self.over(fields), lifts=self._lifts(), moving=moving)
        self.strict, self.loose = self._shape.trees(self.group)

    @cached_property
    def relaxed(self) -> Node:
        """What finds any of the words in the fields of a document."""
        return self._shape.relaxed(self.group)

    @cached_property
    def inner(self) -> Node:
        """What finds any of the words in a passage."""
        return self.over({PASSAGE_TEXT: 1.0}).relaxed(self.group)

    @property
    def has_words(self) -> bool:
        """Whether anything is asked that a document can score by."""
        return bool(self.group.wanted)

    @property
    def sort(self) -> Sort:
        """The order; without words every document scores alike, and titles say more."""
        unscored = self.query.sort == "relevance" and not self.has_words
        return "title" if unscored else self.query.sort

    @property
    def always(self) -> tuple[Node, ...]:
        """The filters that hold whatever is selected."""
        asked = any(s.field == STATE for s in self.query.selections)
        audience = self.query.audience
        return (open_to(audience),) if asked else visible(audience)

    @property
    def selected(self) -> tuple[Node, ...]:
        """The filters of all that is listed."""
        return (*self.always, *(filter_of(s) for s in self.query.selections))

    @cached_property
    def can_loosen(self) -> bool:
        """Whether there are words of which some can be left out."""
        _, loose = parted(topical(self.group.wanted))
        return len(loose) > 1

    def is_few(self, all_words: int) -> bool:
        """Whether so few documents have all the words that some of them will do."""
        return self.can_loosen and all_words < FEW

    @cached_property
    def better(self) -> str:
        """The text with misspelt words put right; nothing if none is."""
        text = plain(self.query.text)  # as its words were read
        for written, word in self._right.items():
            whole = rf"(?<!\w){re.escape(written)}(?!\w)"  # not inside another word
            text = re.sub(whole, word, text)
        return text if self._right else ""

    @cached_property
    def _right(self) -> Mapping[str, str]:
        """Misspelt words, each with the one that is meant, as people write it."""
        misspelt = self.lexicon.widening(self._vocabulary).misspelt(self.group)
        return {slip: self.lexicon.written(word) for slip, word in misspelt.items()}

    @cached_property
    def named(self) -> Mapping[tuple[str, str], Query]:
        """The values of facets that the text names and that are not chosen or left out,
        by field and id, each with the question for all that has it.
        """
        query = self.query
        chosen = {(s.field, v) for s in query.selections for v in s.any_of + s.none_of}
        return {
            (field, id_): _only(query, Selection(field, (id_,)))
            for field, id_ in self._values
            if self.lexicon.schema.field(field).facet and (field, id_) not in chosen
        }

    @cached_property
    def _values(self) -> Sequence[tuple[str, str]]:
        """The values that the text names, by field and id."""
        own = self.generation.names(self.query.audience, self.lexicon.analyser)
        return named(self._parsed, (self.lexicon.names, *own))

    def _lifts(self) -> Sequence[tuple[str, str, float]]:
        """Of these what its documents gain, where the schema says so."""
        lifted = {f.name: f.lift for f in self.lexicon.schema.keywords if f.lift}
        return [
            (field, id_, lifted[field] * (WHOLE if self._calls(field, id_) else 1.0))
            for field, id_ in self._values
            if field in lifted
        ]

    def _calls(self, field: str, id_: str) -> bool:
        """Whether the text is nothing but what the list calls the value: a phrase that
        betrays one ("diabetic eye screening") may ask for less than all that has it.
        """
        taxonomy, words = self.lexicon.taxonomy(field), self.lexicon.analyser.words
        term = taxonomy.by_id.get(id_) if taxonomy else None
        names = (id_.replace("-", " "), term.label, *term.aliases) if term else ()
        asked = words(plain(self.query.text))
        return any(words(name) == asked for name in names)

    @property
    def better_trees(self) -> tuple[Node, Node]:
        """What the better text may list, and what has all the words that were put
        right: hardly anything has all words of a long text.
        """
        better, right = (
            self.lexicon.synonyms.expand(
                parse(text, self.lexicon.analyser, self.lexicon.prefixes).group
            )
            for text in (self.better, " ".join(self._right.values()))
        )
        strict, loose = self._shape.trees(better)
        return loose if self.can_loosen else strict, self._shape.strict(right)

    def over(self, fields: Mapping[str, float]) -> Shape:
        """The shape of its trees over some fields, each with its weight."""
        vocabulary, of_word = self._vocabulary, self.lexicon.analyser.of_word

        def prefixed(prefix: str) -> tuple[str, ...]:
            words = vocabulary.starting(prefix)
            return tuple(dict.fromkeys(t for w in words for t in of_word(w)[:1]))

        body = BODY if BODY in fields else PASSAGE_TEXT
        look_up = partial(self.lexicon.look_up, self.written)
        return Shape(fields, body, prefixed, look_up, vocabulary.idf)


def _only(query: Query, selection: Selection) -> Query:
    """The question for all that has a value, whatever its words, under the selections
    of other fields.
    """
    others = (s for s in query.selections if s.field != selection.field)
    return replace(query, text="", page=1, selections=(*others, selection))
