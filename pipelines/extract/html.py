"""HTML: a segment a heading of what the page is about, without its navigation."""

import re
from collections.abc import Container, Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.extract.dates import day
from pipelines.extract.decoding import decoded
from pipelines.extract.file import File
from pipelines.extract.rows import Grid
from pipelines.records import Extraction, Segment, SegmentKind, Status

DEEPEST = 3  # headings below this level stay inside their section
# The parser looks through all open elements at each new one: its time grows with the
# square of the depth, and 300,000 nested elements take it hours.
DEPTH = 2_000
SHORT = 200  # characters of a page that say it lies outside of its main element
CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.I)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# Elements that have no end, or whose end may be left out.
SHALLOW = frozenset(
    "area base br col embed hr img input link meta param source track wbr "
    "p li dt dd tr td th thead tbody tfoot".split()
)
# Neither what a page never shows, nor what older browsers are told in place of a film.
UNSEEN = frozenset(
    "script style template noscript head svg iframe object audio video canvas noframes"
    "".split()
)
AROUND = frozenset("nav header footer aside".split())
ROLES = frozenset("navigation banner contentinfo search".split())
BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl "
    "dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li "
    "main nav ol option p pre section summary table tbody tfoot thead tr ul".split()
)
NO_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.IGNORECASE)
ROWS = frozenset(("tr", "li", "dt", "dd", "thead", "tbody", "tfoot"))  # no line between
CELLS = frozenset(("td", "th"))
BOXES = frozenset("button input select textarea".split())  # apart on their line
GROUPS = frozenset(("thead", "tbody", "tfoot"))  # the parser puts every row into one
COUNT = re.compile(r"\s*(\d{1,4})")
GAP = re.compile(r"[ \t\r\n\f\u00a0]+")
# Where a cell begins: its first paragraph begins there, too, and no line; and its end.
CELL, END = "\x1e", "\x1f"
EDGES = re.compile(f" *{CELL}[ \n]*|(?<![ \n])[ \n]++(?={END})|{END}")
SCRIPTS = ("script", "style", "svg")
SCRIPT = re.compile(rf"<({'|'.join(SCRIPTS)})\b", re.IGNORECASE)
SCRIPT_END = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in SCRIPTS}


def extract(file: File) -> Extraction:
    """The text by headings, tables a row a line, pictures by their alternative text."""
    segments, metadata, reason = page(markup_of(file.path.read_bytes()))
    status: Status = "partial" if reason else "ok"
    return Extraction(file.media_type, segments, metadata, status=status, reason=reason)


def markup_of(content: bytes) -> str:
    """The markup of a page, in the encoding that its bytes show or it declares."""
    declared = CHARSET.search(content[:4096])
    return decoded(content, declared[1].decode("ascii") if declared else "")


def page(markup: str) -> tuple[tuple[Segment, ...], dict[str, str], str]:
    """The segments of a page, its metadata, and why it is read without structure."""
    if depth(markup) > DEPTH:
        # In scripts "i<n" is no element, and a line of a drawing has no end.
        markup = without_scripts(markup)
    if depth(markup) > DEPTH:
        reason = f"nested over {DEPTH} deep: read without its structure"
        return (Segment("body", None, "", bare(markup)),), {}, reason
    return *_read(markup), ""


def _read(markup: str) -> tuple[tuple[Segment, ...], dict[str, str]]:
    tree = LexborHTMLParser(markup)
    hidden = _hidden(tree)
    metadata = _metadata(tree, hidden)
    body = tree.body or tree.root
    if body is None:
        return (), metadata
    main = tree.css_first("main, [role=main]")
    segments = tuple(_sections(main or body, AROUND, hidden))
    if _size(segments) < SHORT:
        whole = (*_sections(body, frozenset(), hidden), _description(tree))
        segments = whole if _size(whole) > 4 * _size(segments) else segments
    return segments, metadata


def _size(segments: tuple[Segment, ...]) -> int:
    return sum(len(segment.text) for segment in segments)


def depth(markup: str) -> int:
    """How deep the elements of a page are nested at most, by its tags alone."""
    deepest = level = 0
    for tag in TAG.finditer(markup):
        end, name = tag.groups()
        if name.lower() not in SHALLOW:
            level = max(0, level - 1) if end else level + 1
            deepest = max(deepest, level)
    return deepest


def without_scripts(markup: str) -> str:
    """A page without scripts, styles and drawings, up to the first without an end."""
    kept: list[str] = []
    at = 0
    while begun := SCRIPT.search(markup, at):
        end = SCRIPT_END[begun[1].lower()].search(markup, begun.end())
        if end is None:
            break
        kept.append(markup[at : begun.start()])
        at = end.end()
    return "".join((*kept, markup[at:]))


def bare(markup: str) -> str:
    """What is left of a page when everything like a tag is taken out."""
    return re.sub(r"<[^<>]{0,5000}>", "\n", markup)


def _metadata(tree: LexborHTMLParser, hidden: Container[int]) -> dict[str, str]:
    found: dict[str, str] = {}
    if title := tree.css_first("head > title"):
        found["title"] = title.text()
    elif heading := tree.css_first("h1"):
        found["title"] = _heading(heading, hidden)
    for meta in tree.css("meta[content]"):
        given = meta.attributes
        name = (given.get("name") or given.get("property") or "").lower()
        text = given.get("content") or ""
        if name in ("author", "dc.creator", "dcterms.creator"):
            found.setdefault("author", text)
        elif name in ("date", "dc.date", "dcterms.created", "article:published_time"):
            found.setdefault("created", day(text))
        elif name in ("last-modified", "dcterms.modified", "article:modified_time"):
            found.setdefault("modified", day(text))
    return found


