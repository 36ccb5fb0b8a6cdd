"""Titles without the words that only say what type of Blueprint it is."""

import re

ON_A_PAGE = "Blueprint on a page"
MARKER = re.compile(
    r"[\s\-–—:,.(\[]*(?:this\s+is\s+a\s+)?\b(?:blueprint\s+on\s+a\s+page|BPOAP)\b"
    r"(?:\s+only)?(?:\s+document)?[\s.)\]]*$",
    re.I,
)


def bare_title(title: str) -> str:
    """The title without a marker of the type at its end; never empty for a title."""
    return MARKER.sub("", title) or title
