"""A segment of an artefact opened: its text with its marks."""

from dataclasses import dataclass

from api.views.frame import Frame
from api.views.marked import Marked, mark_all, marked
from api.views.parts import Links, Reference
from indexer.query import Fragment, Opened, PassageHit


@dataclass(frozen=True)
class SegmentView:
    """The text of one segment with its marks."""

    artefact: Reference
    segment: int
    kind: str
    number: int | None
    label: str
    fragment: Marked
    generation: str
    links: Links


def empty_segment(opened: Opened, n: int) -> PassageHit | None:
    """A segment that an artefact has but no passage, for want of text."""
    segments = opened.stored.get("segments", ())
    if not 0 <= n < len(segments):
        return None
    told = segments[n]
    return PassageHit(n, told["kind"], told["number"], told["label"], Fragment(""))


def segment_view(
    frame: Frame, opened: Opened, segment: PassageHit, q: str, synonyms: bool
) -> SegmentView:
    """A segment with the words of `q` marked."""
    site, n = frame.site, segment.segment
    links = site.segment(opened.id, n, q, synonyms)
    links["artefact"] = site.api("artefact", opened.id)
    if n > 0:
        links["prev"] = site.segment(opened.id, n - 1, q, synonyms)["self"]
    if n + 1 < len(opened.stored.get("segments", ())):
        links["next"] = site.segment(opened.id, n + 1, q, synonyms)["self"]
    text = segment.fragment.text
    return SegmentView(
        Reference(opened.id, opened.title, site.artefact(opened.id)),
        n,
        segment.kind,
        segment.number,
        segment.label,
        marked(mark_all(text, q, frame, synonyms)),
        frame.index.generation,
        links,
    )
