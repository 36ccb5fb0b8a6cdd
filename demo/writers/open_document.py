"""OpenDocument: ODT, ODS and ODP as packages of few parts."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from demo.paper import LABEL, Paper, Part, Written, lines, sections
from demo.writers import sheets, slides
from demo.writers.package import packed

TYPE = "application/vnd.oasis.opendocument."
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("presentation", "presentation"),
        ("meta", "meta"),
        ("svg", "svg-compatible"),
    )
)
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def odt(paper: Paper) -> Written:
    """The paper as a text with a heading a part."""
    body = [f"<text:h text:outline-level='1'>{escape(paper.title)}</text:h>"]
    body += map(_line, (paper.organisation, paper.date, LABEL))
    for part in paper.parts:
        body.append(f"<text:h text:outline-level='2'>{escape(part.heading)}</text:h>")
        body += _part(part)
    return Written(_package(paper, "text", "".join(body)), sections(paper))


def ods(paper: Paper) -> Written:
    """The paper as a workbook with a sheet a part."""
    body = "".join(
        _table(part.heading, sheets.rows(paper, part)) for part in paper.parts
    )
    return Written(_package(paper, "spreadsheet", body), sheets.units(paper))


def odp(paper: Paper) -> Written:
    """The paper as slides with notes."""
    cover = Part(paper.title, paragraphs=(paper.organisation, paper.date))
    pages = [_page(i, part) for i, part in enumerate((cover, *paper.parts), 1)]
    content = _package(paper, "presentation", "".join(pages))
    return Written(content, slides.units(paper))


def _page(number: int, part: Part) -> str:
    notes = (
        f"<presentation:notes>{_box('notes', [part.notes])}</presentation:notes>"
        if part.notes
        else ""
    )
    shown = _box("title", [part.heading]) + _box("outline", [*lines(part), LABEL])
    return f'<draw:page draw:name="page{number}">{shown}{notes}</draw:page>'


def _box(kind: str, written: Sequence[str]) -> str:
    text = "".join(map(_line, written))
    return (
        f'<draw:frame presentation:class="{kind}" svg:width="20cm" svg:height="3cm">'
        f"<draw:text-box>{text}</draw:text-box></draw:frame>"
    )


def _part(part: Part) -> Iterator[str]:
    yield from map(_line, part.paragraphs)
    if part.bullets:
        items = "</text:list-item><text:list-item>".join(map(_line, part.bullets))
        yield f"<text:list><text:list-item>{items}</text:list-item></text:list>"
    if part.table:
        yield _table(part.heading, part.table)


def _table(name: str, rows: Sequence[Sequence[str]]) -> str:
    made = "".join(f"<table:table-row>{_cells(row)}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(name)}>{made}</table:table>"


def _cells(row: Sequence[str]) -> str:
    kind = 'office:value-type="string"'
    return "".join(
        f"<table:table-cell {kind}>{_line(cell)}</table:table-cell>"
        for cell in row or ("",)
    )


def _line(written: str) -> str:
    return f"<text:p>{escape(written)}</text:p>"


def _package(paper: Paper, kind: str, body: str) -> bytes:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}"'
        f' manifest:media-type="{media_type}"/>'
        for path, media_type in (
            ("/", TYPE + kind),
            ("content.xml", "text/xml"),
            ("meta.xml", "text/xml"),
        )
    )
    return packed(
        {
            "mimetype": TYPE + kind,
            "content.xml": f"{HEAD}<office:document-content {SPACES} "
            f'office:version="1.3"><office:body><office:{kind}>{body}'
            f"</office:{kind}></office:body></office:document-content>",
            "meta.xml": _meta(paper),
            "META-INF/manifest.xml": f"{HEAD}<manifest:manifest xmlns:manifest="
            f'"{MANIFEST}" manifest:version="1.3">{entries}</manifest:manifest>',
        },
        stored=("mimetype",),
    )


def _meta(paper: Paper) -> str:
    stamp = f"{paper.date}T09:00:00"
    return (
        f"{HEAD}<office:document-meta {SPACES}"
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3">'
        f"<office:meta><dc:title>{escape(paper.title)}</dc:title>"
        f"<dc:subject>{LABEL}</dc:subject>"
        f"<meta:initial-creator>{escape(paper.author)}</meta:initial-creator>"
        f"<meta:creation-date>{stamp}</meta:creation-date><dc:date>{stamp}</dc:date>"
        "</office:meta></office:document-meta>"
    )
