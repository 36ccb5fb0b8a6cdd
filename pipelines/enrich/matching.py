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
from itertools import compress, count, islice
from typing import TYPE_CHECKING, NamedTuple

from mappings.taxonomy import Phrase, Taxonomy

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

CONTEXT = 60  # characters each side in which a context word must stand
PER_ARTEFACT = 24  # for fields where spread over the text counts
PER_LEXICON = 3  # for the others, where the fourth time adds nothing
PER_SEGMENT = 3  # places of a phrase looked at in a segment: more say nothing new
ALONE = 0.2  # what is left of an ambiguous phrase without its context
QUIET = 0.5  # phrases under it are ordinary words, read where a document opens
REMEMBERED = 100_000  # ways of writing phrases
LONGEST = 300  # characters of a phrase with what sticks to it

WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"\S+")
_STICKS = re.compile(r"\S*")

_TRAILING = ".,;:!?)]}\"'|*"  # ends a sentence or a bracket, never a phrase

Words = tuple[str, ...]  # of a phrase, in lower case
Place = tuple[int, int, int]  # number of a cue, start, end
# Field, start, end and weight with less for more, number of a cue: in the order in
# which of those that overlap the first is kept.
Found = tuple[str, int, int, float, int]


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

    words: Words
    most: int = 0  # places that are looked at in an artefact
    quiet: bool = True  # nothing is lost where only a document's opening is read
    spelt: set[str] | None = field(default_factory=set)  # None: any case will do
    _pattern: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds the words in a text, in lower case where any case will do."""
        if self._pattern is None:
            if self.spelt is None:
                inside = r"[\W_]+".join(map(re.escape, self.words))
            else:
                spelt = sorted(self.spelt)
                ways = [r"\s+".join(map(re.escape, s.split())) for s in spelt]
                inside = f"(?:{'|'.join(ways)})" if len(ways) > 1 else ways[0]
            # Without a look-behind the search can jump to the literal beginning.
            self._pattern = re.compile(f"{inside}(?![^\\W_])")
        return self._pattern


class Finder:
    """Finds the phrases of the taxonomies, which come by the field they are for.

    `spread` are the fields in which it counts how far mentions are spread over a text,
    `opening` those that only a document's opening speaks for; of the other fields
    ordinary words are read in the opening only.
    """

    def __init__(
        self,
        taxonomies: Mapping[str, Taxonomy],
        spread: Iterable[str],
        opening: Iterable[str] = (),
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
        words = [(n, of.words, of.quiet) for n, of in enumerate(self._by_number)]
        self._loud = Index((n, w) for n, w, quiet in words if not quiet)
        self._quiet = Index((n, w) for n, w, quiet in words if quiet)
        self._seen: dict[str, tuple[Place, ...]] = {}

    def _add(self, cue: Cue) -> None:
        matcher = self._exact if cue.phrase.case else self._any_case
        number = str(len(self._cues))
        self._cues.append(cue)
        self._quiet_cues.append(self._is_quiet(cue))
        words_of = self._words_of[cue.field, cue.value]
        words_of.update(WORD.findall(cue.phrase.text.lower()))
        for text in variants(cue.phrase):
            words = tuple(WORD.findall(text.lower()))
            if not words:
                continue
            matcher.add(number, [self._nlp.make_doc(text)])
            wording = self._wordings.setdefault(words, Wording(words))
            most = PER_ARTEFACT if cue.field in self._spread else PER_LEXICON
            wording.most = max(wording.most, most)
            wording.quiet = wording.quiet and self._quiet_cues[-1]
            if not cue.phrase.case:
                wording.spelt = None
            elif wording.spelt is not None:
                wording.spelt.add(text)

    def _is_quiet(self, cue: Cue) -> bool:
        if cue.field in self._spread:
            return False
        return cue.field in self._opening or cue.phrase.weight < QUIET

    def words_of(self, field: str, value: str) -> frozenset[str]:
        """The words of all phrases of a value, in lower case."""
        return frozenset(self._words_of.get((field, value), ()))

    def mentions(
        self,
        text: str,
        segment: int | None = None,
        seen: dict[int, int] | None = None,
        opening: int | None = None,
    ) -> list[Mention]:
        """The phrases in a text by position, the longest of those that overlap.

        `seen` counts the places of an artefact from one segment to the next. Behind
        the `opening` characters of a text ordinary words are passed over.
        """
        lower = _lower(text)
        opening = len(text) if opening is None else max(0, opening)
        seen = {} if seen is None else seen
        places: set[Place] = set()
        for start, end in self._places(text, lower, seen, opening):
            for number, first, last in self._at(text, start, end):
                places.add((number, start + first, start + last))
        found = []
        for number, start, end in places:
            if start < opening or not self._quiet_cues[number]:
                cue = self._cues[number]
                weight = _weight(cue, lower, start, end)
                found.append((cue.field, start, -end, -weight, number))
        return [
            Mention(name, self._cues[n].value, -less, segment, at, -to, text[at:-to])
            for name, at, to, less, n in self._longest(found)
        ]

    def _places(
        self, text: str, lower: str, seen: dict[int, int], opening: int
    ) -> list[tuple[int, int]]:
        """Where phrases stand, a few times each in a segment and in an artefact."""
        plain = lower.translate(_PLAIN)
        found = self._loud.found(plain.split())
        if opening:
            found |= self._quiet.found(plain[:opening].split())
        places: list[tuple[int, int]] = []
        for number in found:
            wording, before = self._by_number[number], seen.get(number, 0)
            left = min(PER_SEGMENT, wording.most - before)
            if left <= 0:
                continue
            inside = lower if wording.spelt is None else text
            once = islice(_standing(wording.pattern, inside), left)
            known = len(places)
            places.extend(once)
            seen[number] = before + len(places) - known
        return places

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
        found.sort()
        last: Found | None = None
        for one in found:
            name, start, to, _, number = one
            if last is not None and name == last[0] and start < -last[2]:
                same = start == last[1] and to == last[2]
                if not same or self._cues[number].value == self._cues[last[4]].value:
                    continue
            last = one
            yield one

    def _in_words(self, written: str) -> Iterator[Place]:
        """The cues in a few words, whatever white space is between them."""
        chunks = list(_CHUNK.finditer(written))
        offsets: list[int] = []
        for chunk in chunks:
            offsets.extend(range(chunk.start(), chunk.end() + 1))
        doc = self._nlp.make_doc(" ".join(chunk.group() for chunk in chunks))
        for number, begin, end in self._matches(doc):
            yield number, offsets[begin], offsets[end - 1] + 1

    def _matches(self, doc: "Doc") -> Iterator[Place]:
        for matcher in (self._any_case, self._exact):
            for number, first, last in matcher(doc):
                span = doc[first:last]
                cue = int(self._nlp.vocab.strings[number])
                yield cue, span.start_char, span.end_char


@cache
def _blank() -> "Language":
    """The English rules, loaded when needed: the import takes long."""
    import spacy

    return spacy.blank("en")


class Index:
    """Phrases, each a number and its words, for finding them in a list of words."""

    def __init__(self, phrases: Iterable[tuple[int, Words]]) -> None:
        self._single: dict[str, int] = {}
        self._next: dict[str, dict[str, set[int]]] = {}  # words of the phrase
        self._longer: dict[Words, int] = {}
        for number, words in phrases:
            if len(words) == 1:
                self._single[words[0]] = number
                continue
            after = self._next.setdefault(words[0], {})
            after.setdefault(words[1], set()).add(len(words))
            self._longer[words] = number

    def found(self, words: list[str]) -> set[int]:
        """The numbers of phrases whose words follow each other in the list."""
        found = {self._single[w] for w in self._single.keys() & words}
        starts, longer = self._next, self._longer
        for n in compress(count(), map(starts.__contains__, words)):
            second = words[n + 1] if n + 1 < len(words) else ""
            for length in starts[words[n]].get(second, ()):
                number = longer.get(tuple(words[n : n + length]))
                if number is not None:
                    found.add(number)
        return found


def phrases_of(taxonomy: Taxonomy) -> Iterator[tuple[str, Phrase]]:
    """Ids with their phrases; with their names in a list without any phrase."""
    silent = not any(term.phrases for term in taxonomy.terms)
    for term in taxonomy.terms:
        names = (term.label, *term.aliases) if silent else ()
        for phrase in (*term.phrases, *map(Phrase, names)):
            yield term.id, phrase


def variants(phrase: Phrase) -> tuple[str, ...]:
    """The phrase, with a space for each hyphen, and the plural of its last word.

    Short words keep their hyphen: "to be" is not what "to-be" says.
    """
    written = [phrase.text]
    parts = phrase.text.split("-")
    if len(parts) > 1 and not phrase.case and max(map(len, parts)) > 3:
        written.append(phrase.text.replace("-", " "))
    many = [w + "s" for w in written if w[-1:].isalpha() and w[-1:] not in "sS"]
    return tuple(dict.fromkeys([*written, *many]))


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
    return min(ALONE, cue.phrase.weight)


def _standing(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Where a pattern stands that is not the end of a longer word."""
    for match in pattern.finditer(text):
        start = match.start()
        if start and (text[start - 1].isalnum() or text[start - 1] in "@_"):
            continue
        yield start, match.end()


def _lower(text: str) -> str:
    """Lower case of the same length: a few capitals would become two characters."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, as the words of phrases are."""
    return text.lower().translate(_PLAIN).split()


# A space for whatever is no letter and no digit: words are then what spaces part.
_PLAIN = "".join(c if c.isalnum() else " " for c in map(chr, range(0x20000)))
