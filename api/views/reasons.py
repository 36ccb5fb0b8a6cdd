"""Why hits are there: the words found, where, and for which written word."""

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.analysis.analyser import Analyser
from indexer.query import Expansion, Fragment

WORDS = 8  # told of one hit
PLACES = 3  # told of one word


@dataclass
class Why:
    """A word that was found, where, and the written word it stands for if another."""

    word: str
    places: tuple[str, ...]
    instead_of: str


class Reasons:
    """Why hits are there: the words found, where, and for which written word."""

    def __init__(self, expansions: Iterable[Expansion], analyser: Analyser) -> None:
        self._analyser = analyser
        self._written = {
            tuple(analyser.words(other)): e.written
            for e in expansions
            for other in e.also
        }

    def of(self, found: Iterable[tuple[str, Fragment]]) -> tuple[Why, ...]:
        """The words marked in fragments, each with the names of its places."""
        places: dict[str, list[str]] = {}
        first: dict[str, str] = {}
        for place, fragment in found:
            for start, end in fragment.marks:
                word = fragment.text[start:end]
                key = word.casefold()
                first.setdefault(key, word)
                there = places.setdefault(key, [])
                if place not in there:
                    there.append(place)
        return tuple(
            Why(first[key], tuple(there[:PLACES]), self._instead_of(first[key]))
            for key, there in list(places.items())[:WORDS]
        )

    def _instead_of(self, word: str) -> str:
        if not self._written:
            return ""
        return self._written.get(tuple(self._analyser.words(word)), "")
