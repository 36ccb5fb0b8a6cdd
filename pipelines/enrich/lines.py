"""Lines: what the line around a mention says about it.

A document control table, a glossary, a list of links or a sentence that says "not"
names things without being about them.
"""

import re
from dataclasses import dataclass

from pipelines.records import Segment

PARAGRAPH = 40  # characters a line needs to be compared as a paragraph
LONG = 400  # characters looked at each side where a text has no line ends

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
_APART_WORDS = (
    "glossary,abbreviations,acronyms,definitions,document ,control,history,distribution"
    ",approval,reviewers,sign,references,bibliography,further,links,pages,contents"
    ",see also,find out,site map,footer,navigation"
).split(",")
_ENTRY = re.compile(r"^\W*[A-Z][A-Za-z0-9&/+-]{1,9}\s*(?:[-–—:|\t]|\s{2,})\s*\S", re.M)
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
_DENIES = ("not ", "scope", "excluded", "rejected", "ruled out", "discounted")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a segment; `aside` where it does not say what the text is about."""

    start: int
    text: str
    aside: bool
    headed: bool  # looks like a heading
    links: tuple[tuple[int, int], ...]  # ranges of addresses in the line
    plain: int  # where in the segment a line ends that denies nothing; else -1

    def linked(self, at: int) -> bool:
        """True where that offset in the segment is inside an address."""
        return any(start <= at - self.start < end for start, end in self.links)


class Lines:
    """The lines of a segment, looked at once each."""

    def __init__(self, segment: Segment, boilerplate: frozenset[int]) -> None:
        self._segment = segment
        self._boilerplate = boilerplate
        self._apart = _apart(segment)
        self._known: dict[int, Line] = {}

    def at(self, place: int, last: int) -> Line | None:
        """The line a mention stands in, at most LONG characters each side.

        None where the sentence denies it.
        """
        text = self._segment.text
        start = text.rfind("\n", max(0, place - LONG), place) + 1
        start = start or max(0, place - LONG)
        line = self._known.get(start)
        if line is not None and last <= line.plain:
            return line
        end = text.find("\n", place, place + LONG) if line is None else 0
        # A line cut at LONG is known by the first mention in it that is not denied.
        if end < 0 and negated(text, place, last):
            return None
        if line is None:
            written = text[start : end if end >= 0 else place + LONG]
            line = self._known[start] = self._look(start, written, end)
        if end >= 0 and last > line.plain and negated(text, place, last):
            return None
        return line

    def _look(self, start: int, text: str, end: int) -> Line:
        links: tuple[tuple[int, int], ...] = ()
        if "](" in text or "://" in text or "www." in text or "@" in text:
            links = tuple(m.span() for m in _LINK.finditer(text))
        stripped = text.strip()
        aside = start >= self._apart or (
            stripped[-1:].isdigit() and bool(_LEADER.search(stripped))
        )
        aside = aside or sum(b - a for a, b in links) * 2 > len(text)
        if self._boilerplate and not aside:
            aside = paragraph_hash(stripped) in self._boilerplate
        plain = end if not _may_deny(text) else -1
        return Line(start, stripped, aside, self._headed(stripped), links, plain)

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


def _apart(segment: Segment) -> int:
    """Where a glossary or document control begins; behind the end if nowhere."""
    if segment.kind == "section" and _APART.match(segment.label):
        return 0
    lower = segment.text.lower()
    if any(map(lower.__contains__, _APART_WORDS)):
        match = _APART.search(segment.text)
        if match:
            return match.start()
    entries = list(_ENTRY.finditer(segment.text))
    if len(entries) >= 8 and len(entries) * 2 > segment.text.count("\n"):
        return entries[0].start()
    return len(segment.text) + 1


def _may_deny(line: str) -> bool:
    """False where no mention in the line can be negated: to look at each costs."""
    lower = line.lower()
    denied = any(map(lower.__contains__, _DENIES))
    return denied or not _SAYS_NO.isdisjoint(lower.split())


def negated(text: str, start: int, end: int) -> bool:
    """True where the sentence says that it is not so: not chosen, out of scope."""
    before = text[max(0, start - 60) : start]
    before = before[before.rfind("\n") + 1 :]  # a sentence ends there for this
    if (
        before
        and not _SAYS_NO.isdisjoint(before.lower().split())
        and _NOT.search(before)
    ):
        return True
    after = text[end : end + 80]
    if "not " in after or "scope" in after or "ed" in after:
        return bool(_NOT_AFTER.match(after))
    return False


def paragraph_hash(line: str) -> int:
    """The same number for the same words, in this process; 0 for a line too short."""
    if len(line) < PARAGRAPH:
        return 0
    words = " ".join(line.split()).casefold()
    return hash(words) if len(words) >= PARAGRAPH else 0
