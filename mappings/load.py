"""All mappings at once, from one folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mappings.schema import Schema
from mappings.synonyms import SynonymGroup
from mappings.taxonomy import Taxonomy


class MappingError(ValueError):
    """A mistake in a mappings file; the message names file, key and value."""


@dataclass(frozen=True, slots=True)
class Mappings:
    """Schema, taxonomies by name and synonym groups, with a digest of their text."""

    schema: Schema
    taxonomies: Mapping[str, Taxonomy]
    synonyms: tuple[SynonymGroup, ...]
    digest: str

    @property
    def protected(self) -> frozenset[str]:
        return frozenset()


def load_mappings(folder: Path | None = None) -> Mappings:
    """The mappings in `folder`, by default the product's own.

    Raises MappingError with file, key and value on the first mistake.
    """
    raise NotImplementedError(folder)
