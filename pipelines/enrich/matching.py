"""Matching: where the phrases of the taxonomies stand in a text.

spaCy's tokenizer is the cost (under a million characters a second), so it sees only
the places where all words of a phrase follow each other, and each way of writing one
only once.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.enrich.cues import Cues
from pipelines.enrich.joined import APART, LABELS, Joined
from pipelines.enrich.wordlist import WORD, Place, Places, WordList, Words, bytes_of

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PER_SEGMENT = 3  # places of a phrase looked at in a segment: more say nothing new
REMEMBERED = 100_000  # ways of writing phrases
LONGEST = 300  # characters of a phrase with what sticks to it

_CHUNK = re.compile(r"\S+")
_STICKS = re.compile(r"\S*")

_TRAILING = ".,;:!?)]}\"'|*"  # ends a sentence or a bracket, never a phrase

# Start, end with less for more, field, weight with less for more, number of a cue: in
# the order in which of those that overlap in a field the first is kept.
Found = tuple[int, int, str, float, int]


class Mention(NamedTuple):  # there are so many that a dataclass would cost
    """A phrase found: what it speaks for, how loudly, and where it stands."""

    field: str
    value: str
    weight: float
    segment: int | None  # index from 0; None in a title or a file name
    start: int
    end: int
    phrase: str  # as written


class Finder:
    """Finds cues in texts, and in first pages other `words`."""

    def __init__(self, cues: Cues, words: Iterable[Words] = ()) -> None:
        from spacy.matcher import PhraseMatcher

        self.cues = cues
        self._nlp = _blank()
        self._any_case = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._exact = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        self._list = WordList((*cues.wordings, *words))
        self._wordings = tuple(cues.wordings.values())
        self._quiet = np.array([of.quiet for of in self._wordings], bool)
        self._cased = np.array([of.spelt is not None for of in self._wordings], bool)
        self._most = np.array([of.most for of in self._wordings], int)
        self._known: set[int] = set()  # wordings that the matchers know
        self._seen: dict[str, tuple[Place, ...]] = {}

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
            value, begin = self.cues.all[number].value, borders[number_of]
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
        cues = self.cues.all
        found: list[Found] = []
        for start, end, passed in places:
            for number, first, last in self._at(text, start, end):
                cue, at, to = cues[number], start + first, start + last
                if passed and cue.quiet:
                    continue
                weight = cue.weight(lower, at, to)
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
        asked = places[:, 0] >= len(self._wordings)
        said = inside & asked & (places[:, 2] <= paged[parts])
        words: list[list[int]] = [[] for _ in joined.pages]
        found = (artefact[parts[said]].tolist(), places[said, 0].tolist())
        for n, number in sorted(set(zip(*found, strict=True))):
            words[n].append(number - len(self._wordings))
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
        spelt = self._wordings[number].spelt
        return spelt is not None and tuple(WORD.findall(text[start:end])) in spelt

    def _learn(self, numbers: set[int]) -> None:
        """Have the matchers know phrases: all of them would take a second."""
        for number in numbers - self._known:
            for cue, text in self._wordings[number].texts:
                case = self.cues.all[cue].phrase.case
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
        cues = self.cues.all
        latest: dict[str, Found] = {}
        for one in found:
            start, to, name, _, number = one
            last = latest.get(name)
            if last and start < -last[1]:
                same = start == last[0] and to == last[1]
                if not same or cues[number].value == cues[last[4]].value:
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
