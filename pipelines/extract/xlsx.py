"""XLSX and XLSM: a segment a sheet, streamed cell by cell, however sparse."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipelines.extract import drawing
from pipelines.extract.file import File, Limits
from pipelines.extract.numbers import NumberFormats
from pipelines.extract.packages import Package, open_package, properties
from pipelines.records import ExtractError, Extraction, Segment, Status

CELLS = 5_000_000  # cells with a value read of one file: some twenty seconds


@dataclass(slots=True)
class Workbook:
    """What the sheets of one workbook share, and how much may still be read."""

    package: Package
    strings: list[str]
    formats: NumberFormats
    limits: Limits
    cells: int = CELLS
    characters: int = field(default=0)

    def full(self) -> bool:
        """Whether a limit is reached; then the sheet read is not read on."""
        return self.cells <= 0 or self.characters > self.limits.characters


def extract(file: File) -> Extraction:
    """The values of every sheet, hidden ones too, with comments and text boxes."""
    with open_package(file) as package:
        main = package.main("xl/workbook.xml")
        root = package.tree(main)
        sheets = list(_sheets(package, main, root))
        if not sheets:
            raise ExtractError("corrupt", "no sheet in the workbook")
        book = _workbook(package, main, root, file.limits)
        segments: list[Segment] = []
        for number, (name, part) in enumerate(sheets, 1):
            if book.full():
                package.problems.append(f"sheets from {number} on are left out")
                break
            text = "\n".join((*_rows(book, part), *_beside(package, part)))
            segments.append(Segment("sheet", number, name, text))
        if book.cells <= 0:
            package.problems.append(f"only the first {CELLS} cells are kept")
        metadata = {**properties(package), "pages": str(len(sheets))}
        reason = "; ".join(dict.fromkeys(package.problems))
    status: Status = "partial" if reason else "ok"
    return Extraction(
        file.media_type, tuple(segments), metadata, status=status, reason=reason
    )


def _sheets(
    package: Package, main: str, root: etree._Element
) -> Iterator[tuple[str, str]]:
    """The name and the part of each sheet in the order of the tabs."""
    links = package.links(main)
    for sheet in root.iter("{*}sheet"):
        name = sheet.get("name", "")
        link = next((links[v] for v in sheet.attrib.values() if v in links), None)
        if link is None or link.target not in package:
            package.problems.append(f"sheet {name} is missing")
        else:
            yield name, link.target


def _workbook(
    package: Package, main: str, root: etree._Element, limits: Limits
) -> Workbook:
    links = package.links(main).values()
    parts = {link.kind: link.target for link in links}
    styles = package.optional(parts.get("styles", ""))
    first = root.find("{*}workbookPr")
    from_1904 = first is not None and first.get("date1904", "0") in ("1", "true")
    strings = list(_strings(package, parts.get("sharedStrings", ""), limits))
    return Workbook(package, strings, NumberFormats.of(styles, from_1904), limits)


def _strings(package: Package, part: str, limits: Limits) -> Iterator[str]:
    if part not in package:
        return
    left = limits.characters
    for item in package.events(part, "{*}si"):
        text = _text(item)
        left -= len(text)
        if left < 0:
            package.problems.append("the longest of the shared texts are left out")
            return
        yield text


def _text(item: etree._Element) -> str:
    """The text of a string item in pieces of one format, without phonetic hints."""
    if len(item) == 1 and item[0].tag.endswith("}t"):
        return item[0].text or ""
    return "".join(
        element.text or ""
        for element in item.iter("{*}t")
        if (parent := element.getparent()) is None
        or etree.QName(parent).localname != "rPh"
    )


def _rows(book: Workbook, part: str) -> Iterator[str]:
    """A line a row: its values with a tab between, however far apart they stand."""
    row: list[str] = []
    for element in book.package.events(part, "{*}c", "{*}row"):
        if element.tag.endswith("}c"):
            value = _value(book, element)
            if value:
                row.append(value)
                book.cells -= 1
                book.characters += len(value) + 1
        elif row:
            yield "\t".join(row)
            row = []
        if book.full():
            break
    if row:
        yield "\t".join(row)


def _value(book: Workbook, cell: etree._Element) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(_text(item) for item in cell.iterfind("{*}is"))
    value = cell.findtext("{*}v") or ""
    if kind == "n":
        return book.formats.shown(value, cell.get("s", "0")) if value else ""
    if kind == "s":
        index = int(value) if value.isdecimal() else -1
        return book.strings[index] if 0 <= index < len(book.strings) else ""
    if kind == "b":
        return "TRUE" if value == "1" else "FALSE"
    return "" if kind == "e" else value  # an error such as #REF! is no text


def _beside(package: Package, part: str) -> Iterator[str]:
    """Comments, and the text boxes and charts that lie on the sheet."""
    for link in package.links(part).values():
        if link.kind in ("comments", "threadedComment"):
            root = package.optional(link.target)
            for note in () if root is None else root.iter("{*}text"):
                yield _text(note)
        elif link.kind == "drawing":
            root = package.optional(link.target)
            if root is not None:
                yield from (line for line in drawing.lines(root) if line.strip())
                yield from drawing.linked(package, link.target)
