"""Dates that files carry, as days."""

import re
from datetime import date

EARLIEST = 1980  # before it lie the zeros and epochs of broken clocks
WRITTEN = re.compile(r"\s*(?:D:)?(\d{4})-?(\d\d)-?(\d\d)(?!\d{0,3}\.)")


def day(text: str | None) -> str:
    """The day of a date such as ``2023-04-05T10:00Z`` or ``D:20230405100000``.

    It comes back as ``YYYY-MM-DD``, or empty where there is no believable date.
    """
    found = WRITTEN.match(text or "")
    if not found:
        return ""
    try:
        known = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return ""
    return known.isoformat() if EARLIEST <= known.year <= 2100 else ""
