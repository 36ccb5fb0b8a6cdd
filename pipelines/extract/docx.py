"""DOCX: a segment a section under its heading, then notes, comments and the like."""

from collections.abc import Iterator, Mapping
from itertools import chain

from lxml import etree

from pipelines.extract import drawing, html
from pipelines.extract.embedded import embedded
from pipelines.extract.file import File
from pipelines.extract.packages import Package, open_package, properties
from pipelines.extract.rows import Cursor
from pipelines.records import ExtractError, Extraction, Segment, SegmentKind, Status

DEEPEST = 3  # headings below this level stay inside their section
INLINE = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Text that was deleted or moved away, drawings said again for old readers, and what
# a paragraph was before its style was changed.
UNSEEN = frozenset({"del", "moveFrom", "Fallback", "rPr", "pPrChange", "tabs"})
Paragraph = tuple[str, str, int]  # text, style, outline level or 0
PAGES = (".htm", ".html", ".xhtml")
PARTS = (  # what stands beside the body: links of the main part, and their name
    (("header", "footer"), "headers and footers"),
    (("footnotes",), "footnotes"),
    (("endnotes",), "endnotes"),
    (("comments",), "comments"),
)


def extract(file: File) -> Extraction:
    """The text by headings, with tables, text boxes and alternative texts in place."""
    with open_package(file) as package:
        main = package.main("word/document.xml")
        root = package.tree(main)
        segments = list(_sections(root, _levels(package, main)))
        segments += [*_imported(package, main), *_beside(package, main)]
        metadata = properties(package)
        children = embedded(package, [main], file.limits)
        reason = package.reason()
    status: Status = "partial" if reason else "ok"
    return Extraction(
        file.media_type, tuple(segments), metadata, children, status, reason
    )


def _levels(package: Package, main: str) -> dict[str, int]:
    """The outline level, from 1, of every paragraph style that is a heading."""
    links = package.links(main).values()
    part = next((link.target for link in links if link.kind == "styles"), "")
    root = package.optional(part) if part else None
    own: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in () if root is None else root.iter("{*}style"):
        name = _value(style.find("{*}name")).lower()
        outline = style.find("{*}pPr/{*}outlineLvl")
        key = _attribute(style, "styleId")
        based[key] = _value(style.find("{*}basedOn"))
        if outline is not None and _value(outline).isdecimal():
            own[key] = int(_value(outline)) + 1
        elif name == "title":
            own[key] = 1
        elif name.startswith("heading ") and name[8:].isdecimal():
            own[key] = int(name[8:])
    return {key: level for key in based if (level := _inherited(key, own, based))}


def _inherited(key: str, own: Mapping[str, int], based: Mapping[str, str]) -> int:
    for _ in range(12):  # a style may say that it is based on itself
        if key in own or key not in based:
            break
        key = based[key]
    return own.get(key, 0)


def _sections(root: etree._Element, levels: Mapping[str, int]) -> Iterator[Segment]:
    kind: SegmentKind = "body"
    label, lines = "", list[str]()
    for text, style, outline in _paragraphs(root):
        level = outline or levels.get(style, 0)
        if 0 < level <= DEEPEST and text.strip():
            if lines:
                yield Segment(kind, None, label, "\n".join(lines))
            kind, label, lines = "section", " ".join(text.split()), []
        lines.append(text)
    if lines:
        yield Segment(kind, None, label, "\n".join(lines))


def _imported(package: Package, main: str) -> Iterator[Segment]:
    """The pages that a document holds as they were until Word saves it anew.

    Programs that make a document of a page leave it so; one of another kind is told.
    """
    for link in package.links(main).values():
        if link.kind != "aFChunk":
            continue
        try:
            content = package.read(link.target)
        except ExtractError as error:
            package.problems.append(error.reason)
            continue
        if not link.target.endswith(PAGES):
            package.problems.append(f"{link.target} is not read")
            continue
        segments, _, reason = html.page(html.markup_of(content))
        package.problems += [f"{link.target} is {reason}"] if reason else []
        yield from segments


