"""Cells for spreadsheets, which run what looks like a formula."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """The text of a cell, behind an apostrophe where it would be run."""
    return f"'{text}" if text.startswith(FORMULA) else text
