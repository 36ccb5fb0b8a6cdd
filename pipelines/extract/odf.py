"""OpenDocument: ODT by headings, ODS by sheets, ODP by slides and their notes."""

import posixpath
from collections.abc import Iterator, Mapping

from lxml import etree

from pipelines.extract.dates import day
from pipelines.extract.file import File
from pipelines.extract.packages import Package, open_package
from pipelines.extract.rows import Cursor, without_margin
from pipelines.records import ExtractError, Extraction, Segment, SegmentKind, Status

DEEPEST = 3  # headings below this level stay inside their section
# Changes that were undone, what belongs to another segment or to none, and what would
# stick to the word before it: the number of a note, and who made a comment and when.
UNSEEN = frozenset(
    "tracked-changes notes forms settings sequence-decls note-citation "
    "creator-initials sender-initials".split()
)
SIGNED = "{http://purl.org/dc/elements/1.1/}"
MARGINS = "header header-first header-left footer footer-first footer-left".split()
CELLS = ("table-cell", "covered-table-cell")
META = {
    "title": "title",
    "initial-creator": "author",
    "creation-date": "created",
    "date": "modified",
}
Line = tuple[str, int]  # a paragraph or table row, and its outline level or 0


def extract(file: File) -> Extraction:
    """The text of a document, a spreadsheet or a presentation."""
    with open_package(file) as package:
        _refuse_encrypted(package)
        root = package.tree("content.xml")
        body = root.find("{*}body")
        content = None if body is None or len(body) == 0 else body[0]
        if content is None:
            raise ExtractError("corrupt", "content.xml has no body")
        kind = etree.QName(content).localname
        if kind == "spreadsheet":
            segments = list(_sheets(package, content))
        elif kind == "presentation":
            segments = list(_slides(package, content))
        else:
            segments = [*_sections(content), *_furniture(package)]
            inside = "\n".join(_inside(package, content))
            segments.append(Segment("section", None, "charts and diagrams", inside))
        metadata = _metadata(package)
        reason = package.reason()
    if kind != "text":
        metadata["pages"] = str(sum(s.kind != "notes" for s in segments))
    status: Status = "partial" if reason else "ok"
    return Extraction(
        file.media_type, tuple(segments), metadata, status=status, reason=reason
    )


def _refuse_encrypted(package: Package) -> None:
    manifest = package.optional("META-INF/manifest.xml")
    if manifest is not None and manifest.find(".//{*}encryption-data") is not None:
        raise ExtractError("encrypted", "protected by a password")


def _metadata(package: Package) -> dict[str, str]:
    root = package.optional("meta.xml")
    found: dict[str, str] = {}
    for element in () if root is None else root.iter("{*}*"):
        name, text = etree.QName(element).localname, (element.text or "").strip()
        if name in META and text:
            found[META[name]] = day(text) if "dat" in name else text
        elif name == "creator" and text:
            found.setdefault("author", text)
        elif name == "document-statistic":
            found["pages"] = _attributes(element).get("page-count", "")
    return found


def _sections(content: etree._Element) -> Iterator[Segment]:
    kind: SegmentKind = "body"
    label, lines = "", list[str]()
    for text, level in _lines(content):
        if 0 < level <= DEEPEST and text.strip():
            yield Segment(kind, None, label, "\n".join(lines))
            kind, label, lines = "section", " ".join(text.split()), []
        lines.append(text)
    yield Segment(kind, None, label, "\n".join(lines))


def _furniture(package: Package) -> Iterator[Segment]:
    """Headers and footers, which the page styles hold."""
    root = package.optional("styles.xml")
    if root is not None:
        found = root.iter(*(f"{{*}}{name}" for name in MARGINS))
        lines = dict.fromkeys(text for part in found for text, _ in _lines(part))
        yield Segment("section", None, "headers and footers", "\n".join(lines))


def _inside(package: Package, root: etree._Element) -> Iterator[str]:
    """The words of the charts and documents shown below an element.

    Each is a folder of the package, with a content of its own.
    """
    found = (_attributes(shown).get("href", "") for shown in root.iter("{*}object"))
    for folder in dict.fromkeys(map(posixpath.normpath, found)):
        part = package.optional(f"{folder}/content.xml")
        body = None if part is None else part.find("{*}body")
        for content in () if body is None else body:
            if etree.QName(content).localname == "chart":
                yield from dict.fromkeys(_names(content))
            else:
                yield from (text for text, _ in _lines(content))


