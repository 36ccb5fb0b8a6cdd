"""The page of an artefact: a part of its text that is not too long, with its hits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import with_query
from api.addresses.parameters import SYNONYMS, TEXT, Given
from api.addresses.sets import PART, SEGMENT
from api.http.context import frame_of
from api.http.found import opened_by
from api.http.given import kept
from api.pages.blueprint import kind_of
from api.pages.rendering import answered_page, printed
from api.pages.segment import flowing, segment_html
from api.views.artefact import (
    ArtefactCard,
    ArtefactView,
    SegmentCard,
    artefact_view,
    card_of,
)
from api.views.frame import Frame, references
from api.views.marked import mark_all
from indexer.query import Fragment, Opened, PassageHit

TEMPLATE = "artefact.html.jinja"
ROOM = 40_000  # characters of text on one page
MOST = 25  # segments on one page
SHEET = "sheet"  # the kind of a segment that has cells
PAGE = "page"  # the kind of one whose lines are those of paper


@dataclass(frozen=True)
class Read:
    """A segment, or a part of a very long one, as the page shows it."""

    card: SegmentCard
    text: Fragment
    hits: int  # in the whole segment
    part: int
    parts: int


@dataclass(frozen=True)
class Numbered:
    """What was read, as HTML, and the number of its first match on the page."""

    read: Read
    html: Markup
    first: int


def artefact_page(request: Request, id: str) -> Response:
    """The artefact; 404 if there is none, 422 with what was right."""
    asked = kept(request, "page_artefact")
    opened = opened_by(request, "artefact", id)

    def values() -> Mapping[str, Any]:
        return _values(request, opened, asked.given)

    pairs = [(n, v) for n in sorted(asked.given) for v in asked.given[n]]
    key = with_query(request.url.path, pairs)
    return answered_page(request, key, TEMPLATE, values, asked.faults)


def _values(request: Request, opened: Opened, given: Given) -> Mapping[str, Any]:
    frame = frame_of(request)
    index, audience = frame.index, frame.audience
    view = artefact_view(frame, opened)
    q, synonyms = TEXT.value(given), SYNONYMS.value(given) == "on"
    last = max(len(view.segments) - 1, 0)
    first = min(int(SEGMENT.value(given)), last)
    part = int(PART.value(given))
    cards = window(view.segments, first)
    texts = index.segments(opened.id, [c.segment for c in cards], audience)
    reader = _Reader(frame, texts, q, synonyms)
    found = index.segments_matching(opened.id, q, audience, synonyms) if q else ()
    holder = index.open("artefact", view.parent, audience) if view.parent else None
    twins = {c["id"]: c["blueprint"] for c in opened.stored.get("also_in", ())}

    def at(n: int, part: int = 0) -> str:
        return frame.site.segment(opened.id, n, q, synonyms, part)["page"]

    return {
        "view": view,
        "q": q,
        "synonyms": synonyms,
        "texts": numbered([reader.read(card, part) for card in cards]),
        "windows": [(g[0], g[-1], at(g[0].segment)) for g in windows(view.segments)],
        "found": found,
        "at": at,
        "first": cards[0].segment if cards else 0,
        "inside": _inside(frame, view),
        "holder": card_of(frame, holder) if holder else None,
        "twins": references(frame, twins),
        **printed(request),
        "copies": opened.stored.get("copies", 0),
    }


def numbered(reads: list[Read]) -> list[Numbered]:
    """The texts of one page as HTML, their matches numbered through."""
    last = sum(len(read.text.marks) for read in reads)
    told, first = [], 1
    for read in reads:
        whole_sheet = read.card.kind == SHEET and read.parts == 1
        text = flowing(read.text) if read.card.kind == PAGE else read.text
        told.append(Numbered(read, segment_html(text, first, last, whole_sheet), first))
        first += len(read.text.marks)
    return told


def window(cards: tuple[SegmentCard, ...], wanted: int) -> tuple[SegmentCard, ...]:
    """The segments shown together with one: the same for each of them."""
    for group in windows(cards):
        if any(card.segment == wanted for card in group):
            return group
    return ()


def windows(cards: tuple[SegmentCard, ...]) -> list[tuple[SegmentCard, ...]]:
    """The segments in groups that a page has room for."""
    groups: list[tuple[SegmentCard, ...]] = []
    group: list[SegmentCard] = []
    room = ROOM
    for card in cards:
        if group and (card.characters > room or len(group) == MOST):
            groups.append(tuple(group))
            group, room = [], ROOM
        group.append(card)
        room -= card.characters
    return [*groups, tuple(group)] if group else groups


def parted(text: str) -> list[str]:
    """A text in parts that a page has room for, cut at line ends if it has any."""
    parts: list[str] = []
    while len(text) > ROOM:
        end = text.rfind("\n", ROOM // 2, ROOM) + 1 or ROOM
        parts.append(text[:end])
        text = text[end:]
    return [*parts, text]


def _inside(frame: Frame, view: ArtefactView) -> list[tuple[ArtefactCard, str]]:
    """The artefacts that lie in a file, each with the label of its type."""
    files = frame.index.held_by(view.id, frame.audience)
    return [(card_of(frame, file), kind_of(frame, file)) for file in files]


class _Reader:
    """Reads segments of one artefact for one question."""

    def __init__(
        self, frame: Frame, texts: Mapping[int, PassageHit], q: str, synonyms: bool
    ) -> None:
        self._frame, self._texts = frame, texts
        self._q, self._synonyms = q, synonyms

    def read(self, card: SegmentCard, part: int) -> Read:
        """The segment; of a very long one a part, as asked or the first with hits."""
        found = self._texts.get(card.segment)
        parts = [
            self._marked(text) for text in parted(found.fragment.text if found else "")
        ]
        with_hits = (n for n, p in enumerate(parts, 1) if p.marks)
        n = min(part, len(parts)) or next(with_hits, 1)
        hits = sum(len(p.marks) for p in parts)
        return Read(card, parts[n - 1], hits, n, len(parts))

    def _marked(self, text: str) -> Fragment:
        if not self._q:
            return Fragment(text)
        return mark_all(text, self._q, self._frame, self._synonyms)
