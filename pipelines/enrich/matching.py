"""Matching: where the phrases of the taxonomies stand in a text.

spaCy's tokenizer is the cost (under a million characters a second), so it sees only
the places where all words of a phrase follow each other, and each way of writing one
only once.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from mappings.taxonomy import Phrase, Taxonomy
from pipelines.enrich.joined import APART, LABELS, Joined
from pipelines.enrich.phrases import phrases_of, variants
from pipelines.enrich.wordlist import WORD, Place, Places, WordList, Words, bytes_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

CONTEXT = APART  # characters each side in which a context word must stand
PER_ARTEFACT = 9  # for fields where spread over the text counts
PER_LEXICON = 1  # for the others: to say it again adds nothing
PER_SEGMENT = 3  # places of a phrase looked at in a segment: more say nothing new
BARE = 0.2  # what is left of an ambiguous phrase without its context
QUIET = 0.5  # phrases under it are ordinary words, read where a document opens
REMEMBERED = 100_000  # ways of writing phrases
LONGEST = 300  # characters of a phrase with what sticks to it

_CHUNK = re.compile(r"\S+")
_STICKS = re.compile(r"\S*")

_TRAILING = ".,;:!?)]}\"'|*"  # ends a sentence or a bracket, never a phrase

# Start, end with less for more, field, weight with less for more, number of a cue: in
# the order in which of those that overlap in a field the first is kept.
Found = tuple[int, int, str, float, int]


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that speaks for a value of a field."""

    field: str
    value: str
    phrase: Phrase
    context: re.Pattern[str] | None


class Mention(NamedTuple):  # there are so many that a dataclass would cost
    """A phrase found: what it speaks for, how loudly, and where it stands."""

    field: str
    value: str
    weight: float
    segment: int | None  # index from 0; None in a title or a file name
    start: int
    end: int
    phrase: str  # as written


@dataclass(slots=True)
class Wording:
    """What phrases of the same words have in common."""

    most: int = 0  # places that are looked at in an artefact
    spelt: set[Words] | None = field(default_factory=set)  # None: any case will do
    texts: list[tuple[int, str]] = field(default_factory=list)  # with number of the cue


