"""The terminal: data to standard output, messages to standard error, both made safe."""

import csv
import json
import sys
from collections.abc import Iterable
from io import TextIOWrapper
from typing import Any

from rich.console import Console
from rich.text import Text

from indexer.spreadsheet import inert


def messages() -> Console:
    """Where messages and progress go."""
    return Console(stderr=True, highlight=False)


def show(lines: Iterable[Text | str]) -> None:
    """Print lines of data; in a pipe they are never wrapped."""
    console = Console(highlight=False)
    for line in lines:
        text = Text(clean(line)) if isinstance(line, str) else line
        console.print(text, soft_wrap=not console.is_terminal)


def say(text: str, style: str = "", console: Console | None = None) -> None:
    """Print a line of plain words among the messages."""
    to = console or messages()
    to.print(Text(clean(text), style), soft_wrap=not to.is_terminal)


def data(value: Any) -> None:
    """Print a line of JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def table(heads: Iterable[str], rows: Iterable[dict[str, Any]]) -> None:
    """Print CSV that is safe to open, its heads also where there is no row."""
    writer = csv.DictWriter(sys.stdout, list(heads), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {k: inert(v) if isinstance(v, str) else v for k, v in row.items()}
        )


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
