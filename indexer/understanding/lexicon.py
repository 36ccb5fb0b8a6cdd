"""What the mappings say about words: analysis, synonyms, prefixes, names of values."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import chain

from indexer.analysis.analyser import Analyser
from indexer.analysis.vocabulary import Vocabulary
from indexer.understanding.grammar import Group, fielded
from indexer.understanding.naming import NOTHING, Gazetteer
from indexer.understanding.synonyms import Synonyms
from indexer.understanding.units import COMMON, Expanded
from indexer.understanding.widening import Widening
from mappings.load import Mappings
from mappings.synonyms import SynonymGroup
from mappings.taxonomy import ALONE, Phrase, Taxonomy, Term, fold

YEARS = range(1948, 2100)  # that a text may name: from the first of the NHS on
Written = Mapping[str, Mapping[str, str]]  # labels by field and id that no list has


class Lexicon:
    """Made once of the mappings and shared by every question."""

    def __init__(self, mappings: Mappings) -> None:
        self.mappings = mappings
        self.schema = mappings.schema
        #: Abbreviations as people write them, by the same in lower case.
        self.abbreviations = mappings.abbreviations
        self._protected = frozenset(self.abbreviations)
        self.analyser = Analyser(self._protected)
        self.synonyms = Synonyms(mappings.synonyms, self.analyser)
        #: What people may write before a colon, and the field it stands for: its
        #: prefix, or its name as in an address.
        prefixed = [f for f in self.schema.fields if f.prefix]
        self.prefixes: Mapping[str, str] = {
            **{f.name: f.name for f in prefixed},
            **{f.prefix: f.name for f in prefixed if f.prefix},
        }
        #: For each keyword field: the labels of its ids, and the same without case.
        self.labels: Mapping[str, Mapping[str, str]] = {
            f.name: _labels(self.taxonomy(f.name)) for f in self.schema.keywords
        }
        #: Fields whose words only move what others find, with their weights.
        self.moving = {f.name: f.boost for f in self.schema.texts if not f.find}
        self.folded: Mapping[str, Mapping[str, str]] = {
            field: {id_: label.casefold() for id_, label in labels.items()}
            for field, labels in self.labels.items()
        }

    def written(self, words: str) -> str:
        """Words in lower case as people write them: epma training, EPMA training."""
        known = self.abbreviations
        return " ".join(known.get(word, word) for word in words.split(" "))

    def units(
        self, group: Group, vocabulary: Vocabulary, *, synonyms: bool = True
    ) -> Expanded:
        """The units of a text that was read; with `synonyms` what else is searched for
        them: other names, and words of the library that are like those written.
        """
        if not synonyms:
            return Expanded(group.wanted, group.unwanted)
        return self.widening(vocabulary).widened(self.synonyms.expand(group))

    def widening(self, vocabulary: Vocabulary) -> Widening:
        """What the words of a library make of those that are written."""
        return Widening(vocabulary, self.analyser.of_word, self._known)

    @cached_property
    def _known(self) -> frozenset[str]:
        """The tokens of all words of the mappings: what nobody takes for a slip, though
        no document has it ("elective" is no "executive").
        """
        of_synonyms = (name for group in self.mappings.synonyms for name in group.names)
        of_phrases = (
            phrase.text
            for taxonomy in self.mappings.taxonomies.values()
            for term in taxonomy.terms
            for phrase in term.phrases
        )
        said = map(self.analyser.words, chain(of_synonyms, of_phrases))
        return (
            self.names.tokens | self._protected | frozenset(chain.from_iterable(said))
        )

    @cached_property
    def names(self) -> Gazetteer:
        """All names and codes of the values that a list has, also in other words."""
        listed = ((f.name, self.taxonomy(f.name)) for f in self.schema.keywords)
        fields = [(field, taxonomy) for field, taxonomy in listed if taxonomy]
        called = (
            (field, term.id, name, self._is_ordinary(name, term))
            for field, taxonomy in fields
            for term in taxonomy.terms
            for name in (term.label, *term.aliases, term.code)
        )
        also = (
            (field, term.id, name, self._is_ordinary(name, term))
            for field, taxonomy in fields
            for group in self.mappings.synonyms
            if (term := taxonomy.resolve(group.canonical))
            for name in group.equivalents
            if self._is_telling(name, group) and not taxonomy.resolve(name)
        )
        betrayed = (
            (field, term.id, phrase.text, False)
            for field, taxonomy in fields
            if self.schema.field(field).lift
            for term in taxonomy.terms
            for phrase in term.phrases
            if _is_name(phrase)
        )
        never = (
            (field, NOTHING, phrase.text, False)
            for field, taxonomy in fields
            for term in taxonomy.terms
            for phrase in term.phrases
            if not phrase.weight
        )
        years = (
            (field.name, str(year), str(year), False)
            for field in self.schema.keywords
            if field.kind == "year"
            for year in YEARS
        )
        return Gazetteer(chain(called, also, betrayed, never, years), self.analyser)

    def _is_telling(self, name: str, group: SynonymGroup) -> bool:
        """Whether a synonym stands for what its group is about wherever it is written:
        an abbreviation or several words, as "workflow" is too common a word.
        """
        silent = {*group.ambiguous, *group.one_way}
        several = len(list(self.analyser.words(name))) > 1
        return name not in silent and (several or name != name.lower())

    def _is_ordinary(self, name: str, term: Term) -> bool:
        """Whether a name is an ordinary word or number too: a code (RAN), a word that
        carries no topic, or one that texts must write in its very letters and that is
        no abbreviation.
        """
        word = name.casefold()
        if name == term.code or word in COMMON or not any(map(str.isalpha, word)):
            return True
        exact = {p.text.casefold() for p in term.phrases if p.case or not p.weight}
        return word in exact and word not in self._protected

    def look_up(self, own: Written, field: str, value: str) -> tuple[str, ...] | None:
        """The ids of a value written after a field's prefix: by its id or any of its
        names, else by the beginning of a word of its label. None for a field of words.

        `own` has what people wrote for ids that no taxonomy has.
        """
        if field not in self.labels:
            return None
        taxonomy = self.taxonomy(field)
        return _ids(taxonomy, own.get(field, {}), value) if taxonomy else (value,)

    def unnamed(self, group: Group) -> Iterator[str]:
        """A notice for each value that is written after a field and not in its list.

        Not of open fields: that none is told would say what those may not see who ask.
        """
        for word in fielded(group):
            field = self.schema.field(word.field or "")
            if not field.open and self.look_up({}, field.name, word.written) == ():
                yield f"there is no {field.label} “{word.written}” in this library"

    def taxonomy(self, field: str) -> Taxonomy | None:
        """The taxonomy a field's ids come from; None where ids are their own labels."""
        name = self.schema.field(field).taxonomy
        return self.mappings.taxonomies[name] if name else None


def _is_name(phrase: Phrase) -> bool:
    """Whether a phrase that betrays a term is as good as a name of it: some words, not
    all of them common, that need no company.
    """
    words = phrase.text.casefold().split()
    alone = phrase.weight >= ALONE and not phrase.context
    return alone and len(words) > 1 and not COMMON.issuperset(words)


def _labels(taxonomy: Taxonomy | None) -> Mapping[str, str]:
    return {term.id: term.label for term in taxonomy.terms} if taxonomy else {}


def _ids(taxonomy: Taxonomy, own: Mapping[str, str], written: str) -> tuple[str, ...]:
    """What a written value stands for; `own` are labels that the taxonomy lacks."""
    term, asked = taxonomy.resolve(written), fold(written)
    if term:
        return (term.id,)
    named = {id_: fold(label) for id_, label in own.items()}
    if same := [i for i, name in named.items() if asked in (name, fold(i))]:
        return tuple(same)
    named |= {t.id: fold(t.label) for t in taxonomy.terms}
    return tuple(i for i, name in named.items() if asked and f" {asked}" in f" {name}")
