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
    """Labels of values; the titles of Blueprints are kept for each generation."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._titles: tuple[str, dict[str, str]] = ("", {})
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

    def titles(self, ids: Iterable[str]) -> Named:
        """The titles of Blueprints that the asker was allowed to find."""
        generation, known = self._titles
        now = self._index.generation
        if generation != now:
            known = {}
            self._titles = (now, known)
        wanted = [i for i in dict.fromkeys(ids) if i not in known]
        if wanted:
            known.update(self._index.titles(wanted))
        return known

    def of_facet(self, facet: Facet, audience: tuple[str, ...]) -> dict[str, str]:
        """The labels of the values of a facet.

        A value that counts nothing was typed, not found: the title of such a Blueprint
        is told only to those who may open it.
        """
        if facet.field != BLUEPRINT:
            return {v.value: self.of(facet.field, v.value) for v in facet.values}
        counted = [v.value for v in facet.values if v.blueprints or v.artefacts]
        titles = self.titles(counted)
        labels = {value: titles.get(value, value) for value in counted}
        for value in (v.value for v in facet.values if v.value not in labels):
            opened = self._index.open("blueprint", value, audience)
            labels[value] = opened.title if opened else value
        return labels
