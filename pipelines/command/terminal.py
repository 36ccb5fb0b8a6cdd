"""The terminal: data to standard output, messages to standard error, both made safe."""

import codecs
import csv
import json
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from indexer.spreadsheet import inert

INSET = 2  # blanks before what goes on in another line
WORD = re.compile(r"\S+")


def messages() -> Console:
    """Where messages and progress go."""
    return Console(stderr=True, highlight=False)


def show(lines: Iterable[Text | str]) -> None:
    """Print lines of data; in a pipe they are never wrapped."""
    console = Console(highlight=False)
    for line in lines:
        _print(console, Text(clean(line)) if isinstance(line, str) else line)


def say(text: str, style: str = "", console: Console | None = None) -> None:
    """Print a line of plain words among the messages."""
    _print(console or messages(), Text(clean(text), style))


def fitted(text: Text, width: int) -> Iterator[Text]:
    """The text in lines of that width, those after the first set in.

    A word that is longer stays whole, so that an id or a path can be copied.
    """
    begin = len(text.plain) - len(text.plain.lstrip())
    inset = begin + INSET
    breaks: list[int] = []
    for word in WORD.finditer(text.plain):
        room = width - (inset if breaks else begin)
        if word.start() > begin and cell_len(text.plain[begin : word.end()]) > room:
            begin = word.start()
            breaks.append(begin)
    for number, line in enumerate(text.divide(breaks)):
        line.rstrip()  # a blank too many would go on in a line of its own
        yield Text(" " * inset).append_text(line) if number else line


def _print(console: Console, text: Text) -> None:
    lines = fitted(text, console.width) if console.is_terminal else (text,)
    for line in lines:
        console.print(line, soft_wrap=True)


def data(value: Any) -> None:
    """Print a line of JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def table(heads: Iterable[str], rows: Iterable[dict[str, Any]]) -> None:
    """Print CSV that is safe to open, its heads also where there is no row.

    A new file begins with the mark by which spreadsheets know UTF-8; a pipe has none.
    """
    if _fills_a_file():
        sys.stdout.write("\ufeff")
    writer = csv.DictWriter(sys.stdout, list(heads), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {k: inert(v) if isinstance(v, str) else v for k, v in row.items()}
        )


def _fills_a_file() -> bool:
    try:
        found = os.fstat(sys.stdout.fileno())
    except OSError:  # there is nothing of the system behind it
        return False
    utf_8 = codecs.lookup(sys.stdout.encoding).name == "utf-8"
    return utf_8 and stat.S_ISREG(found.st_mode) and not found.st_size


def clean(text: str) -> str:
    """The text on one line, with nothing in it that steers a terminal.

    Each character stays one, so that offsets into the text stay too.
    """
    return "".join(
        " " if c.isspace() else c if c.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )


def forgiving() -> None:
    """Let letters that a stream cannot encode be escaped instead of ending the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
