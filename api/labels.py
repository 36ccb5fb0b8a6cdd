"""What people call the ids: labels of taxonomies, titles of Blueprints."""

from collections.abc import Iterable, Mapping
from typing import get_args

from indexer.answer import BLUEPRINT
from indexer.index import Index
from indexer.query import Facet
from mappings.schema import Field, Place

FORMAT = "format"
APART = frozenset({BLUEPRINT, FORMAT})  # fields that a hit tells in a place of its own

Named = Mapping[str, str]


class Labels:
    """Labels of values, titles of Blueprints."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._written: Mapping[str, Named] = {}
        schema = index.lexicon.schema
        self.fields: Named = {f.name: f.label for f in schema.fields}
        self._terms: Mapping[str, Named] = {
            f.name: {t.id: t.label for t in taxonomy.terms}
            for f in schema.keywords
            if (taxonomy := index.lexicon.taxonomy(f.name))
        }
        #: The fields shown in each place, and under "" all that may be shown in one.
        self.shown: Mapping[str, tuple[Field, ...]] = {
            place: tuple(
                f
                for f in schema.keywords
                if f.name not in APART and (not place or place in f.shown)
            )
            for place in ("", *get_args(Place))
        }

    def refresh(self) -> None:
        """Take the names that the live generation has: once for each request."""
        self._written = self._index.manifest.get("labels", {})

    def of(self, field: str, value: str, own: Named | None = None) -> str:
        """The label of a value: the taxonomy's, or the document's own, or the id."""
        label = self._terms.get(field, {}).get(value)
        if label or (own and value in own):
            return label or (own or {})[value]
        return self._written.get(field, {}).get(value, value)

    def titles(self, ids: Iterable[str], audience: tuple[str, ...]) -> Named:
        """The titles of those of these Blueprints that the asker may open."""
        return self._index.titles(ids, audience)

    def of_facet(self, facet: Facet, audience: tuple[str, ...]) -> dict[str, str]:
        """The labels of the values of a facet."""
        values = [v.value for v in facet.values]
        if facet.field != BLUEPRINT:
            return {value: self.of(facet.field, value) for value in values}
        titles = self.titles(values, audience)
        return {value: titles.get(value, value) for value in values}
