"""Segments from the XHTML that a Tika server writes of a document."""

from collections.abc import Iterator

from lxml import etree

from pipelines.extract import detect
from pipelines.records import Segment, SegmentKind

DEEPEST = ("h1", "h2", "h3")  # headings below these stay inside their section
CELLS, ROWS = frozenset({"td", "th"}), frozenset({"table", "tbody", "thead", "tr"})
BLOCKS = frozenset({"p", "div", "li", "tr", "br", "h1", "h2", "h3", "h4", "h5", "h6"})
# Links to what is embedded, and what every slide repeats from its master.
UNSEEN = frozenset({"embedded", "package-entry", "slide-master-content"})
MARGINS = frozenset({"header", "footer"})
SHEETS = frozenset({detect.XLS, detect.XLSX, detect.XLSM, detect.XLSB})


def segments(content: str, media_type: str) -> tuple[Segment, ...]:
    """Slides with their notes, sheets, pages, else sections by headings."""
    if not content.strip():
        return ()
    # Forgiving: the text of a damaged document may hold what no XML may.
    parser = etree.XMLParser(recover=True, huge_tree=True, resolve_entities=False)
    root = etree.fromstring(content.encode("utf-8", "replace"), parser)
    body = None if root is None else root.find("{*}body")
    if body is None:
        return ()
    boxes = list(body.iter("{*}div"))
    if any(_class(box) == "slide-content" for box in boxes):
        return tuple(_slides(body))
    if media_type in SHEETS:
        return tuple(_sheets(boxes))
    pages = [box for box in boxes if _class(box) == "page"]
    if pages:
        return tuple(
            Segment("page", number, f"page {number}", _text(page))
            for number, page in enumerate(pages, 1)
        )
    return tuple(_sections(body))


def _slides(body: etree._Element) -> Iterator[Segment]:
    """What stands between two slides was noted to the first of them."""
    number, slide, notes = 0, "", list[str]()
    for shown, element in _pieces(body):
        if not shown:
            notes.append(_text(element))
            continue
        if number:
            yield from _slide(number, slide, notes)
        number, slide, notes = number + 1, _text(element), []
    yield from _slide(number, slide, notes)


def _slide(number: int, text: str, notes: list[str]) -> Iterator[Segment]:
    label = f"slide {number}"
    yield Segment("slide", number, label, text)
    # A page of notes ends with its number.
    noted = "\n".join(n for n in notes if n.strip() not in ("", str(number)))
    if noted:
        yield Segment("notes", number, f"notes of {label}", noted)


def _pieces(element: etree._Element) -> Iterator[tuple[bool, etree._Element]]:
    """Whether each piece is a slide, in order; notes may stand inside or beside."""
    for child in element:
        if _class(child) == "slide-content":
            yield True, child
        elif any(_class(inner) == "slide-content" for inner in child.iter("{*}div")):
            yield from _pieces(child)
        else:
            yield False, child


def _sheets(boxes: list[etree._Element]) -> Iterator[Segment]:
    named = [box for box in boxes if _class(box) in ("sheet", "page")]
    for number, box in enumerate(named, 1):
        heading = box.find("{*}h1")
        name = "" if heading is None else _text(heading).strip()
        if heading is not None:
            box.remove(heading)
        yield Segment("sheet", number, name or f"sheet {number}", _text(box))


def _sections(body: etree._Element) -> Iterator[Segment]:
    kind: SegmentKind = "body"
    label, texts, margins = "", list[str](), list[str]()
    for element in _blocks(body):
        text = _text(element)
        if _class(element) in MARGINS:
            margins.append(text.strip())
            continue
        if _name(element) in DEEPEST and text.strip():
            yield Segment(kind, None, label, "\n".join(texts))
            kind, label, texts = "section", " ".join(text.split()), []
        texts.append(text.strip("\n"))
    yield Segment(kind, None, label, "\n".join(texts))
    # The same header stands in every section: once is enough.
    beside = "\n".join(dict.fromkeys(margins))
    yield Segment("section", None, "headers and footers", beside)


def _blocks(element: etree._Element) -> Iterator[etree._Element]:
    for child in element:
        inside = child.iter("{*}h1", "{*}h2", "{*}h3", "{*}div")
        if _name(child) == "div" and any(inner is not child for inner in inside):
            yield from _blocks(child)
        elif _class(child) not in UNSEEN:
            yield child


def _text(root: etree._Element) -> str:
    """A line a paragraph, a line a table row with tabs between its cells."""
    pieces: list[str] = []
    cells = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = _name(element)
        if event == "start" and _class(element) in UNSEEN:
            walk.skip_subtree()
        elif event == "start":
            cells += name in CELLS
            # Between the cells of a table stand only the server's own tabs.
            text = "" if name in ROWS else element.text
            pieces.append(element.get("alt", "") if name == "img" else text or "")
        else:
            if name in CELLS:
                cells -= 1
                pieces.append("\t")
            elif name in BLOCKS:
                pieces.append(" " if cells else "\n")
            if element is not root and _name(element.getparent()) not in ROWS:
                pieces.append(element.tail or "")
    lines = "".join(pieces).split("\n")
    return "\n".join(line.strip(" ") for line in lines if line.strip())


def _name(element: etree._Element | None) -> str:
    if element is None or not isinstance(element.tag, str):
        return ""
    return etree.QName(element).localname


def _class(element: etree._Element) -> str:
    return element.get("class", "")
