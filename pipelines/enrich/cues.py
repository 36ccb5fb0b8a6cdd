"""Cues: what the taxonomies say of phrases, by the words these are found by."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mappings.taxonomy import ALONE, Phrase, Taxonomy
from pipelines.enrich.joined import APART
from pipelines.enrich.phrases import phrases_of, variants
from pipelines.enrich.wordlist import WORD, Words

CONTEXT = APART  # characters each side in which a context word must stand
PER_ARTEFACT = 9  # for fields where spread over the text counts
PER_LEXICON = 1  # for the others: to say it again adds nothing
BARE = 0.2  # what is left of an ambiguous phrase without its context


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that speaks for a value of a field.

    One that is `quiet` is heard only where a document opens.
    """

    field: str
    value: str
    phrase: Phrase
    context: re.Pattern[str] | None
    quiet: bool

    def weight(self, lower: str, start: int, end: int) -> float:
        """How loudly it speaks at a place of a text in lower case."""
        if self.context is None:
            return self.phrase.weight
        near = (lower[max(0, start - CONTEXT) : start], lower[end : end + CONTEXT])
        if any(self.context.search(text) for text in near):
            return self.phrase.weight
        return min(BARE, self.phrase.weight)


@dataclass(slots=True)
class Wording:
    """What phrases of the same words have in common."""

    most: int = 0  # places that are looked at in an artefact
    quiet: bool = True  # whether all of them are
    spelt: set[Words] | None = field(default_factory=set)  # None: any case will do
    texts: list[tuple[int, str]] = field(default_factory=list)  # with number of the cue


class Cues:
    """The cues of taxonomies, which come by the field they are for, by number.

    `spread` are the fields in which it counts how far mentions are spread over a text,
    `opening` those that only a document's opening speaks for; of the other fields
    ordinary words are read in the opening only.
    """

    def __init__(
        self,
        taxonomies: Mapping[str, Taxonomy],
        spread: Iterable[str],
        opening: Iterable[str],
    ) -> None:
        self._spread, self._opening = frozenset(spread), frozenset(opening)
        self.all: list[Cue] = []
        self.wordings: dict[Words, Wording] = {}
        self._words_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, taxonomy in taxonomies.items():
            for value, phrase in phrases_of(taxonomy):
                self._add(self._cue(name, value, phrase))

    def words_of(self, field: str, value: str) -> frozenset[str]:
        """The words of all phrases of a value, in lower case."""
        return frozenset(self._words_of.get((field, value), ()))

    def _cue(self, name: str, value: str, phrase: Phrase) -> Cue:
        ordinary = name in self._opening or phrase.weight < ALONE
        quiet = ordinary and name not in self._spread
        return Cue(name, value, phrase, _context(phrase), quiet)

    def _add(self, cue: Cue) -> None:
        self.all.append(cue)
        if cue.phrase.weight:
            words_of = self._words_of[cue.field, cue.value]
            words_of.update(WORD.findall(cue.phrase.text.lower()))
        most = PER_ARTEFACT if cue.field in self._spread else PER_LEXICON
        for words, text in _written(cue.phrase):
            wording = self.wordings.setdefault(words, Wording())
            wording.texts.append((len(self.all) - 1, text))
            wording.most = max(wording.most, most)
            wording.quiet = wording.quiet and cue.quiet
            if not cue.phrase.case:
                wording.spelt = None
            elif wording.spelt is not None:
                wording.spelt.add(tuple(WORD.findall(text)))


def _written(phrase: Phrase) -> Iterator[tuple[Words, str]]:
    """The ways of writing a phrase that have words, each with these."""
    for text in variants(phrase):
        if words := tuple(WORD.findall(text.lower())):
            yield words, text


def _context(phrase: Phrase) -> re.Pattern[str] | None:
    if not phrase.context:
        return None
    words = "|".join(re.escape(c.lower()) for c in phrase.context)
    return re.compile(rf"(?<![^\W_])(?:{words})")
