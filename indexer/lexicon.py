"""What the mappings say about words: analysis, synonyms, prefixes, names of values."""

from collections.abc import Callable, Mapping

from indexer.analyser import Analyser
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
        #: For each keyword field with a prefix: from a written value to its ids.
        self.look_ups: Mapping[str, LookUp] = {
            f.name: _look_up(self.taxonomy(f.name))
            for f in self.schema.keywords
            if f.prefix
        }
        #: For each keyword field: the labels of its ids, and the same without case.
        self.labels: Mapping[str, Mapping[str, str]] = {
            f.name: _labels(self.taxonomy(f.name)) for f in self.schema.keywords
        }
        self.folded: Mapping[str, Mapping[str, str]] = {
            field: {id_: label.casefold() for id_, label in labels.items()}
            for field, labels in self.labels.items()
        }

    def taxonomy(self, field: str) -> Taxonomy | None:
        """The taxonomy a field's ids come from; None where ids are their own labels."""
        name = self.schema.field(field).taxonomy
        return self.mappings.taxonomies[name] if name else None


def _labels(taxonomy: Taxonomy | None) -> Mapping[str, str]:
    return {term.id: term.label for term in taxonomy.terms} if taxonomy else {}


def _look_up(taxonomy: Taxonomy | None) -> LookUp:
    """A term by any of its names, else by the beginning of a word of its label."""
    if taxonomy is None:
        return lambda written: (written,)

    def ids(written: str) -> tuple[str, ...]:
        term = taxonomy.resolve(written)
        if term:
            return (term.id,)
        start = f" {fold(written)}"
        return tuple(
            t.id
            for t in taxonomy.terms
            if start != " " and start in f" {fold(t.label)}"
        )

    return ids
