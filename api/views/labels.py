"""What people call the ids: labels of fields and of the values of taxonomies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_args

from api.views.parts import Value
from indexer.counting.facets import BLUEPRINT
from indexer.understanding.lexicon import Lexicon
from mappings.schema import Field, Place

FORMAT = "format"
APART = frozenset({BLUEPRINT, FORMAT})  # fields that a hit tells in a place of its own

ById = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """What people call fields, by their names, and values, by field and id.

    `terms` are those of the taxonomies, `values` the same as answers tell them; what
    people wrote for values that no taxonomy has is `written`. `shown` has the fields
    shown in each place, and under "" all that may be shown.
    """

    fields: Mapping[str, str]
    terms: Mapping[str, ById]
    values: Mapping[str, Mapping[str, Value]]
    shown: Mapping[str, tuple[Field, ...]]
    written: Mapping[str, ById] = field(default_factory=dict)

    def of(self, name: str, value: str, own: ById | None = None) -> str:
        """The label of a value: the taxonomy's, or the document's own, or what people
        wrote elsewhere, or the id.
        """
        for labels in (self.terms.get(name), own, self.written.get(name)):
            if labels and value in labels:
                return labels[value]
        return value

    def knows(self, name: str, value: str) -> bool:
        """Whether a value is a term, or what people wrote in this generation."""
        return value in self.terms.get(name, ()) or value in self.written.get(name, ())

    def value(self, name: str, value: str, own: ById | None = None) -> Value:
        """A value with its label; that of a term is made once."""
        term = self.values.get(name, {}).get(value)
        return term or Value(value, self.of(name, value, own))


def labels_of(lexicon: Lexicon) -> Labels:
    """The labels that the mappings give."""
    schema = lexicon.schema
    return Labels(
        {f.name: f.label for f in schema.fields},
        lexicon.labels,
        {
            name: {id_: Value(id_, label) for id_, label in labels.items()}
            for name, labels in lexicon.labels.items()
        },
        {
            place: tuple(
                f
                for f in schema.keywords
                if f.name not in APART and (not place or place in f.shown)
            )
            for place in ("", *get_args(Place))
        },
    )