def _hidden(tree: LexborHTMLParser) -> frozenset[int]:
    """The elements that a page never shows, by their place in memory.

    What a button opens is shown, and a page that is hidden as a whole is until its
    scripts have run.
    """
    found = [node for node in tree.css("[hidden], [style]") if _is_hidden(node)]
    if not found:
        return frozenset()
    buttons = (node.attributes for node in tree.css("[aria-controls]"))
    opened = {key for b in buttons for key in (b["aria-controls"] or "").split()}
    return frozenset(n.mem_id for n in found if n.attributes.get("id") not in opened)


def _is_hidden(node: LexborNode) -> bool:
    given = node.attributes
    if node.tag in ("html", "body", "main") or given.get("hidden") == "until-found":
        return False
    return "hidden" in given or bool(NO_DISPLAY.search(given.get("style") or ""))


def _description(tree: LexborHTMLParser) -> Segment:
    """What a page that is filled by scripts says of itself."""
    meta = tree.css_first("meta[name=description]")
    text = "" if meta is None else meta.attributes.get("content") or ""
    return Segment("body", None, "description", text)


def _sections(
    top: LexborNode, around: frozenset[str], hidden: Container[int]
) -> Iterator[Segment]:
    kind: SegmentKind = "body"
    label, pieces = "", list[str]()
    for level, piece in _pieces(top, around, hidden):
        if level:
            text = _flowed(pieces)
            if text:
                yield Segment(kind, None, label, text)
            kind, label, pieces = "section", " ".join(piece.split()), []
        pieces.append(piece)
    yield Segment(kind, None, label, _flowed(pieces))


def _flowed(pieces: list[str]) -> str:
    lines = EDGES.sub("", "".join(pieces)).split("\n")
    return "\n".join(line.strip(" ") for line in lines).rstrip().lstrip(" \n")


def _pieces(
    top: LexborNode,
    around: frozenset[str],
    hidden: Container[int],
    deepest: int = DEEPEST,
) -> Iterator[tuple[int, str]]:
    """Pieces of text in order; a heading comes whole, with its level.

    What is hidden has no name and no text. A walk by links from node to node: however
    deep the page, nothing recurses but once for a heading.
    """
    node: LexborNode | None = top
    pre = 0
    grids: list[Grid] = []  # of the groups of rows that are open
    while node is not None:
        name = "" if node.mem_id in hidden else node.tag or ""
        level = _level(name, deepest)
        if level:
            heading = _heading(node, hidden)
            level = level if heading.strip() else 0
        inside = None if level or _left_out(node, name, around) else node.first_child
        if level:
            yield level, f"\n{heading}"
        else:
            yield 0, _before(node, name, grids) + _opening(node, name, pre > 0)
        if inside is not None:
            pre += name == "pre"
            if name in GROUPS:
                grids.append(Grid())
            node = inside
            continue
        if level:
            yield 0, "\n"
        elif name in CELLS:
            yield 0, _closing(name)  # an empty cell has its column
        while node is not None and node.next is None and not _same(node, top):
            node = node.parent
            if node is not None:
                pre -= node.tag == "pre"
                if node.tag in GROUPS and grids:
                    grids.pop()
                yield 0, _closing(node.tag or "")
        node = None if node is None or _same(node, top) else node.next


def _heading(node: LexborNode, hidden: Container[int]) -> str:
    return "".join(piece for _, piece in _pieces(node, frozenset(), hidden, 0))


def _same(one: LexborNode, other: LexborNode) -> bool:
    return bool(one.mem_id == other.mem_id)


def _level(name: str, deepest: int) -> int:
    """The level of a heading that opens a section; 0 for anything else."""
    if len(name) != 2 or name[0] != "h" or not name[1].isdecimal():
        return 0
    return int(name[1]) if int(name[1]) <= deepest else 0


def _left_out(node: LexborNode, name: str, around: frozenset[str]) -> bool:
    if not name or name in UNSEEN:
        return True
    if not around or not node.is_element_node:
        return False
    if name in ("header", "footer") and _in_article(node):
        return False
    return name in around or (node.attributes.get("role") or "") in ROLES


def _in_article(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(8):
        if parent is None:
            break
        if parent.tag in ("main", "article", "section"):
            return True
        parent = parent.parent
    return False


def _before(node: LexborNode, name: str, grids: list[Grid]) -> str:
    """The empty cells before a cell: others are wide, or reach down from above."""
    if not grids or name not in ("tr", *CELLS):
        return ""
    if name == "tr":
        grids[-1].row()
        return ""
    columns, rows = (_count(node, key) for key in ("colspan", "rowspan"))
    return f"{CELL}\t" * grids[-1].cell(columns, rows)


def _count(node: LexborNode, key: str) -> int:
    found = COUNT.match(node.attributes.get(key) or "")
    return int(found[1]) if found else 1


def _opening(node: LexborNode, name: str, pre: bool) -> str:
    if name == "-text":
        text = node.text_content or ""
        return text if pre else GAP.sub(" ", text)
    if name in ("img", "area", *BOXES):
        words = node.attributes.get("alt") or ""
        return f" {words} " if words else " " * (name in BOXES)
    if name in CELLS:
        return CELL
    return "\n" if name in BLOCKS else ""


def _closing(name: str) -> str:
    if name in CELLS:
        return f"{END}\t"
    if name in BOXES:
        return " "
    return "\n" if name in BLOCKS and name not in ROWS else ""
