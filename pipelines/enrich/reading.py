"""Reading: how much a mention counts for where it stands in an artefact.

A document control table, a glossary, a list of links, a list of eight systems or a
repeated footer names things without being about them.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import blake2b

from pipelines.enrich.matching import Mention
from pipelines.records import Segment

BLOCK = 2000  # characters: the measure of spread, whatever the segments are
OPENING = 1200  # characters at the beginning, where a document says what it is
PARAGRAPH = 40  # characters a line needs to be compared as a paragraph
ASIDE = 0.1  # what a mention in such a place is worth
CROWD = 5  # values of one field named together make a list
NEAR = 150  # characters each side within which values are together

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
_ENTRY = re.compile(r"^\W*[A-Z][A-Za-z0-9&/+-]{1,9}\s*(?:[-–—:|\t]|\s{2,})\s*\S", re.M)
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|\t)\s*\d+\s*$")
_LINK = re.compile(r"\]\([^)\s]*\)|https?://\S+|www\.\S+|<a\b")
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
_DEFINED = re.compile(r"\(\s*[\"']?([A-Z][A-Za-z0-9&+-]{1,9}?)s?[\"']?\s*\)")
_BULLET = re.compile(r"^\s*[-*•·o▪●]\s")


@dataclass(frozen=True, slots=True)
class Placed:
    """A mention with its worth and the places that decide about it."""

    mention: Mention
    worth: float  # phrase weight times what the place leaves of it
    block: int  # from 0, of BLOCK characters
    opening: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in an artefact: in title, in file name, and in the text."""

    titled: tuple[Mention, ...] = ()
    named: tuple[Mention, ...] = ()
    placed: tuple[Placed, ...] = ()
    blocks: int = 1
    characters: int = 0
    repeated: float = 0.0  # share of the text that is boilerplate
    opening: str = field(default="", repr=False)


def read(
    find: Callable[[str, int], list[Mention]],
    segments: Iterable[Segment],
    boilerplate: frozenset[int] = frozenset(),
) -> tuple[Placed, ...]:
    """The mentions in the text, each worth what its place leaves of its weight."""
    offset = 0
    placed: list[Placed] = []
    lines: Counter[tuple[str, str, str]] = Counter()
    meant: dict[str, str] = {}
    for n, segment in enumerate(segments):
        mentions = find(segment.text, n)
        if mentions:
            meant |= definitions(segment.text)
            for item in _in_segment(segment, mentions, offset, boilerplate):
                line = line_of(segment.text, item.mention.start)
                key = (item.mention.field, item.mention.value, line)
                lines[key] += 1
                if lines[key] > 1 and len(line) > len(item.mention.phrase) + 3:
                    item = replace(item, worth=item.worth * ASIDE)
                placed.append(item)
        offset += len(segment.text)
    return tuple(p for p in placed if not _means_another(p.mention, meant, placed))


def _in_segment(
    segment: Segment,
    mentions: list[Mention],
    offset: int,
    boilerplate: frozenset[int],
) -> Iterator[Placed]:
    text = segment.text
    apart = _apart(segment)
    crowded = _crowded(mentions)
    for mention in mentions:
        line = line_of(text, mention.start)
        if negated(text, mention.start, mention.end):
            continue
        worth = mention.weight
        aside = mention.start >= apart or bool(_LEADER.search(line))
        aside = aside or (bool(boilerplate) and paragraph_hash(line) in boilerplate)
        if aside or _in_link(text, mention):
            worth *= ASIDE
        elif (mention.start, mention.field) in crowded:
            worth *= 0.3
        place = offset + mention.start
        yield Placed(
            mention,
            worth,
            place // BLOCK,
            place < OPENING,
            _is_heading(segment, line, mention),
        )


def negated(text: str, start: int, end: int) -> bool:
    """True where the sentence says that it is not so: not chosen, out of scope."""
    before = text[max(0, start - 60) : start]
    return bool(_NOT.search(before) or _NOT_AFTER.match(text[end : end + 80]))


def definitions(text: str) -> dict[str, str]:
    """Abbreviations the text itself explains: ``long form (ABBR)``, lower case."""
    found: dict[str, str] = {}
    for match in _DEFINED.finditer(text):
        short = match.group(1)
        words = re.findall(
            r"[^\W_]+", text[max(0, match.start() - 120) : match.start()]
        )
        long = _long_form(short, words)
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


_SMALL = frozenset("a an and at by for from in of on or the to with".split())


def line_of(text: str, at: int) -> str:
    """The line a place stands in, at most 400 characters each side."""
    start = text.rfind("\n", max(0, at - 400), at) + 1 or max(0, at - 400)
    end = text.find("\n", at, at + 400)
    return text[start : end if end >= 0 else at + 400].strip()


def paragraph_hash(line: str) -> int:
    """The same number for the same words; 0 for a line too short to compare."""
    words = " ".join(line.split()).casefold()
    if len(words) < PARAGRAPH:
        return 0
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big")


def _apart(segment: Segment) -> int:
    """Where a glossary or document control begins; behind the end if nowhere."""
    if segment.kind == "section" and _APART.match(segment.label):
        return 0
    match = _APART.search(segment.text)
    if match:
        return match.start()
    entries = list(_ENTRY.finditer(segment.text))
    if len(entries) >= 8 and len(entries) * 2 > segment.text.count("\n"):
        return entries[0].start()
    return len(segment.text) + 1


def _crowded(mentions: list[Mention]) -> set[tuple[int, str]]:
    """Mentions among many different values of the same field."""
    crowded: set[tuple[int, str]] = set()
    for name in {m.field for m in mentions}:
        same = sorted((m for m in mentions if m.field == name), key=lambda m: m.start)
        for m in same:
            near = {o.value for o in same if abs(o.start - m.start) <= NEAR}
            if len(near) >= CROWD:
                crowded.add((m.start, name))
    return crowded


def _in_link(text: str, mention: Mention) -> bool:
    """True inside an address, and in a line that is little more than links."""
    line_start = text.rfind("\n", 0, mention.start) + 1
    line = line_of(text, mention.start)
    at = mention.start - line_start
    links = list(_LINK.finditer(line))
    if any(m.start() <= at < m.end() for m in links):
        return True
    before = text[max(0, mention.start - 80) : mention.start].split()[-1:]
    if before and ("://" in before[0] or "@" in before[0] or "www." in before[0]):
        return not text[mention.start - 1].isspace()
    return sum(len(m.group()) for m in links) * 2 > len(line)


def _is_heading(segment: Segment, line: str, mention: Mention) -> bool:
    """A short line that begins like a heading and does not end like a sentence."""
    if segment.kind == "sheet" or len(line) > 80 or line.endswith((".", ",", ";", ":")):
        return False
    if _BULLET.match(line) or "|" in line or "\t" in line:
        return False
    known = segment.kind == "section" and line.lstrip("# ") == segment.label
    return known or (line[:1].isupper() and len(mention.phrase) * 4 >= len(line))


def _means_another(
    mention: Mention, meant: dict[str, str], placed: list[Placed]
) -> bool:
    """True for an abbreviation that this document defines as something else.

    It is the same thing when the long form is itself a mention of the value.
    """
    long = meant.get(mention.phrase)
    if long is None:
        return False
    return not any(
        p.mention.value == mention.value
        and p.mention.field == mention.field
        and (p.mention.phrase.lower() in long or long in p.mention.phrase.lower())
        for p in placed
        if p.mention.phrase != mention.phrase
    )
