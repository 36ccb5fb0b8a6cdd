"""What the mappings say about words: analysis, synonyms, prefixes, names of values."""

from collections.abc import Callable, Iterator, Mapping

from indexer.analyser import Analyser
from indexer.grammar import Group, fielded
from indexer.synonyms import Synonyms
from mappings.load import Mappings
from mappings.taxonomy import Taxonomy, fold

LookUp = Callable[[str], tuple[str, ...]]


class Lexicon:
    """Made once of the mappings and shared by every question."""

    def __init__(self, mappings: Mappings) -> None:
        self.mappings = mappings
        self.schema = mappings.schema
        self.analyser = Analyser(mappings.protected)
        self.synonyms = Synonyms(mappings.synonyms, self.analyser)
        #: What people may write before a colon, and the field it stands for.
        self.prefixes: Mapping[str, str] = {
            f.prefix: f.name for f in self.schema.fields if f.prefix
        }
        #: For each keyword field: the labels of its ids, and the same without case.
        self.labels: Mapping[str, Mapping[str, str]] = {
            f.name: _labels(self.taxonomy(f.name)) for f in self.schema.keywords
        }
        self.folded: Mapping[str, Mapping[str, str]] = {
            field: {id_: label.casefold() for id_, label in labels.items()}
            for field, labels in self.labels.items()
        }

    def look_ups(self, written: Mapping[str, Mapping[str, str]]) -> dict[str, LookUp]:
        """For each keyword field with a prefix: from a written value to its ids.

        `written` has what people wrote for ids that no taxonomy has, by field and id.
        """
        return {
            f.name: _look_up(self.taxonomy(f.name), written.get(f.name, {}))
            for f in self.schema.keywords
            if f.prefix
        }

    def unnamed(self, group: Group) -> Iterator[str]:
        """A notice for each value that is written after a field and not in its list.

        Not of open fields: that none is told would say what those may not see who ask.
        """
        for word in fielded(group):
            field = self.schema.field(word.field or "")
            terms = self.taxonomy(field.name)
            if terms and not field.open and not _look_up(terms, {})(word.written):
                yield f"there is no {field.label} “{word.written}” in this library"

    def taxonomy(self, field: str) -> Taxonomy | None:
        """The taxonomy a field's ids come from; None where ids are their own labels."""
        name = self.schema.field(field).taxonomy
        return self.mappings.taxonomies[name] if name else None


def _labels(taxonomy: Taxonomy | None) -> Mapping[str, str]:
    return {term.id: term.label for term in taxonomy.terms} if taxonomy else {}


def _look_up(taxonomy: Taxonomy | None, own: Mapping[str, str]) -> LookUp:
    """A value by its id or any of its names, else by the beginning of a word of its
    label; `own` has the labels of values that the taxonomy lacks.
    """
    if taxonomy is None:
        return lambda written: (written,)

    def ids(written: str) -> tuple[str, ...]:
        term, asked = taxonomy.resolve(written), fold(written)
        if term:
            return (term.id,)
        named = {id_: fold(label) for id_, label in own.items()}
        if same := [i for i, name in named.items() if asked in (name, fold(i))]:
            return tuple(same)
        named |= {t.id: fold(t.label) for t in taxonomy.terms}
        return tuple(
            i for i, name in named.items() if asked and f" {asked}" in f" {name}"
        )

    return ids
