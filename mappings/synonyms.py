"""Synonyms: groups of words that mean the same, read from synonyms.yaml."""

from dataclasses import dataclass
from typing import Literal

Mark = Literal["verified", "title", "known"]


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """`canonical` and `equivalents` find each other; a search for one of them also
    finds `related`, not the other way round. `ambiguous` equivalents (``SCR``) are
    searched for their group but a search for them is not expanded; `one_way`
    equivalents (``flow``) are the same. `mark` says how far to trust the group.
    """

    canonical: str
    equivalents: tuple[str, ...]
    related: tuple[str, ...]
    ambiguous: tuple[str, ...]
    one_way: tuple[str, ...]
    mark: Mark
    category: str
    source: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """All words of the group."""
        return (self.canonical, *self.equivalents, *self.related)
