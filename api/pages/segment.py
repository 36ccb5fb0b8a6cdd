"""The text of a segment as a page shows it: matches to step through, sheets as tables.

Empty cells at the end of a row are not in its text. A row of one cell is a title or a
note and is shown across the whole table, and so is a row with more cells than heads.

A page has its lines as wide as its paper. On a screen of another width they break in
the middle, so a line that plainly goes on in the next is shown as one with it.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from html import escape

from markupsafe import Markup

from indexer.query import Fragment

TAB = "\t"
# A long line without an end of a sentence, before one that begins in small letters.
GOES_ON = re.compile(r"^(.{40,}[a-z,;])\n(?=[a-z(])", re.MULTILINE)


def flowing(fragment: Fragment) -> Fragment:
    """The text of a page without the line ends that only its paper needed: a space for
    each, so that marks stay where they are.
    """
    return replace(fragment, text=GOES_ON.sub(r"\1 ", fragment.text))


@dataclass(frozen=True)
class Row:
    """A line of a sheet and where its cells begin; each ends before a tab."""

    starts: tuple[int, ...]
    end: int


def segment_html(
    fragment: Fragment, first: int, last: int, table: bool = False
) -> Markup:
    """The text as HTML; its matches are numbered from `first`, the page's to `last`."""
    pieces = _Pieces(fragment, first, last)
    rows = rows_of(fragment.text) if table else []
    heads = heads_of(rows)
    if heads is None:
        return Markup(pieces.between(0, len(fragment.text)))
    before = pieces.between(0, max(rows[heads].starts[0] - 1, 0))
    columns = len(rows[heads].starts)
    top = "".join(f'<th scope="col">{c}</th>' for c in _cells(pieces, rows[heads]))
    body = "".join(_line(pieces, row, columns) for row in rows[heads + 1 :])
    return Markup(
        f'{before}<table class="app-sheet"><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def rows_of(text: str) -> list[Row]:
    """The lines of a sheet with their cells."""
    rows, start = [], 0
    for line in text.split("\n"):
        starts = [start]
        for cell in line.split(TAB)[:-1]:
            starts.append(starts[-1] + len(cell) + 1)
        rows.append(Row(tuple(starts), start + len(line)))
        start += len(line) + 1
    return rows


def heads_of(rows: list[Row]) -> int | None:
    """The first of the longest rows; None where not two rows have several cells.

    A single row that is longer than all others is no head.
    """
    lengths = [len(row.starts) for row in rows]
    several = sorted((n for n in lengths if n > 1), reverse=True)
    if len(several) < 2:
        return None
    often = (n for n in several if several.count(n) > 1)
    return lengths.index(next(often, several[0]))


def _line(pieces: "_Pieces", row: Row, columns: int) -> str:
    if 1 < len(row.starts) <= columns:
        empty = [""] * (columns - len(row.starts))
        cells = "".join(f"<td>{c}</td>" for c in (*_cells(pieces, row), *empty))
    else:
        all_ = pieces.between(row.starts[0], row.end)
        cells = f'<td colspan="{columns}">{all_}</td>'
    return f"<tr>{cells}</tr>"


def _cells(pieces: "_Pieces", row: Row) -> list[str]:
    ends = [*(start - 1 for start in row.starts[1:]), row.end]
    return [pieces.between(a, b) for a, b in zip(row.starts, ends, strict=True)]


class _Pieces:
    """Pieces of one text, escaped first, then marked."""

    def __init__(self, fragment: Fragment, first: int, last: int) -> None:
        self._text, self._marks = fragment.text, fragment.marks
        self._ends = [end for _, end in fragment.marks]
        self._first, self._last = first, last

    def between(self, start: int, end: int) -> str:
        """What stands there; a match that goes on in the next piece is cut."""
        done, parts = start, []
        for n in range(bisect_right(self._ends, start), len(self._marks)):
            begin, stop = self._marks[n]
            if begin >= end:
                break
            at, until = max(begin, start), min(stop, end)
            parts.append(escape(self._text[done:at]))
            match = escape(self._text[at:until])
            parts.append(self._match(n, match) if at == begin else _mark(match))
            done = until
        return "".join(parts) + escape(self._text[done:end])

    def _match(self, n: int, match: str) -> str:
        """A match with its number, and the way to those before and after it."""
        own = self._first + n
        ways = [
            f'<a href="#hit-{to}">{name} match</a>'
            for to, name in ((own - 1, "Previous"), (own + 1, "Next"))
            if 1 <= to <= self._last
        ]
        steps = f'<span class="app-step"> {" ".join(ways)} </span>' if ways else ""
        return f'<mark id="hit-{own}">{match}</mark>{steps}'


def _mark(match: str) -> str:
    return f"<mark>{match}</mark>"