def _names(chart: etree._Element) -> Iterator[str]:
    """The titles of a chart, and of its series and categories; no numbers."""
    for element in chart.iter("{*}title", "{*}subtitle", "{*}table-cell"):
        if _attributes(element).get("value-type", "string") == "string":
            yield from ("".join(map(str, p.itertext())) for p in element.iter("{*}p"))


def _sheets(package: Package, content: etree._Element) -> Iterator[Segment]:
    """Repeated rows and cells are said once: a million of them are no more words."""
    for number, table in enumerate(content.iterfind("{*}table"), 1):
        rows = without_margin([row for row, _ in _lines(table) if row.strip()])
        text = "\n".join((*rows, *_inside(package, table)))
        yield Segment("sheet", number, _named(table) or f"sheet {number}", text)


def _slides(package: Package, content: etree._Element) -> Iterator[Segment]:
    for number, page in enumerate(content.iterfind("{*}page"), 1):
        lines = (text for text, _ in _lines(page))
        text = "\n".join((*lines, *_inside(package, page)))
        yield Segment("slide", number, f"slide {number}", text)
        for notes in page.iterfind("{*}notes"):
            text = "\n".join(text for text, _ in _lines(notes))
            if text.strip():
                yield Segment("notes", number, f"notes of slide {number}", text)


def _lines(root: etree._Element) -> Iterator[Line]:
    """The paragraphs and table rows below an element, with notes after their line."""
    flow = _Flow()
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        name = etree.QName(element).localname
        if event == "start":
            passed = name in UNSEEN or element.tag.startswith(SIGNED)
            if passed and element is not root:
                walk.skip_subtree()
                continue
            flow.open(name, element)
        else:
            flow.close(name, element)
            # What follows an element's end is text of the element around it.
            if element is not root and flow.reading():
                flow.text(element.tail)
        yield from flow.taken()


class _Flow:
    """The paragraphs being read, one inside the other, and open rows and cells."""

    def __init__(self) -> None:
        self._open: list[list[str]] = []
        self._after: list[Line] = []
        self._done: list[Line] = []
        self._rows: list[Cursor] = []
        self._cells: list[list[str]] = []

    def reading(self) -> bool:
        return bool(self._open)

    def text(self, text: str | None) -> None:
        if text:
            self._open[-1].append(" ".join(text.split("\n")))

    def open(self, name: str, element: etree._Element) -> None:
        if name in ("p", "h", "title", "desc"):
            self._open.append([])
        elif name == "table-row":
            self._rows.append(Cursor())
        elif name in CELLS:
            self._cells.append([])
        if self._open:
            if name in ("s", "tab", "line-break"):
                self._open[-1].append({"s": " ", "tab": "\t"}.get(name, "\n"))
            self.text(element.text)

    def close(self, name: str, element: etree._Element) -> None:
        if name in ("p", "h", "title", "desc") and self._open:
            level = _numbered(element, "outline-level") if name == "h" else 0
            self._put("".join(self._open.pop()), level)
        elif name in CELLS and self._cells:
            cell = " ".join(self._cells.pop()) or _stored(element)
            if self._rows and cell:
                self._rows[-1].put(cell)
            if self._rows:
                self._rows[-1].next(_numbered(element, "number-columns-repeated"))
        elif name == "table-row" and self._rows:
            self._put("\t".join(self._rows.pop().cells), 0)

    def taken(self) -> list[Line]:
        taken, self._done = self._done, []
        return taken

    def _put(self, text: str, level: int) -> None:
        if self._open:
            # A note or text box inside a paragraph: it follows that paragraph.
            self._after.append((text, 0))
        elif self._cells:
            self._cells[-1] += [text, *(line for line, _ in self._after)]
            self._after = []
        else:
            self._done += [(text, level), *self._after]
            self._after = []


def _named(element: etree._Element) -> str:
    return _attributes(element).get("name", "")


def _stored(cell: etree._Element) -> str:
    """The value of a cell that shows no text."""
    found = _attributes(cell)
    keys = ("string-value", "date-value", "value", "boolean-value")
    return next((found[key] for key in keys if key in found), "")


def _numbered(element: etree._Element, name: str) -> int:
    value = _attributes(element).get(name, "1")
    return int(value) if value.isdecimal() else 1


def _attributes(element: etree._Element) -> Mapping[str, str]:
    return {etree.QName(k).localname: str(v) for k, v in element.attrib.items()}
