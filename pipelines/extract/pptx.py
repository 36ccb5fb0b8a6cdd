"""PPTX: a segment a slide in the order of the show, and one for its notes."""

from collections.abc import Iterator

from lxml import etree

from pipelines.extract import drawing
from pipelines.extract.embedded import embedded
from pipelines.extract.file import File
from pipelines.extract.packages import Package, open_package, properties
from pipelines.records import Extraction, Segment, Status

MAIN = "ppt/presentation.xml"
TITLES = frozenset({"title", "ctrTitle"})
NOTES = frozenset({"sldNum", "dt", "hdr", "ftr", "sldImg"})  # not what was noted


def extract(file: File) -> Extraction:
    """The text of every slide, hidden ones too, with charts, comments and notes."""
    with open_package(file) as package:
        slides = _slides(package)
        if not slides:
            package.tree(package.main(MAIN))  # a template has none, and is no damage
        segments: list[Segment] = []
        for number, part in enumerate(slides, 1):
            if part is not None:
                segments += _segments(package, part, number)
        metadata = {**properties(package), "pages": str(len(slides))}
        children = embedded(package, filter(None, slides), file.limits)
        reason = package.reason()
    status: Status = "partial" if reason else "ok"
    return Extraction(
        file.media_type, tuple(segments), metadata, children, status, reason
    )


def _slides(package: Package) -> list[str | None]:
    """The slides' parts in the order of the show, or as numbered if that is lost.

    A slide of the show that is gone is None, so that the others keep their numbers.
    """
    main = package.main(MAIN)
    root = package.optional(main)
    links = package.links(main)
    found: list[str | None] = []
    for entry in () if root is None else root.iterfind("{*}sldIdLst/{*}sldId"):
        link = next((links[v] for v in entry.attrib.values() if v in links), None)
        if link is None or link.target not in package:
            found.append(None)
            package.problems.append(f"slide {len(found)} is missing")
        else:
            found.append(link.target)
    return found or list(package.names("ppt/slides/slide"))


def _segments(package: Package, part: str, number: int) -> Iterator[Segment]:
    root = package.optional(part)
    text = "" if root is None else "\n".join(drawing.lines(_titled(root)))
    beside = [*drawing.linked(package, part), *_comments(package, part)]
    label = f"slide {number}"
    yield Segment("slide", number, label, "\n".join((text, *beside)))
    for link in package.links(part).values():
        notes = package.optional(link.target) if link.kind == "notesSlide" else None
        if notes is not None:
            text = "\n".join(drawing.lines(notes, NOTES))
            if text:
                yield Segment("notes", number, f"notes of {label}", text)


def _titled(root: etree._Element) -> etree._Element:
    """The slide with its title before all else, as it is read: shapes lie as drawn."""
    for shapes in root.iterfind("{*}cSld/{*}spTree"):
        titles = (s for s in shapes if drawing.placeholder(s) in TITLES)
        if (title := next(titles, None)) is not None:
            shapes.insert(0, title)
    return root


def _comments(package: Package, part: str) -> Iterator[str]:
    for link in package.links(part).values():
        root = package.optional(link.target) if link.kind == "comments" else None
        if root is not None:
            # The old ones are plain text, those of today paragraphs in pieces.
            yield from (element.text or "" for element in root.iter("{*}text"))
            yield from drawing.lines(root)
