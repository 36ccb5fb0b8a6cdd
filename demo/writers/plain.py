"""Text that people can read without a program: HTML, TXT, MD, RTF, XML, JSON."""

import json
from xml.sax.saxutils import escape, quoteattr

from demo.paper import LABEL, Paper, Part, Unit, Written, lines, sections, text


def html(paper: Paper) -> Written:
    """The paper as a web page with a heading a part."""
    body = "\n".join(
        [
            f"<h1>{escape(paper.title)}</h1>",
            f"<p>{escape(paper.organisation)}, {paper.date}</p>",
            f"<p><strong>{LABEL}</strong></p>",
            *map(_html_part, paper.parts),
        ]
    )
    content = (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f"<title>{escape(paper.title)}</title>"
        f'<meta name="author" content={quoteattr(paper.author)}>'
        f'<meta name="description" content="{LABEL}"></head>\n'
        f"<body>\n{body}\n</body></html>\n"
    )
    return Written(content.encode(), sections(paper))


def txt(paper: Paper) -> Written:
    """The paper as plain text."""
    shown = [paper.title, paper.organisation, paper.date, LABEL]
    for part in paper.parts:
        shown += ["", part.heading.upper(), "", *lines(part)]
    written = "\r\n".join(shown) + "\r\n"
    return Written(written.encode(), (Unit("body", None, "", text(shown)),))


def md(paper: Paper) -> Written:
    """The paper as Markdown with a heading a part."""
    shown = [f"# {paper.title}", "", f"{paper.organisation}, {paper.date}", "", LABEL]
    for part in paper.parts:
        shown += ["", f"## {part.heading}", "", *part.paragraphs]
        shown += [
            f"{i}. {b}" if part.numbered else f"* {b}"
            for i, b in enumerate(part.bullets, 1)
        ]
        if part.table:
            head, *rows = (f"| {' | '.join(row)} |" for row in part.table)
            shown += ["", head, "|---" * len(part.table[0]) + "|", *rows]
    content = "\n".join([*shown, ""]).replace("<", r"\<")
    return Written(content.encode(), sections(paper))


def rtf(paper: Paper) -> Written:
    """The paper as rich text."""
    year, month, day = (int(number) for number in paper.date.split("-"))
    shown = [paper.title, paper.organisation, paper.date, LABEL]
    for part in paper.parts:
        shown += [part.heading, *lines(part)]
    body = "".join(rf"{{{_rtf(line)}\par}}" + "\n" for line in shown)
    content = (
        r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0 Arial;}}"
        rf"{{\info{{\title {_rtf(paper.title)}}}{{\author {_rtf(paper.author)}}}"
        rf"{{\subject {LABEL}}}"
        rf"{{\creatim\yr{year}\mo{month}\dy{day}\hr9\min0}}}}"
        rf"{{\header {LABEL}\par}}" + "\n" + body + "}"
    )
    return Written(content.encode("ascii"), (Unit("body", None, "", text(shown)),))


def xml(paper: Paper) -> Written:
    """The paper as a message in XML."""
    parts = "".join(
        f"  <section heading={quoteattr(part.heading)}>\n"
        + "".join(f"    <line>{escape(line)}</line>\n" for line in lines(part))
        + "  </section>\n"
        for part in paper.parts
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {LABEL} -->\n'
        f"<document title={quoteattr(paper.title)} date={quoteattr(paper.date)}>\n"
        f"  <label>{LABEL}</label>\n{parts}</document>\n"
    )
    return Written(content.encode(), (_whole(paper),))


def as_json(paper: Paper) -> Written:
    """The paper as a message in JSON."""
    content = {
        "label": LABEL,
        "title": paper.title,
        "organisation": paper.organisation,
        "date": paper.date,
        "sections": [
            {"heading": part.heading, "lines": lines(part)} for part in paper.parts
        ],
    }
    written = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return Written(written.encode(), (_whole(paper),))


def _whole(paper: Paper) -> Unit:
    everything = text(unit.text for unit in sections(paper))
    return Unit("body", None, "", everything)


def _html_part(part: Part) -> str:
    made = [f"<h2>{escape(part.heading)}</h2>"]
    made += [f"<p>{escape(paragraph)}</p>" for paragraph in part.paragraphs]
    if part.bullets:
        kind = "ol" if part.numbered else "ul"
        items = "".join(f"<li>{escape(bullet)}</li>" for bullet in part.bullets)
        made.append(f"<{kind}>{items}</{kind}>")
    if part.table:
        head, *rows = part.table
        made.append(f"<table><tr>{_cells(head, 'th')}</tr>")
        made += [f"<tr>{_cells(row, 'td')}</tr>" for row in rows]
        made.append("</table>")
    return "\n".join(made)


def _cells(row: tuple[str, ...], tag: str) -> str:
    return "".join(f"<{tag}>{escape(cell)}</{tag}>" for cell in row)


def _rtf(written: str) -> str:
    return "".join(_rtf_character(c) for c in written)


def _rtf_character(c: str) -> str:
    if c in "\\{}":
        return f"\\{c}"
    return c if c.isascii() else rf"\u{ord(c)}?"
