"""What people call the ids: labels of fields and of the values of taxonomies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from indexer.answer import BLUEPRINT
from indexer.lexicon import Lexicon
from mappings.schema import Field, Place

FORMAT = "format"
APART = frozenset({BLUEPRINT, FORMAT})  # fields that a hit tells in a place of its own

Named = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of fields, of their values, and the names a generation has beside them.

    `shown` has the fields shown in each place, and under "" all that may be shown.
    """

    fields: Named
    terms: Mapping[str, Named]
    shown: Mapping[str, tuple[Field, ...]]
    written: Mapping[str, Named] = field(default_factory=dict)

    def of(self, name: str, value: str, own: Named | None = None) -> str:
        """The label of a value: the taxonomy's, or the document's own, or the id."""
        label = self.terms.get(name, {}).get(value)
        if label or (own and value in own):
            return label or (own or {})[value]
        return self.written.get(name, {}).get(value, value)

    def all_of(self, name: str, values: Iterable[str]) -> Named:
        """The label of each of these values."""
        terms, written = self.terms.get(name, {}), self.written.get(name, {})
        return {v: terms.get(v) or written.get(v, v) for v in values}


def labels_of(lexicon: Lexicon) -> Labels:
    """The labels that the mappings give."""
    schema = lexicon.schema
    return Labels(
        {f.name: f.label for f in schema.fields},
        {
            f.name: {t.id: t.label for t in taxonomy.terms}
            for f in schema.keywords
            if (taxonomy := lexicon.taxonomy(f.name))
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
