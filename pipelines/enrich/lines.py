"""Lines: what the line around a mention says about it.

A document control table, a glossary or a list of links names things without being
about them.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from pipelines.enrich.joined import Joined, Part
from pipelines.records import Segment

PARAGRAPH = 40  # characters a line needs to be compared as a paragraph
ENTRIES = 8  # lines of a glossary at least

_APART = re.compile(
    r"^\W*(?:\d+(?:\.\d+)*\W*)?(?:appendix \w+\W+)?(?:glossary|abbreviations|acronyms"
    r"|definitions|terms and (?:definitions|abbreviations)|document (?:control|history"
    r"|management|details)|(?:version|revision|change) (?:control|history)|distribution"
    r"(?: list)?|approvals?|reviewers|sign-?off|references|bibliography|further reading"
    r"|(?:related|reference|associated) (?:documents?|links|pages)"
    r"|(?:table of )?contents"
    r"|(?:useful |external )?links|see also|find out more|site map|footer|navigation)"
    r"\b[^.\n]{0,40}$",
    re.I | re.M,
)
# One of them stands in whatever the expression above finds: a search costs.
_APART_WORDS = AhoCorasick(
    "glossary,abbreviations,acronyms,definitions,document ,control,history,distribution"
    ",approval,reviewers,sign,references,bibliography,further,links,pages,contents"
    ",see also,find out,site map,footer,navigation".split(",")
)
_ENTRY = re.compile(r"\n\W*[A-Z][A-Za-z0-9&/+-]{1,9}\s*(?:[-–—:|\t]|\s{2,})\s*\S")
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|\t)\s*\d+\s*$")
_LINK = re.compile(
    r"\[[^\]\n]*\]\([^)\s]*\)|(?<=\]\()[^)\s]*|https?://\S+|www\.\S+|\S+@\S+\.\w+"
)
_BULLET = re.compile(r"^\s*[-*•·o▪●]\s")


class Line(NamedTuple):  # there are so many that a dataclass would cost
    """A line of a text; `aside` where it does not say what the text is about."""

    text: str
    aside: bool
    again: bool  # the same line stood before
    headed: bool  # looks like a heading
    links: tuple[tuple[int, int], ...]  # ranges of addresses in the text

    def linked(self, at: int) -> bool:
        """True where that offset in the text is inside an address."""
        return any(start <= at < end for start, end in self.links)


class Lines:
    """The lines of a text, each looked at when it is come to."""

    def __init__(self, joined: Joined, boilerplate: frozenset[int]) -> None:
        self._text = joined.text
        self._boilerplate = boilerplate
        words = _APART_WORDS.find_matches_as_indexes(joined.lower)
        self._apart_words = [start for _, start, _ in words]
        self._artefact = -1
        self._met: set[str] = set()
        self._line, self._end = Line("", False, False, False, ()), -1

    def enter(self, segment: Segment, part: Part) -> None:
        """Says that a segment is come to; with each artefact lines are new again."""
        if part.artefact != self._artefact:
            self._artefact = part.artefact
            self._met.clear()
        self._segment = segment
        self._apart = self._apart_from(part.begin, part.begin + len(segment.text))

    def at(self, place: int) -> Line:
        """The line of a mention; they come in their order."""
        if place >= self._end:
            self._line, self._end = self._look(place)
        return self._line

    def _look(self, place: int) -> tuple[Line, int]:
        """The line around a place, and where it ends."""
        start = self._text.rfind("\n", 0, place) + 1
        end = self._text.find("\n", place)
        text = self._text[start : end if end >= 0 else None]
        links: tuple[tuple[int, int], ...] = ()
        if "](" in text or "://" in text or "www." in text or "@" in text:
            spans = (m.span() for m in _LINK.finditer(text))
            links = tuple((start + a, start + b) for a, b in spans)
        stripped = text.strip()
        aside = start >= self._apart or (
            stripped[-1:].isdigit() and bool(_LEADER.search(stripped))
        )
        aside = aside or sum(b - a for a, b in links) * 2 > len(text)
        if self._boilerplate and not aside:
            aside = paragraph_hash(stripped) in self._boilerplate
        again = stripped in self._met
        self._met.add(stripped)
        line = Line(stripped, aside, again, self._headed(stripped), links)
        return line, start + len(text)

    def _headed(self, line: str) -> bool:
        """A short line that begins like a heading and does not end like a sentence."""
        kind, label = self._segment.kind, self._segment.label
        if kind == "sheet" or len(line) > 80 or line.endswith((".", ",", ";", ":")):
            return False
        if kind == "section" and line.lstrip("# ") == label:
            return True
        if _BULLET.match(line) or "|" in line or "\t" in line:
            return False
        return line[:1].isupper() or line[:1] == "#" or line[:1].isdigit()

    def _apart_from(self, begin: int, end: int) -> int:
        """Where a glossary or document control begins; behind the end if nowhere."""
        if self._segment.kind == "section" and _APART.match(self._segment.label):
            return begin
        first = bisect_left(self._apart_words, begin)
        for word in self._apart_words[first : bisect_left(self._apart_words, end)]:
            start = self._text.rfind("\n", 0, word) + 1
            if _APART.match(self._text, start):
                return start
        lines = self._text.count("\n", begin, end)
        if lines >= ENTRIES - 1:
            entries = list(_ENTRY.finditer(self._text, begin - 1, end))
            if len(entries) >= ENTRIES and len(entries) * 2 > lines:
                return entries[0].start()
        return end + 1


def paragraph_hash(line: str) -> int:
    """The same number for the same words, in this process; 0 for a line too short."""
    if len(line) < PARAGRAPH:
        return 0
    if line.isascii() and "  " not in line and "\t" not in line:
        words = line.strip().lower()  # what the other way says, in a third of the time
    else:
        words = " ".join(line.split()).casefold()
    return hash(words) if len(words) >= PARAGRAPH else 0
