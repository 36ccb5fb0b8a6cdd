"""DrawingML, the part OOXML documents share: shapes, tables, charts and SmartArt."""

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.extract.packages import Package

INLINE = {"br": "\n", "tab": "\t"}
# Slide numbers and dates are fields of every slide, not words of this one.
FURNITURE = frozenset({"sldNum", "dt"})
UNSEEN = frozenset({"Fallback", "rPr", "pPr", "spPr", "style", "tabLst"})
IMAGE = re.compile(r"\.(png|jpe?g|gif|bmp|svg|emf|wmf|tiff?)\s*$", re.IGNORECASE)
# What Office says of a picture that nobody described.
BY_PROGRAM = re.compile(
    r"\b(?:description (?:automatically )?generated\b|AI[- ]generated content may\b)",
    re.IGNORECASE,
)
GRAPHICS = frozenset({"chart", "chartEx", "diagramData"})
OVER = "chartUserShapes"  # what people drew on a chart: a link of the chart's own
# Where a chart keeps the names of its series and categories: as written, of cells, of
# two levels.
NAMES = ("{*}tx", "{*}strCache", "{*}strLit", "{*}multiLvlStrCache", "{*}strDim")


def lines(root: etree._Element, unseen: frozenset[str] = FURNITURE) -> Iterator[str]:
    """The paragraphs and table rows with text, and alternative texts.

    `unseen` are the kinds of placeholder to leave out.
    """
    text: list[str] = []
    cells: list[str] = []
    row: list[str] | None = None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = etree.QName(element).localname
        if event == "start":
            if name in UNSEEN or (name == "sp" and placeholder(element) in unseen):
                walk.skip_subtree()
            elif name == "t":
                text.append(element.text or "")
            elif name in INLINE:
                text.append(INLINE[name])
            elif name == "tr":
                row = []
            elif name == "cNvPr":
                yield from described(element)
        elif name == "p" and row is not None:
            cells.append("".join(text))
            text = []
        elif name == "p":
            line, text = "".join(text), []
            if line.strip():
                yield line
        elif name == "tc" and row is not None:
            row.append(" ".join(cells))
            cells = []
        elif name == "tr" and row is not None:
            line, row = "\t".join(row), None
            if line.strip():
                yield line


def linked(package: Package, part: str) -> Iterator[str]:
    """The words of the charts and diagrams a part links to."""
    for link in package.links(part).values():
        if link.kind in GRAPHICS:
            yield from _drawn(package, link.target)
            for over in package.links(link.target).values():
                if over.kind == OVER:
                    yield from _drawn(package, over.target)


def described(element: etree._Element) -> Iterator[str]:
    """The alternative text of a picture, as people wrote it.

    It may be only where a file once lay, or what a program made of the picture.
    """
    for words in (element.get("title", ""), element.get("descr", "")):
        if words and not IMAGE.search(words) and not BY_PROGRAM.search(words):
            yield words


def _drawn(package: Package, part: str) -> Iterator[str]:
    root = package.optional(part)
    if root is not None:
        yield from lines(root)
        # Every series of a chart keeps the names of all categories.
        yield from dict.fromkeys(_names(root))


def _names(root: etree._Element) -> Iterator[str]:
    """Series and category names, which a chart keeps outside its paragraphs."""
    for cache in root.iter(*NAMES):
        for point in cache.iter("{*}v", "{*}pt"):
            if point.text and point.text.strip():
                yield point.text


def placeholder(shape: etree._Element) -> str:
    """What a shape holds the place of on its slide, such as `title`; nothing else."""
    found = shape.find("{*}nvSpPr/{*}nvPr/{*}ph")
    return "" if found is None else found.get("type", "")
