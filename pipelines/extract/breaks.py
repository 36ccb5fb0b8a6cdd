"""Pages of formats that mark where a page ends but do not count pages."""

from pipelines.records import Segment

PAGE_BREAK = "\x0c"


def paged(text: str) -> tuple[Segment, ...]:
    """A segment for each page between breaks; one body where there is no break.

    An empty page in between is counted and left out, as a printed one would be.
    """
    pages = text.rstrip().split(PAGE_BREAK)
    if len(pages) == 1:
        return (Segment("body", None, "", text),)
    return tuple(
        Segment("page", number, f"page {number}", page)
        for number, page in enumerate(pages, 1)
        if page.strip()
    )
