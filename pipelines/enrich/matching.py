"""Matching: where the phrases of the taxonomies stand in a text.

spaCy's tokenizer is the cost (under a million characters a second), so it sees only
the few words around a place where the words of a phrase stand next to each other.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, pairwise

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from mappings.taxonomy import Phrase, Taxonomy

CONTEXT = 60  # characters each side in which a context word must stand
PER_ARTEFACT = 24  # for fields where spread over the text counts
PER_LEXICON = 4  # for the others, where the fourth time adds nothing
PER_SEGMENT = 3  # places of one key looked at in a segment: more say nothing new
ALONE = 0.2  # what is left of an ambiguous phrase without its context
REMEMBERED = 100_000  # windows
WIDEST = 12  # words of a window
LONGEST = 300  # characters of a window

WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"\S+")
_WINDOWS = [re.compile(rf"\S+(?:\s+\S+){{0,{n - 1}}}") for n in range(1, WIDEST + 1)]
_WINDOWS.insert(0, _CHUNK)

_TRAILING = ".,;:!?)]}\"'|*"  # ends a sentence or a bracket, never a phrase

Key = tuple[str, ...]  # one word, or the first two words of a phrase, in lower case


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that speaks for a value of a field."""

    field: str
    value: str
    phrase: Phrase
    context: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase found: what it speaks for, how loudly, and where it stands."""

    field: str
    value: str
    weight: float
    segment: int | None  # index from 0; None in a title or a file name
    start: int
    end: int
    phrase: str  # as written


class Finder:
    """Finds the phrases of the taxonomies, which come by the field they are for.

    `spread` are the fields in which it counts how far mentions are spread over a text.
    """

    def __init__(
        self, taxonomies: Mapping[str, Taxonomy], spread: Iterable[str]
    ) -> None:
        self._spread = frozenset(spread)
        self._nlp = spacy.blank("en")
        self._any_case = PhraseMatcher(self._nlp.vocab, attr="LOWER")
        self._exact = PhraseMatcher(self._nlp.vocab, attr="ORTH")
        self._cues: list[Cue] = []
        self._widest: dict[Key, int] = {}  # longest phrase by its key, in words
        self._most: dict[Key, int] = {}
        self._spelt: dict[Key, set[str] | None] = {}  # None: any case will do
        for field, taxonomy in taxonomies.items():
            for value, phrase in phrases_of(taxonomy):
                self._add(Cue(field, value, phrase, _context(phrase)))
        self._words = {k[0] for k in self._widest if len(k) == 1}
        self._pairs = {k for k in self._widest if len(k) == 2}
        self._patterns: dict[Key, re.Pattern[str]] = {}
        self._words_of: dict[tuple[str, str], set[str]] = defaultdict(set)
        for cue in self._cues:
            words = WORD.findall(cue.phrase.text.lower())
            self._words_of[cue.field, cue.value].update(words)
        self._seen: dict[str, tuple[tuple[int, int, int], ...]] = {}

    def _add(self, cue: Cue) -> None:
        matcher = self._exact if cue.phrase.case else self._any_case
        number = str(len(self._cues))
        self._cues.append(cue)
        for text in variants(cue.phrase):
            words = WORD.findall(text.lower())
            if not words:
                continue
            key = tuple(words[:2])
            most = PER_ARTEFACT if cue.field in self._spread else PER_LEXICON
            self._most[key] = max(self._most.get(key, 0), most)
            matcher.add(number, [self._nlp.make_doc(text)])
            width = len(text.split())
            self._widest[key] = max(self._widest.get(key, 0), width)
            spelt = self._spelt.setdefault(key, set())
            if not cue.phrase.case:
                self._spelt[key] = None
            elif spelt is not None:
                spelt.add(text)

    def words_of(self, field: str, value: str) -> frozenset[str]:
        """The words of all phrases of a value, in lower case."""
        return frozenset(self._words_of.get((field, value), ()))

    def mentions(
        self, text: str, segment: int | None = None, seen: Counter[Key] | None = None
    ) -> list[Mention]:
        """The phrases in a text by position, the longest of those that overlap.

        `seen` counts the places of an artefact from one segment to the next.
        """
        found: set[tuple[int, int, int]] = set()
        lower = _lower(text)
        seen = Counter() if seen is None else seen
        for key, start in self._places(text, lower, seen):
            found.update(self._around(text, key, start))
        mentions = [
            Mention(cue.field, cue.value, weight, segment, start, end, text[start:end])
            for number, start, end in found
            for cue in (self._cues[number],)
            for weight in (_weight(cue, lower, start, end),)
        ]
        return list(_longest(mentions))

    def _places(
        self, text: str, lower: str, seen: Counter[Key]
    ) -> Iterator[tuple[Key, int]]:
        """Where a key stands, a few times each in a segment and in an artefact."""
        words = WORD.findall(lower)
        keys: list[Key] = [(w,) for w in self._words.intersection(words)]
        keys += self._pairs.intersection(pairwise(words))
        for key in keys:
            left = min(PER_SEGMENT, self._most[key] - seen[key])
            if left <= 0:
                continue
            spelt = self._spelt[key]
            inside = lower if spelt is None else text
            for match in self._pattern(key).finditer(inside):
                start = match.start()
                if start and (inside[start - 1].isalnum() or inside[start - 1] in "@_"):
                    continue
                yield key, start
                seen[key] += 1
                left -= 1
                if left == 0:
                    break

    def _pattern(self, key: Key) -> re.Pattern[str]:
        pattern = self._patterns.get(key)
        if pattern is None:
            spelt = self._spelt[key]
            if spelt is None:
                inside = r"[\W_]+".join(map(re.escape, key))
            else:
                inside = "|".join(
                    r"\s+".join(map(re.escape, s.split())) for s in sorted(spelt)
                )
                inside = f"(?:{inside})" if len(spelt) > 1 else inside
            # Without a look-behind the search can jump to the literal beginning.
            pattern = re.compile(f"{inside}(?![^\\W_])")
            self._patterns[key] = pattern
        return pattern

    def _around(
        self, text: str, key: Key, start: int
    ) -> Iterator[tuple[int, int, int]]:
        """The cues in the words that begin at a place, with offsets in the text."""
        found = _WINDOWS[min(self._widest[key], WIDEST)].match(text, start)
        window = found.group()[:LONGEST].rstrip(_TRAILING) if found else ""
        known = self._seen.get(window)
        if known is None:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            known = self._seen[window] = tuple(self._in_window(window))
        for number, begin, end in known:
            yield number, start + begin, start + end

    def _in_window(self, window: str) -> Iterator[tuple[int, int, int]]:
        """The cues in a window, whatever white space is between its words."""
        chunks = list(_CHUNK.finditer(window))
        offsets: list[int] = []
        for chunk in chunks:
            offsets.extend(range(chunk.start(), chunk.end() + 1))
        doc = self._nlp.make_doc(" ".join(chunk.group() for chunk in chunks))
        for number, begin, end in self._matches(doc):
            yield number, offsets[begin], offsets[end - 1] + 1

    def _matches(self, doc: Doc) -> Iterator[tuple[int, int, int]]:
        for matcher in (self._any_case, self._exact):
            for number, first, last in matcher(doc):
                span = doc[first:last]
                cue = int(self._nlp.vocab.strings[number])
                yield cue, span.start_char, span.end_char


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
