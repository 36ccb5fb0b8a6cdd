"""Text of strangers, made fit for a terminal and for a line of a log."""

import sys
from io import TextIOWrapper


def clean(text: str) -> str:
    """The text on one line, with nothing in it that steers a terminal.

    White space becomes a space each, so that offsets into the text stay.
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
