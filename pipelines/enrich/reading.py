"""Reading: the mentions in an artefact, each worth what its place leaves of it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from pipelines.enrich.denials import Denials
from pipelines.enrich.joined import OPENING, Source, joined
from pipelines.enrich.lines import Lines, paragraph_hash
from pipelines.enrich.matching import Finder, Mention
from pipelines.records import Segment

BLOCK = 2000  # characters: the measure of spread, whatever the segments are
ASIDE = 0.1  # what a mention in a glossary, a link, a repeated line is worth
CROWD = 5  # values of one field named together make a list
CROWDED = 0.3  # what one of them is worth
OF_PART = 0.5  # what is said of a part says that much of the whole
NEAR = 150  # characters each side within which values are together

_DEFINED = re.compile(r"\(\s*[\"']?([A-Z][A-Za-z0-9&+-]{1,9}?)s?[\"']?\s*\)")
_SMALL = frozenset("a an and at by for from in of on or the to with".split())


class Placed(NamedTuple):
    """A mention with its worth and the places that decide about it."""

    mention: Mention
    worth: float  # phrase weight times what the place leaves of it
    block: int  # from 0, of BLOCK characters
    opening: bool = False
    heading: bool = False


@dataclass(frozen=True)
class Reading:
    """What was found in an artefact: in title, in file name, and in the text."""

    titled: Sequence[Mention] = ()
    named: Sequence[Mention] = ()
    placed: Sequence[Placed] = ()
    characters: int = 0
    repeated: float = 0.0  # share of the text that is boilerplate
    words: Sequence[int] = ()  # numbers of those that the first pages have
    pages: int = 0  # characters of the first pages

    @property
    def blocks(self) -> int:
        """How many blocks the text has, the last one begun."""
        return 1 + self.characters // BLOCK

    def titled_of(self, field: str) -> dict[str, list[Mention]]:
        """What was found in the title for each value of a field."""
        return self._titled.get(field, {})

    def named_of(self, field: str) -> dict[str, list[Mention]]:
        """What was found in the file name for each value of a field."""
        return self._named.get(field, {})

    def placed_of(self, field: str) -> dict[str, list[Placed]]:
        """What was found in the text for each value of a field, in its order."""
        return self._placed.get(field, {})

    @cached_property
    def _titled(self) -> dict[str, dict[str, list[Mention]]]:
        return _grouped(self.titled)

    @cached_property
    def _named(self) -> dict[str, dict[str, list[Mention]]]:
        return _grouped(self.named)

    @cached_property
    def _placed(self) -> dict[str, dict[str, list[Placed]]]:
        found: dict[str, dict[str, list[Placed]]] = {}
        for p in self.placed:
            values = found.setdefault(p.mention.field, {})
            values.setdefault(p.mention.value, []).append(p)
        return found


def _grouped(mentions: Iterable[Mention]) -> dict[str, dict[str, list[Mention]]]:
    """The mentions by field and value."""
    found: dict[str, dict[str, list[Mention]]] = {}
    for mention in mentions:
        values = found.setdefault(mention.field, {})
        values.setdefault(mention.value, []).append(mention)
    return found


def read(
    finder: Finder, sources: Sequence[Source], boilerplate: frozenset[int] = frozenset()
) -> list[Reading]:
    """What is found in each artefact, without what means something else there.

    They are looked through as one text: to go from one to the next costs.
    """
    text = joined(sources)
    lines, denials = Lines(text, boilerplate), Denials(text.text, text.lower)
    found, words = finder.mentions(text)
    parts = iter(zip(text.parts, found, strict=True))
    readings = []
    for source, said, pages in zip(sources, words, text.pages, strict=True):
        (_, titled), (_, named), _ = islice(parts, 3)
        meant = definitions(source.title)
        placed: list[Placed] = []
        characters = 0
        for segment, (part, mentions) in zip(source.segments, parts, strict=False):
            if mentions:
                meant |= definitions(segment.text)
                lines.enter(segment, part)
                placed += _in_segment(lines, denials, mentions, part.begin, characters)
            characters += len(segment.text)
        if meant:
            titled = [m for m in titled if not _means_another(m, meant, finder)]
            named = [m for m in named if not _means_another(m, meant, finder)]
            placed = [p for p in placed if not _means_another(p[0], meant, finder)]
        # Who has no weakened mention is no template, and looking costs.
        weakened = any(p.worth < p.mention.weight for p in placed)
        repeated = _repeated(source.segments, boilerplate) if weakened else 0.0
        reading = Reading(titled, named, placed, characters, repeated, said, pages)
        readings.append(reading)
    return readings


def with_wholes(reading: Reading, field: str, wholes: Mapping[str, str]) -> Reading:
    """The reading in which what is said of a part speaks for its whole, too.

    Intensive care and outpatients together are an acute hospital, though each is named
    in passing. `wholes` has the id of its whole for each part in the field.
    """

    def of_whole(mention: Mention) -> Mention:
        weight = mention.weight * OF_PART
        return mention._replace(value=wholes[mention.value], weight=weight)

    def is_part(mention: Mention) -> bool:
        return mention.field == field and mention.value in wholes

    placed = [
        p._replace(mention=of_whole(p.mention), worth=p.worth * OF_PART)
        for p in reading.placed
        if is_part(p.mention)
    ]
    titled = [of_whole(m) for m in reading.titled if is_part(m)]
    named = [of_whole(m) for m in reading.named if is_part(m)]
    if not (placed or titled or named):
        return reading
    return replace(
        reading,
        titled=[*reading.titled, *titled],
        named=[*reading.named, *named],
        placed=[*reading.placed, *placed],
    )


def _repeated(segments: Iterable[Segment], boilerplate: frozenset[int]) -> float:
    """Share of the text's long lines that other Blueprints have too."""
    total = shared = 0
    for segment in segments if boilerplate else ():
        for line in segment.text.split("\n"):
            number = paragraph_hash(line)
            if number:
                total += len(line)
                shared += len(line) if number in boilerplate else 0
    return shared / total if total else 0.0