def _beside(package: Package, main: str) -> Iterator[Segment]:
    links = sorted(package.links(main).values(), key=lambda link: link.target)
    for kinds, label in PARTS:
        roots = (package.optional(ln.target) for ln in links if ln.kind in kinds)
        found = (_paragraphs(root) for root in roots if root is not None)
        # The same header stands in every section: once is enough.
        lines = dict.fromkeys(text for text, _, _ in chain.from_iterable(found))
        yield Segment("section", None, label, "\n".join(lines))
    lines = dict.fromkeys(drawing.linked(package, main))
    yield Segment("section", None, "charts and diagrams", "\n".join(lines))


def _paragraphs(root: etree._Element) -> Iterator[Paragraph]:
    """Text, style and own outline level of each paragraph and table row in order.

    A text box follows the paragraph or row it is fixed to.
    """
    _drop_hidden(root)
    flows = [_Flow()]  # the story being read, and the text boxes open inside it
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = etree.QName(element).localname
        if event == "start":
            if name in UNSEEN:
                walk.skip_subtree()
            elif name == "txbxContent":
                flows.append(_Flow())
            else:
                flows[-1].open(name, element)
        elif name == "txbxContent" and len(flows) > 1:
            box = flows.pop()
            flows[-1].boxes += box.done + box.boxes
        else:
            flows[-1].close(name)
            if len(flows) == 1:
                yield from flows[0].taken()
    yield from flows[0].boxes


def _drop_hidden(root: etree._Element) -> None:
    """Takes out the runs whose text Word does not show."""
    for mark in list(root.iter("{*}vanish")):
        given = mark.getparent()
        run = None if given is None else given.getparent()
        around = None if run is None else run.getparent()
        if run is None or around is None or etree.QName(run).localname != "r":
            continue  # the mark of a paragraph, or what a run was before a change
        if _value(mark) not in ("0", "false", "off"):
            around.remove(run)


class _Flow:
    """Paragraphs one after the other, and the rows and cells open at the moment."""

    def __init__(self) -> None:
        self.done: list[Paragraph] = []
        self.boxes: list[Paragraph] = []
        self._text: list[str] = []
        self._rows: list[Cursor] = []
        self._cells: list[list[str]] = []
        self._columns: list[int] = []  # that each open cell takes
        self._style, self._outline = "", 0

    def open(self, name: str, element: etree._Element) -> None:
        if name == "t":
            self._text.append(element.text or "")
        elif name in INLINE:
            self._text.append(INLINE[name])
        elif name == "tr":
            self._rows.append(Cursor())
        elif name == "gridBefore" and self._rows:
            self._rows[-1].next(_count(element))
        elif name == "tc":
            self._cells.append([])
            self._columns.append(1)
        elif name == "gridSpan" and self._columns:
            self._columns[-1] = _count(element)
        elif name == "pStyle":
            self._style = _value(element)
        elif name == "outlineLvl" and _value(element).isdecimal():
            self._outline = int(_value(element)) + 1  # the tenth is body text
        elif name == "docPr":
            self.boxes += [(words, "", 0) for words in drawing.described(element)]
        elif name == "textpath" and element.get("string"):
            self.boxes.append((element.get("string", ""), "", 0))  # a watermark

    def close(self, name: str) -> None:
        if name == "p":
            self._put("".join(self._text), self._style, self._outline)
            self._text, self._style, self._outline = [], "", 0
        elif name == "tc" and self._cells:
            cell, columns = " ".join(self._cells.pop()), self._columns.pop()
            if self._rows:
                self._rows[-1].put(cell)
                self._rows[-1].next(columns)
        elif name == "tr" and self._rows:
            self._put("\t".join(self._rows.pop().cells), "", 0)

    def taken(self) -> list[Paragraph]:
        """What is complete: with its text boxes once no row is open."""
        taken, self.done = self.done, []
        if taken and not self._rows:
            taken += self.boxes
            self.boxes = []
        return taken

    def _put(self, text: str, style: str, outline: int) -> None:
        if self._cells:
            self._cells[-1].append(text)
        else:
            self.done.append((text, style, outline))


def _count(element: etree._Element) -> int:
    """How many columns an element says; a file may say anything."""
    value = _value(element)
    return int(value) if value.isdecimal() and len(value) < 5 else 1


def _value(element: etree._Element | None) -> str:
    return "" if element is None else _attribute(element, "val")


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute in whichever of the two WordprocessingML namespaces is used."""
    namespace = etree.QName(element).namespace
    return element.get(f"{{{namespace}}}{name}", "")
