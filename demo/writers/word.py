"""DOCX, written part by part: a library would take ten times as long."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from demo.paper import LABEL, Paper, Part, Written, sections
from demo.writers.package import (
    CORE_RELATION,
    HEAD,
    OFFICE,
    RELATIONS,
    TYPES,
    core_properties,
    packed,
)

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{TYPES}">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{MAIN}.styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{MAIN}.numbering+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{MAIN}.header+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    "</Types>"
)
ROOT = (
    f'{HEAD}<Relationships xmlns="{RELATIONS}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
    ' Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{CORE_RELATION}/core-properties"'
    ' Target="docProps/core.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS = (
    f'{HEAD}<Relationships xmlns="{RELATIONS}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/header" Target="header1.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/numbering" Target="numbering.xml"/>'
    "</Relationships>"
)


def _style(name: str, label: str, size: int, bold: bool = False) -> str:
    level = f'<w:outlineLvl w:val="{int(name[-1]) - 1}"/>' if name[-1].isdigit() else ""
    weight = "<w:b/>" if bold else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/>'
        f"<w:pPr>{level}</w:pPr>"
        f'<w:rPr>{weight}<w:sz w:val="{size}"/></w:rPr></w:style>'
    )


def _numbering(identity: int, format: str, mark: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{identity}"><w:lvl w:ilvl="0">'
        f'<w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{mark}"/>'
        "</w:lvl></w:abstractNum>"
    )


STYLES = (
    f"{HEAD}<w:styles {W}>"
    + _style("Normal", "Normal", 22)
    + _style("Title", "Title", 40, bold=True)
    + _style("Heading1", "heading 1", 28, bold=True)
    + _style("ListParagraph", "List Paragraph", 22)
    + "</w:styles>"
)
NUMBERING = (
    f"{HEAD}<w:numbering {W}>"
    + _numbering(0, "bullet", "•")
    + _numbering(1, "decimal", "%1.")
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    + "</w:numbering>"
)


def write(paper: Paper) -> Written:
    """The paper as a DOCX: a title, and a heading a part."""
    return Written(
        packed(
            {
                "[Content_Types].xml": CONTENT_TYPES,
                "_rels/.rels": ROOT,
                "word/document.xml": _document(paper),
                "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
                "word/styles.xml": STYLES,
                "word/numbering.xml": NUMBERING,
                "word/header1.xml": f"{HEAD}<w:hdr {W}>{_paragraph(LABEL)}</w:hdr>",
                "docProps/core.xml": core_properties(
                    paper.title, paper.author, paper.date, LABEL
                ),
            }
        ),
        sections(paper),
    )


def hollow() -> bytes:
    """A DOCX with one empty paragraph."""
    empty = f"{HEAD}<w:document {W}><w:body><w:p/></w:body></w:document>"
    types = CONTENT_TYPES.split("<Override")
    return packed(
        {
            "[Content_Types].xml": f"{types[0]}<Override{types[1]}</Types>",
            "_rels/.rels": ROOT.split('<Relationship Id="rId2"')[0]
            + "</Relationships>",
            "word/document.xml": empty,
        }
    )


def _document(paper: Paper) -> str:
    body = "".join(
        [
            _paragraph(paper.title, "Title"),
            _paragraph(f"{paper.organisation}. {paper.author}. {paper.date}"),
            _paragraph(LABEL),
            *(piece for part in paper.parts for piece in _part(part)),
        ]
    )
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/></w:sectPr>'
    return f"{HEAD}<w:document {W} {R}><w:body>{body}{section}</w:body></w:document>"


def _part(part: Part) -> Iterator[str]:
    yield _paragraph(part.heading, "Heading1")
    for paragraph in part.paragraphs:
        yield _paragraph(paragraph)
    for bullet in part.bullets:
        yield _paragraph(bullet, "ListParagraph", 2 if part.numbered else 1)
    if part.table:
        yield _table(part.table)


def _paragraph(text: str, style: str = "Normal", numbering: int = 0) -> str:
    number = (
        f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>'
        if numbering
        else ""
    )
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{number}</w:pPr>'
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def _table(rows: Sequence[Sequence[str]]) -> str:
    grid = "<w:gridCol/>" * len(rows[0])
    made = "".join(
        "<w:tr>" + "".join(f"<w:tc>{_paragraph(c)}</w:tc>" for c in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl><w:p/>"
