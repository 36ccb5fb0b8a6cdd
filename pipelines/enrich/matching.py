"""Matching: where the phrases of the taxonomies stand in a text.

spaCy's tokenizer is the cost (under a million characters a second), so it sees only
the places where all words of a phrase follow each other, and each way of writing one
only once.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
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
    quiet: bool = True  # nothing is lost where only a document's opening is read
    spelt: set[str] | None = field(default_factory=set)  # None: any case will do


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
        self._wordings: defaultdict[Words, Wording] = defaultdict(Wording)
        self._words_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, taxonomy in taxonomies.items():
            for value, phrase in phrases_of(taxonomy):
                self._add(Cue(name, value, phrase, _context(phrase)))
        self._loud = Index(w for w, of in self._wordings.items() if not of.quiet)
        self._quiet = Index(w for w, of in self._wordings.items() if of.quiet)
        self._patterns: dict[Words, re.Pattern[str]] = {}
        self._seen: dict[str, tuple[tuple[int, int, int], ...]] = {}

    def _add(self, cue: Cue) -> None:
        matcher = self._exact if cue.phrase.case else self._any_case
        number = str(len(self._cues))
        self._cues.append(cue)
        words_of = self._words_of[cue.field, cue.value]
        words_of.update(WORD.findall(cue.phrase.text.lower()))
        for text in variants(cue.phrase):
            words = tuple(WORD.findall(text.lower()))
            if not words:
                continue
            matcher.add(number, [self._nlp.make_doc(text)])
            wording = self._wordings[words]
            most = PER_ARTEFACT if cue.field in self._spread else PER_LEXICON
            wording.most = max(wording.most, most)
            wording.quiet = wording.quiet and self._is_quiet(cue)
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
        seen: Counter[Words] | None = None,
        opening: int | None = None,
    ) -> list[Mention]:
        """The phrases in a text by position, the longest of those that overlap.

        `seen` counts the places of an artefact from one segment to the next. Behind
        the `opening` characters of a text ordinary words are passed over.
        """
        found: set[tuple[int, int, int]] = set()
        lower = _lower(text)
        opening = len(text) if opening is None else max(0, opening)
        seen = Counter() if seen is None else seen
        for place in self._places(text, lower, seen, opening):
            found.update(self._at(text, *place))
        mentions = [
            Mention(cue.field, cue.value, weight, segment, start, end, text[start:end])
            for number, start, end in found
            for cue in (self._cues[number],)
            if start < opening or not self._is_quiet(cue)
            for weight in (_weight(cue, lower, start, end),)
        ]
        return list(_longest(mentions))

    def _places(
        self, text: str, lower: str, seen: Counter[Words], opening: int
    ) -> Iterator[tuple[int, int]]:
        """Where phrases stand, a few times each in a segment and in an artefact."""
        plain = lower.translate(_PLAIN)
        found = self._loud.found(plain.split())
        if opening:
            found |= self._quiet.found(plain[:opening].split())
        for words in sorted(found):
            wording = self._wordings[words]
            left = min(PER_SEGMENT, wording.most - seen[words])
            if left <= 0:
                continue
            inside = lower if wording.spelt is None else text
            for match in self._pattern(words).finditer(inside):
                start = match.start()
                if start and (inside[start - 1].isalnum() or inside[start - 1] in "@_"):
                    continue
                yield start, match.end()
                seen[words] += 1
                left -= 1
                if left == 0:
                    break

    def _pattern(self, words: Words) -> re.Pattern[str]:
        pattern = self._patterns.get(words)
        if pattern is None:
            spelt = self._wordings[words].spelt
            if spelt is None:
                inside = r"[\W_]+".join(map(re.escape, words))
            else:
                inside = "|".join(
                    r"\s+".join(map(re.escape, s.split())) for s in sorted(spelt)
                )
                inside = f"(?:{inside})" if len(spelt) > 1 else inside
            # Without a look-behind the search can jump to the literal beginning.
            pattern = re.compile(f"{inside}(?![^\\W_])")
            self._patterns[words] = pattern
        return pattern

    def _at(self, text: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The cues in words and in what sticks to them, with offsets in the text."""
        sticks = _STICKS.match(text, end)
        end = min(sticks.end() if sticks else end, start + LONGEST)
        written = text[start:end].rstrip(_TRAILING)
        known = self._seen.get(written)
        if known is None:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            known = self._seen[written] = tuple(self._in_words(written))
        for number, first, last in known:
            yield number, start + first, start + last

    def _in_words(self, written: str) -> Iterator[tuple[int, int, int]]:
        """The cues in a few words, whatever white space is between them."""
        chunks = list(_CHUNK.finditer(written))
        offsets: list[int] = []
        for chunk in chunks:
            offsets.extend(range(chunk.start(), chunk.end() + 1))
        doc = self._nlp.make_doc(" ".join(chunk.group() for chunk in chunks))
        for number, begin, end in self._matches(doc):
            yield number, offsets[begin], offsets[end - 1] + 1

    def _matches(self, doc: "Doc") -> Iterator[tuple[int, int, int]]:
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
    """Phrases by their words, for finding them in a list of words."""

    def __init__(self, phrases: Iterable[Words]) -> None:
        self._single: dict[str, Words] = {}
        self._next: defaultdict[str, dict[str, set[int]]] = defaultdict(dict)
        self._longer: set[Words] = set()
        for words in phrases:
            if len(words) == 1:
                self._single[words[0]] = words
                continue
            self._next[words[0]].setdefault(words[1], set()).add(len(words))
            self._longer.add(words)
        self._next.default_factory = None

    def found(self, words: list[str]) -> set[Words]:
        """The phrases whose words follow each other in the list."""
        found = {self._single[w] for w in self._single.keys() & words}
        starts = self._next
        for place in [n for n, word in enumerate(words) if word in starts]:
            second = words[place + 1 : place + 2]
            if second and second[0] in starts[words[place]]:
                for count in starts[words[place]][second[0]]:
                    some = tuple(words[place : place + count])
                    if some in self._longer:
                        found.add(some)
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


def _longest(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Of the mentions of a field that overlap the longest, then the loudest."""
    by_field = sorted(mentions, key=lambda m: (m.field, m.start, -m.end, -m.weight))
    for _, group in groupby(by_field, key=lambda m: m.field):
        kept: list[Mention] = []
        for mention in group:
            same = kept and (mention.start, mention.end) == (
                kept[-1].start,
                kept[-1].end,
            )
            if same and mention.value == kept[-1].value:
                continue
            if same or not kept or mention.start >= kept[-1].end:
                kept.append(mention)
        yield from kept


def _lower(text: str) -> str:
    """Lower case of the same length: a few capitals would become two characters."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


# A space for whatever is no letter and no digit: words are then what spaces part.
_PLAIN = "".join(c if c.isalnum() else " " for c in map(chr, range(0x20000)))
