"""VSDX: a segment a drawing page, under the name of the page."""

from collections.abc import Iterator

from lxml import etree

from pipelines.extract.file import File
from pipelines.extract.packages import Package, open_package, properties
from pipelines.records import ExtractError, Extraction, Segment, Status


def extract(file: File) -> Extraction:
    """The words of the shapes on every page, background pages last."""
    with open_package(file) as package:
        pages = list(_pages(package))
        if not pages:
            raise ExtractError("corrupt", "no page in the drawing")
        pages.sort(key=lambda page: page[2])
        front = sum(not background for _, _, background in pages)
        segments = [
            Segment("page", number if number <= front else None, name, _words(root))
            for number, (name, root, _) in enumerate(pages, 1)
        ]
        metadata = {**properties(package), "pages": str(front)}
        reason = package.reason()
    status: Status = "partial" if reason else "ok"
    return Extraction(
        file.media_type, tuple(segments), metadata, status=status, reason=reason
    )


def _pages(package: Package) -> Iterator[tuple[str, etree._Element, bool]]:
    """Name, drawing and whether it is a background of every page."""
    document = package.links(package.main("visio/document.xml")).values()
    linked = (link.target for link in document if link.kind == "pages")
    index = next(linked, "visio/pages/pages.xml")
    root = package.optional(index)
    links = package.links(index)
    for number, page in enumerate(() if root is None else root.iter("{*}Page"), 1):
        name = page.get("Name") or page.get("NameU") or f"page {number}"
        ids = (v for rel in page.iter("{*}Rel") for v in rel.attrib.values())
        link = next((links[v] for v in ids if v in links), None)
        drawn = package.optional(link.target) if link else None
        if drawn is None:
            package.problems.append(f"page {name} is missing")
        else:
            yield name, drawn, page.get("Background") == "1"


def _words(root: etree._Element) -> str:
    found = ("".join(_strings(text)).strip() for text in root.iter("{*}Text"))
    return "\n".join(filter(None, found))


def _strings(text: etree._Element) -> Iterator[str]:
    return (str(piece) for piece in text.itertext())
