"""The feed of a search: its newest documents, for those who follow it."""

from dataclasses import replace
from typing import cast
from xml.etree.ElementTree import Element, SubElement

from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import with_query
from api.feeds.xml import ATOM_TYPE, as_bytes, clean, feed, text
from api.http.answered import answered
from api.http.context import created, frame_of, host_of, site_of
from api.http.given import asked_by, given
from api.views.hits import ArtefactHit, BlueprintHit
from api.views.search import SearchView, search_view

NEWEST = 50


def search_feed(request: Request) -> Response:
    """The newest documents that a search finds, whatever its order and page."""
    query = replace(
        asked_by(request, given(request, "page")),
        sort="-published",
        page=1,
        size=NEWEST,
        facets=(),
    )
    frame = frame_of(request)
    place = frame.site.search(query.view)
    page = place.url(replace(query, size=10, facets=None))

    def answer() -> SearchView:
        return search_view(frame, place, query, frame.index.search(query))

    def write(found: object) -> bytes:
        return _feed(request, cast(SearchView, found), page, created(request))

    return answered(request, page, answer, write, ATOM_TYPE)


def _feed(request: Request, view: SearchView, page: str, made: str) -> bytes:
    words = [view.query.q, *(c.label for c in view.chosen if not c.excluded)]
    about = ", ".join(w for w in words if w) or "all"
    base = site_of(request).root
    own = with_query(f"{base}/search.atom", request.query_params.multi_items())
    root = feed(request, about, own, page, made)
    for hit in view.results:
        _entry(SubElement(root, "entry"), hit, host_of(request), made)
    return as_bytes(root)


def _entry(
    entry: Element, hit: BlueprintHit | ArtefactHit, host: str, made: str
) -> None:
    address = f"{host}{hit.links['page']}"
    dated = f"{hit.published}T00:00:00Z" if len(hit.published) == 10 else ""
    text(entry, "title", hit.title.text)
    text(entry, "id", address)
    text(entry, "updated", dated or made)
    if dated:
        text(entry, "published", dated)
    SubElement(entry, "link", rel="alternate", type="text/html", href=address)
    if isinstance(hit, BlueprintHit):
        summary = hit.summary
    else:
        summary = f"{hit.name}, of {hit.blueprint.title}"
    text(entry, "summary", summary)
    for labelled in hit.labels:
        for value in labelled.values:
            term, label = clean(value.value), clean(value.label)
            SubElement(entry, "category", term=term, label=label)
