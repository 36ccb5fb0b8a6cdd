"""Lines: what the line around a mention says about it.

A document control table, a glossary, a list of links or a sentence that says "not"
names things without being about them.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from pipelines.enrich.joined import Joined
from pipelines.records import Segment

PARAGRAPH = 40  # characters a line needs to be compared as a paragraph
BEFORE, AFTER = 60, 80  # characters in which a mention is denied
ENTRIES = 8  # lines of a glossary at least
SLACK = 20  # characters before them in which a word may begin that denies

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
_NOT = re.compile(
    r"\b(?:not|never|no longer|without|instead of|rather than|excluding|excludes"
    r"|excluded|decided against|unlike|other than|out of scope|no|nor|cannot|didn't"
    r"|doesn't|don't|won't|wasn't|isn't|ruled out|rejected)\b"
    r"(?! (?:only|just|least|all|until|yet|always))[^.;:!?\n]{0,40}$",
    re.I,
)
_NOT_AFTER = re.compile(
    r"^[^.;:!?\n]{0,40}\b(?:(?:is|are|was|were|be|been) (?:explicitly )?"
    r"(?:not (?:in scope|included|covered|used|chosen|selected|considered|part of)"
    r"|excluded|rejected|ruled out|discounted)|not in scope|out of scope)",
    re.I,
)
_BULLET = re.compile(r"^\s*[-*•·o▪●]\s")


_SAYS_NO = frozenset(
    """
    not never longer without instead rather excluding excludes excluded against unlike
    other out no nor cannot didn't doesn't don't won't wasn't isn't ruled rejected
    """.split()
)
# One of them stands near whatever is denied, the short ones as words.
_DENIES = AhoCorasick(
    [f" {word} " for word in _SAYS_NO]
    + ["not ", "scope", "excluded", "rejected", "ruled out", "discounted"]
)


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
        spaced = joined.lower.replace("\n", " ").replace("\t", " ")
        self._denials = _starts(_DENIES, f" {spaced}")
        self._apart_words = _starts(_APART_WORDS, joined.lower)
        self._met: set[str] = set()
        self._line, self._end = Line("", False, False, False, ()), -1

    def enter(self, segment: Segment, begin: int) -> None:
        """Says that a segment begins there, whose lines come next."""
        self._segment = segment
        self._apart = self._apart_from(begin, begin + len(segment.text))

    def at(self, place: int) -> Line:
        """The line of a mention; they come in their order."""
        if place >= self._end:
            self._line, self._end = self._look(place)
        return self._line

    def denied(self, place: int, last: int) -> bool:
        """True where the sentence of a mention denies it.

        To look at each costs: a word that denies must stand near it.
        """
        near = bisect_left(self._denials, place - BEFORE - SLACK)
        if near == len(self._denials) or self._denials[near] >= last + AFTER:
            return False
        return negated(self._text, place, last)

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


def _starts(words: AhoCorasick, text: str) -> list[int]:
    return [start for _, start, _ in words.find_matches_as_indexes(text)]


def negated(text: str, start: int, end: int) -> bool:
    """True where the sentence says that it is not so: not chosen, out of scope."""
    before = text[max(0, start - BEFORE) : start]
    before = before[before.rfind("\n") + 1 :]  # a sentence ends there for this
    if (
        before
        and not _SAYS_NO.isdisjoint(before.lower().split())
        and _NOT.search(before)
    ):
        return True
    after = text[end : end + AFTER]
    if "not " in after or "scope" in after or "ed" in after:
        return bool(_NOT_AFTER.match(after))
    return False


def paragraph_hash(line: str) -> int:
    """The same number for the same words, in this process; 0 for a line too short."""
    if len(line) < PARAGRAPH:
        return 0
    words = " ".join(line.split()).casefold()
    return hash(words) if len(words) >= PARAGRAPH else 0