class Finder:
    """Finds the phrases of the taxonomies, which come by the field they are for.

    `spread` are the fields in which it counts how far mentions are spread over a text,
    `opening` those that only a document's opening speaks for; of the other fields
    ordinary words are read in the opening only. `words` are looked for in first pages.
    """

    def __init__(
        self,
        taxonomies: Mapping[str, Taxonomy],
        spread: Iterable[str],
        opening: Iterable[str] = (),
        words: Iterable[Words] = (),
    ) -> None:
        from spacy.matcher import PhraseMatcher

        self._spread, self._opening = frozenset(spread), frozenset(opening)
        self._nlp = _blank()
        self._any_case = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._exact = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        self._cues: list[Cue] = []
        self._quiet_cues: list[bool] = []
        self._wordings: dict[Words, Wording] = {}
        self._words_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, taxonomy in taxonomies.items():
            for value, phrase in phrases_of(taxonomy):
                self._add(Cue(name, value, phrase, _context(phrase)))
        self._by_number = tuple(self._wordings.values())
        self._list = WordList((*self._wordings, *words))
        self._quiet = np.array([self._all_quiet(of) for of in self._by_number], bool)
        self._cased = np.array([of.spelt is not None for of in self._by_number], bool)
        self._most = np.array([of.most for of in self._by_number], int)
        self._known: set[int] = set()  # wordings that the matchers know
        self._seen: dict[str, tuple[Place, ...]] = {}

    def _add(self, cue: Cue) -> None:
        self._cues.append(cue)
        self._quiet_cues.append(self._is_quiet(cue))
        if cue.phrase.weight:
            words_of = self._words_of[cue.field, cue.value]
            words_of.update(WORD.findall(cue.phrase.text.lower()))
        for text in variants(cue.phrase):
            words = tuple(WORD.findall(text.lower()))
            if not words:
                continue
            wording = self._wordings.setdefault(words, Wording())
            wording.texts.append((len(self._cues) - 1, text))
            most = PER_ARTEFACT if cue.field in self._spread else PER_LEXICON
            wording.most = max(wording.most, most)
            if not cue.phrase.case:
                wording.spelt = None
            elif wording.spelt is not None:
                wording.spelt.add(tuple(WORD.findall(text)))

    def _is_quiet(self, cue: Cue) -> bool:
        if cue.field in self._spread:
            return False
        return cue.field in self._opening or cue.phrase.weight < QUIET

    def _all_quiet(self, wording: Wording) -> bool:
        return all(self._quiet_cues[number] for number, _ in wording.texts)

    def words_of(self, field: str, value: str) -> frozenset[str]:
        """The words of all phrases of a value, in lower case."""
        return frozenset(self._words_of.get((field, value), ()))

    def mentions(self, joined: Joined) -> tuple[list[list[Mention]], list[list[int]]]:
        """The phrases in each part by position, and the words in each artefact.

        Of phrases that overlap the longest. Behind an opening ordinary words are passed
        over. Of `words` those that first pages have, by number.
        """
        parts, text = joined.parts, joined.text
        borders = [*(part.begin for part in parts), len(text) + APART]
        places, words = self._places(joined)
        mentions: list[list[Mention]] = [[] for _ in parts]
        number_of = 0
        for at, to, name, less, number in self._longest(self._found(joined, places)):
            if not less:
                continue  # it only keeps what stands in it from being heard
            while at >= borders[number_of + 1]:
                number_of += 1
            value, begin = self._cues[number].value, borders[number_of]
            segment = parts[number_of].segment
            place = (at - begin, -to - begin, text[at:-to])
            own = segment if segment >= 0 else None
            mentions[number_of].append(Mention(name, value, -less, own, *place))
        return mentions, words

    def _found(
        self, joined: Joined, places: Iterable[tuple[int, int, bool]]
    ) -> list[Found]:
        """The cues in places, which come with whether an opening ends before them."""
        text, lower = joined.text, joined.lower
        cues, quiet = self._cues, self._quiet_cues
        found: list[Found] = []
        for start, end, passed in places:
            for number, first, last in self._at(text, start, end):
                if passed and quiet[number]:
                    continue
                cue, at, to = cues[number], start + first, start + last
                weight = cue.phrase.weight
                if cue.context:
                    weight = _weight(cue, lower, at, to)
                found.append((at, -to, cue.field, -weight, number))
        found.sort()
        return found

    def _places(
        self, joined: Joined
    ) -> tuple[Iterable[tuple[int, int, bool]], list[list[int]]]:
        """Where phrases start and end, and whether that is behind an opening.

        Of each a few in a part and in an artefact, whose names count by themselves. And
        the words of each artefact's first pages.
        """
        artefact, segment, begins, opened, paged = np.array(joined.parts).T
        places = self._list.places(joined.lower)
        parts = begins.searchsorted(places[:, 2]) - 1
        inside = places[:, 1] >= begins[parts]
        asked = places[:, 0] >= len(self._by_number)
        said = inside & asked & (places[:, 2] <= paged[parts])
        words: list[list[int]] = [[] for _ in joined.pages]
        found = (artefact[parts[said]].tolist(), places[said, 0].tolist())
        for n, number in sorted(set(zip(*found, strict=True))):
            words[n].append(number - len(self._by_number))
        kept = inside & ~asked & (segment[parts] != LABELS)
        places, parts = places[kept], parts[kept]
        heard = (places[:, 1] < opened[parts]) | ~self._quiet[places[:, 0]]
        places, parts = self._written(joined.text, places[heard], parts[heard])
        order = np.lexsort((parts, places[:, 0]))
        places, parts = places[order], parts[order]
        few = ranks(places[:, 0] * len(begins) + parts) < PER_SEGMENT
        places, parts = places[few], parts[few]
        halves = 2 * artefact[parts] + (segment[parts] >= 0)
        few = ranks(places[:, 0] * 2 * len(words) + halves) < self._most[places[:, 0]]
        self._learn(set(places[few, 0].tolist()))
        order = np.flatnonzero(few)[places[few, 1].argsort()]
        starts, ends = places[order, 1], places[order, 2]
        rows = (starts, ends, starts >= opened[parts[order]])
        return zip(*(row.tolist() for row in rows), strict=True), words

    def _written(
        self, text: str, places: Places, parts: Places
    ) -> tuple[Places, Places]:
        """Those outside an address and in the case that counts."""
        before = bytes_of(f" {text}")[places[:, 1]]
        kept = (before != ord("@")) & (before != ord("_"))
        cased = np.flatnonzero(kept & self._cased[places[:, 0]])
        kept[cased] = [self._spelt(text, *p) for p in places[cased].tolist()]
        return places[kept], parts[kept]

    def _spelt(self, text: str, number: int, start: int, end: int) -> bool:
        """True where a phrase whose case counts is written as it should be."""
        spelt = self._by_number[number].spelt
        return spelt is not None and tuple(WORD.findall(text[start:end])) in spelt

    def _learn(self, numbers: set[int]) -> None:
        """Have the matchers know phrases: all of them would take a second."""
        for number in numbers - self._known:
            for cue, text in self._by_number[number].texts:
                case = self._cues[cue].phrase.case
                matcher = self._exact if case else self._any_case
                matcher.add(str(cue), [self._nlp.make_doc(text)])
        self._known |= numbers

    def _at(self, text: str, start: int, end: int) -> "tuple[Place, ...]":
        """The cues in words and in what sticks to them, with offsets from the start."""
        if not text[end : end + 1].isspace():
            sticks = _STICKS.match(text, end)
            end = sticks.end() if sticks else end
        written = text[start : min(end, start + LONGEST)].rstrip(_TRAILING)
        known = self._seen.get(written)
        if known is None:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            known = self._seen[written] = tuple(self._in_words(written))
        return known

    def _longest(self, found: list[Found]) -> Iterator[Found]:
        """Of what overlaps in a field the longest, then the loudest."""
        latest: dict[str, Found] = {}
        for one in found:
            start, to, name, _, number = one
            last = latest.get(name)
            if last and start < -last[1]:
                same = start == last[0] and to == last[1]
                if not same or self._cues[number].value == self._cues[last[4]].value:
                    continue
            latest[name] = one
            yield one

    def _in_words(self, written: str) -> Iterator[Place]:
        """The cues that a few words begin with, whatever white space is between them.

        What begins later among them has a place of its own.
        """
        chunks = list(_CHUNK.finditer(written))
        offsets: list[int] = []
        for chunk in chunks:
            offsets.extend(range(chunk.start(), chunk.end() + 1))
        doc = self._nlp.make_doc(" ".join(chunk.group() for chunk in chunks))
        for number, begin, end in self._matches(doc):
            if not begin:
                yield number, 0, offsets[end - 1] + 1

    def _matches(self, doc: "Doc") -> Iterator[Place]:
        for matcher in (self._any_case, self._exact):
            for number, first, last in matcher(doc):
                span = doc[first:last]
                cue = int(self._nlp.vocab.strings[number])
                yield cue, span.start_char, span.end_char


def ranks(ordered: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """For each of some numbers in order how many of the same stand before it."""
    return np.arange(len(ordered)) - ordered.searchsorted(ordered)


@cache
def _blank() -> "Language":
    """The English rules, loaded when needed: the import takes long."""
    import spacy

    return spacy.blank("en")


def _context(phrase: Phrase) -> re.Pattern[str] | None:
    if not phrase.context:
        return None
    words = "|".join(re.escape(c.lower()) for c in phrase.context)
    return re.compile(rf"(?<![^\W_])(?:{words})")


def _weight(cue: Cue, lower: str, start: int, end: int) -> float:
    if cue.context is None:
        return cue.phrase.weight
    near = (lower[max(0, start - CONTEXT) : start], lower[end : end + CONTEXT])
    if any(cue.context.search(text) for text in near):
        return cue.phrase.weight
    return min(BARE, cue.phrase.weight)
