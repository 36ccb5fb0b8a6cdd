"""How dates, sizes and names are written on pages."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from markupsafe import Markup, escape

from indexer.wording import counted, number

UNITS = ("bytes", "KB", "MB", "GB")
STEP = 1024
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


def cut(text: str, most: int) -> str:
    """The text, or its first words and an ellipsis."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(None, 1)[0].rstrip(",;:. ") + "…"


def folder(path: str) -> str:
    """Where a file lies in its Blueprint, as in "in annexes/maps.zip"; empty at the
    top.
    """
    above = path.replace("!/", "/").rpartition("/")[0]
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
    "cut": cut,
    "folder": folder,
    "capital": capital,
    "code": code,
}
