"""How dates, sizes, names and the state of files are written on pages."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from indexer.query import MISSING
from indexer.wording import counted, number

STATUSES = {
    "ok": "Read in full",
    "empty": "Read; there is no text in it",
    "partial": "Read in part",
    "encrypted": "Not read: it is protected",
    "unsupported": "Not read: a format that we cannot read",
    "corrupt": "Not read: it is damaged",
    "too_large": "Not read: it is too large",
    "timeout": "Not read: it took too long",
    "crashed": "Not read: reading it failed",
    MISSING: "Not known",
}
UNITS = ("bytes", "KB", "MB", "GB")
STEP = 1024
BRIEF = 150  # characters of a question that a heading repeats
CODE = re.compile(r"`([^`]+)`")


def day(text: str) -> str:
    """2024-03-01, or a time of that day, as 1 March 2024; other text as it is."""
    try:
        found = datetime.fromisoformat(text).date() if text else None
    except ValueError:
        return text
    return dated(found) if found else ""


def dated(found: date) -> str:
    """A date as people write it."""
    return f"{found.day} {found:%B %Y}"


def size(count: int | None) -> str:
    """Bytes in the largest unit that keeps them above one; empty if unknown."""
    if count is None:
        return ""
    amount, unit = float(count), 0
    while amount >= STEP and unit < len(UNITS) - 1:
        amount, unit = amount / STEP, unit + 1
    if unit == 0:
        return counted(count, "byte")
    shown = f"{amount:.1f}" if amount < 10 else f"{amount:.0f}"
    return f"{shown.removesuffix('.0')}{UNITS[unit]}"


def read_as(status: str, reason: str = "", read: int = 0, found: int = 0) -> str:
    """How a file was read, why not in full if that is known, and how many of the parts
    that were found have text if not all.
    """
    some = f"text in {number(read)} of {counted(found, 'part')}" if read < found else ""
    if status == "ok" and some:
        return capital(some)
    told = STATUSES.get(status or MISSING, status)
    if status == "encrypted" and reason:
        told = f"Not read: {reason}"  # it says how the file is protected
    elif reason:
        told = f"{told} ({reason})"
    return f"{told}, {some}" if some and read else told


def cut(text: str, most: int) -> str:
    """The text, or its first words and an ellipsis."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(None, 1)[0].rstrip(",;:. ") + "…"


def briefly(text: str) -> str:
    """What was asked in one line: whole pages are pasted into a search box, which has
    all of it.
    """
    return cut(" ".join(text.split()), BRIEF)


def place(path: str) -> str:
    """A path as people read it, also through files that hold others."""
    return path.replace("!/", "/")


def noun(view: str) -> str:
    """What one of a list is called in a sentence."""
    return {"blueprints": "Blueprint", "artefacts": "artefact"}[view]


def host(address: str) -> str:
    """Whose site an address is of, as people know it; empty where it names none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def folder(path: str) -> str:
    """Where a file lies in its Blueprint, as in "in annexes/maps.zip"; empty at the
    top.
    """
    above = place(path).rpartition("/")[0]
    return f"in {above}" if above else ""


def capital(text: str) -> str:
    """The text with a capital letter first and the others left as they are."""
    return text[:1].upper() + text[1:]


def code(text: str) -> Markup:
    """The text with what stands between backticks as code."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))


FILTERS: Mapping[str, Callable[..., str]] = {
    "day": day,
    "number": number,
    "counted": counted,
    "size": size,
    "read_as": read_as,
    "cut": cut,
    "briefly": briefly,
    "place": place,
    "noun": noun,
    "host": host,
    "folder": folder,
    "capital": capital,
    "code": code,
}
