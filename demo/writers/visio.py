"""VSDX: a drawing page a part, a box a step."""

from xml.sax.saxutils import escape, quoteattr

from demo.paper import LABEL, Paper, Unit, Written, lines, text
from demo.writers.package import (
    CORE_RELATION,
    HEAD,
    OFFICE,
    RELATIONS,
    TYPES,
    core_properties,
    packed,
)

VISIO = "http://schemas.microsoft.com/office/visio/2012/main"
RELATION = "http://schemas.microsoft.com/visio/2010/relationships"
KIND = "application/vnd.ms-visio."
BOX_HEIGHT, PAGE_HEIGHT, MIDDLE = 0.6, 11.0, 4.0  # inches


def write(paper: Paper) -> Written:
    """The paper as a Visio drawing; the label stands on each page."""
    count = len(paper.parts)
    parts = {
        "[Content_Types].xml": _types(count),
        "_rels/.rels": _relations(
            (f"{RELATION}/document", "visio/document.xml"),
            (f"{CORE_RELATION}/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": core_properties(
            paper.title, paper.author, paper.date, LABEL
        ),
        "visio/document.xml": _document(),
        "visio/_rels/document.xml.rels": _relations(
            (f"{RELATION}/pages", "pages/pages.xml")
        ),
        "visio/pages/pages.xml": _pages(paper),
        "visio/pages/_rels/pages.xml.rels": _relations(
            *((f"{RELATION}/page", f"page{i}.xml") for i in range(1, count + 1))
        ),
    }
    units = []
    for number, part in enumerate(paper.parts, 1):
        shown = [paper.title, part.heading, *lines(part), LABEL]
        parts[f"visio/pages/page{number}.xml"] = _page(shown)
        units.append(Unit("page", number, part.heading, text(shown)))
    return Written(packed(parts), tuple(units))


def _types(pages: int) -> str:
    overrides = {
        "visio/document.xml": f"{KIND}drawing.main+xml",
        "visio/pages/pages.xml": f"{KIND}pages+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package"
        ".core-properties+xml",
    } | {f"visio/pages/page{i}.xml": f"{KIND}page+xml" for i in range(1, pages + 1)}
    rows = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in overrides.items()
    )
    return (
        f'{HEAD}<Types xmlns="{TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{i}" Type="{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def _document() -> str:
    inner = "<DocumentSettings/><StyleSheets/>"
    return f'{HEAD}<VisioDocument xmlns="{VISIO}">{inner}</VisioDocument>'


def _pages(paper: Paper) -> str:
    rows = "".join(
        f'<Page ID="{i - 1}" NameU="Page-{i}" Name={quoteattr(part.heading)}>'
        f'<Rel r:id="rId{i}"/></Page>'
        for i, part in enumerate(paper.parts, 1)
    )
    return f'{HEAD}<Pages xmlns="{VISIO}" xmlns:r="{OFFICE}">{rows}</Pages>'


def _page(shown: list[str]) -> str:
    shapes = "".join(
        f'<Shape ID="{i}" Type="Shape"><Cell N="PinX" V="{MIDDLE}"/>'
        f'<Cell N="PinY" V="{PAGE_HEIGHT - BOX_HEIGHT * i:.2f}"/>'
        f"<Text>{escape(line)}</Text></Shape>"
        for i, line in enumerate(shown, 1)
    )
    contents = f'<PageContents xmlns="{VISIO}"><Shapes>{shapes}</Shapes>'
    return f"{HEAD}{contents}</PageContents>"
