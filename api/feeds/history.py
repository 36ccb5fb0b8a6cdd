"""The feed of a Blueprint: what changed in it, for those who follow it."""

from collections.abc import Iterator
from typing import cast
from xml.etree.ElementTree import SubElement

from starlette.requests import Request
from starlette.responses import Response

from api.feeds.xml import ATOM_TYPE, as_bytes, feed, text
from api.http.answered import answered
from api.http.context import created, frame_of, host_of
from api.http.found import opened_by
from api.http.given import given
from api.views.history import Change, anchor, changes_of, headline
from api.views.wording import place


def history_feed(request: Request, id: str) -> Response:
    """An entry for each build that changed the Blueprint; 404 if there is none."""
    given(request, "none")
    opened = opened_by(request, "blueprint", id)
    frame = frame_of(request)
    page = frame.site.page("blueprint", opened.id)

    def write(found: object) -> bytes:
        changes = cast(tuple[Change, ...], found)
        updated = changes[0].date if changes else created(request)
        own = frame.site.history(opened.id)
        root = feed(request, f"changes of {opened.title}", own, page, updated)
        for change in changes:
            entry = SubElement(root, "entry")
            address = f"{host_of(request)}{page}#{anchor(change)}"
            text(entry, "title", headline(change))
            text(entry, "id", address)
            text(entry, "updated", change.date)
            SubElement(entry, "link", rel="alternate", type="text/html", href=address)
            text(entry, "content", "\n".join(_told(change)))
        return as_bytes(root)

    key = f"{page}/history"
    return answered(request, key, lambda: changes_of(frame, opened), write, ATOM_TYPE)


def _told(change: Change) -> Iterator[str]:
    for what in ("added", "removed", "changed"):
        yield from (f"File {what}: {place(path)}" for path in getattr(change, what))
    for what in ("gained", "lost"):
        for field in getattr(change, what):
            names = ", ".join(v.label for v in field.values)
            yield f"Label {what}: {field.label}: {names}"
    if change.more:
        yield f"and {change.more} more"