def _in_segment(
    lines: Lines, denials: Denials, mentions: list[Mention], begin: int, offset: int
) -> Iterator[Placed]:
    """The mentions that are not denied, each with what its line leaves of its worth.

    The segment begins at `begin` in the lines, and behind `offset` characters of text.
    """
    crowded = crowds(mentions)
    for mention in mentions:
        at = begin + mention.start
        if denials.deny(at, begin + mention.end):
            continue
        line = lines.at(at)
        worth = mention.weight
        if line.aside or (line.links and line.linked(at)):
            worth *= ASIDE
        elif crowded and (mention.start, mention.field) in crowded:
            worth *= CROWDED
        phrase, written = len(mention.phrase), len(line.text)
        if line.again and written > phrase + 3:
            worth *= ASIDE
        heading = line.headed and phrase * 4 >= written
        at += offset - begin
        yield Placed(mention, worth, at // BLOCK, at < OPENING, heading)


def crowds(mentions: Iterable[Mention]) -> set[tuple[int, str]]:
    """Mentions among many different values of the same field: their start and field.

    They come in their order.
    """
    by_field: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_field[mention.field].append(mention)
    crowded: set[tuple[int, str]] = set()
    for name, same in by_field.items():
        if len(same) < CROWD:
            continue
        first = last = 0
        for m in same:
            while m.start - same[first].start > NEAR:
                first += 1
            while last < len(same) and same[last].start - m.start <= NEAR:
                last += 1
            some = last - first
            if some >= CROWD and len({o.value for o in same[first:last]}) >= CROWD:
                crowded.add((m.start, name))
    return crowded


def definitions(text: str) -> dict[str, str]:
    """Abbreviations the text itself explains: ``long form (ABBR)``, lower case."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text) if "(" in text else ():
        short = match.group(1)
        before = text[max(0, match.start() - 120) : match.start()]
        long = _long_form(short, re.findall(r"[^\W_]+", before))
        if long:
            found.setdefault(short, long.lower())
    return found


def _long_form(short: str, words: list[str]) -> str:
    """The last words whose initials, small words left out or not, give the letters."""
    letters = [c.lower() for c in short if c.isalnum()]
    for count in range(2, min(len(words), len(letters) + 4) + 1):
        part = words[-count:]
        initials = [w[0].lower() for w in part]
        large = [w[0].lower() for w in part if w.lower() not in _SMALL]
        if initials == letters or (large == letters and part[0].lower() not in _SMALL):
            return " ".join(part)
    return ""


def _means_another(mention: Mention, meant: dict[str, str], finder: Finder) -> bool:
    """True for an abbreviation that this document defines as something else.

    It is the same thing when half of the long form's words are words of the value.
    """
    long = meant.get(mention.phrase) or meant.get(mention.phrase.removesuffix("s"))
    if long is None:
        return False
    words = long.split()
    known = finder.cues.words_of(mention.field, mention.value)
    return sum(w in known for w in words) * 2 < len(words)
