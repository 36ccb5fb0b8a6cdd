"""XLSX and XLSM: a segment a sheet, streamed cell by cell, however sparse."""

from collections.abc import Iterator

from lxml import etree

from pipelines.extract import drawing
from pipelines.extract.cells import Budget, Cells, SharedTexts
from pipelines.extract.embedded import embedded
from pipelines.extract.file import File
from pipelines.extract.numbers import NumberFormats
from pipelines.extract.packages import Package, open_package, properties
from pipelines.extract.rows import without_margin
from pipelines.records import ExtractError, Extraction, Segment, Status

# How a comment begins that only says a conversation again, for old programs.
AGAIN = "[Threaded comment]"
BESIDE = frozenset({"comments", "threadedComment", "drawing"})


def extract(file: File) -> Extraction:
    """The values of every sheet, hidden ones too, with comments and text boxes."""
    with open_package(file) as package:
        main = package.main("xl/workbook.xml")
        root = package.tree(main)
        sheets = list(sheets_of(package, main, root))
        if not sheets:
            raise ExtractError("corrupt", "no sheet in the workbook")
        segments = _segments(package, main, root, sheets, Budget.of(file.limits))
        metadata = {**properties(package), "pages": str(len(sheets))}
        children = embedded(package, (part for _, part in sheets), file.limits)
        reason = package.reason()
    status: Status = "partial" if reason else "ok"
    return Extraction(
        file.media_type, tuple(segments), metadata, children, status, reason
    )


def sheets_of(
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


def _segments(
    package: Package,
    main: str,
    root: etree._Element,
    sheets: list[tuple[str, str]],
    budget: Budget,
) -> list[Segment]:
    shared, formats = _shared(package, main, budget), _formats(package, main, root)
    segments: list[Segment] = []
    for number, (name, part) in enumerate(sheets, 1):
        cells = Cells(shared, formats, budget)
        package.feed(part, cells)
        rows = without_margin(cells.finish())
        text = "\n".join((*rows, *_beside(package, part)))
        segments.append(Segment("sheet", number, name, text))
        if budget.spent():
            package.problems.append(f"sheet {name} and those after it are cut short")
            break
    return segments


def _shared(package: Package, main: str, budget: Budget) -> list[str]:
    found = SharedTexts(budget.characters)
    for link in package.links(main).values():
        if link.kind == "sharedStrings" and link.target in package:
            package.feed(link.target, found)
    return found.texts


def _formats(package: Package, main: str, root: etree._Element) -> NumberFormats:
    links = package.links(main).values()
    parts = (link.target for link in links if link.kind == "styles")
    book = root.find("{*}workbookPr")
    from_1904 = book is not None and book.get("date1904", "0") in ("1", "true")
    return NumberFormats.of(package.optional(next(parts, "")), from_1904)


def _beside(package: Package, part: str) -> Iterator[str]:
    """Comments, and the text boxes and charts that lie on the sheet."""
    links = package.links(part).values()
    again = AGAIN if any(link.kind == "threadedComment" for link in links) else None
    for link in links:
        root = package.optional(link.target) if link.kind in BESIDE else None
        if root is None:
            continue
        if link.kind == "drawing":
            yield from drawing.lines(root)
            yield from drawing.linked(package, link.target)
        else:
            for note in root.iter("{*}text"):
                text = "".join(str(piece) for piece in note.itertext())
                if again is None or not text.startswith(again):
                    yield text
