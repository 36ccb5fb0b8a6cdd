"""Documents for machines: feeds, the search of a browser, maps of the site."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import cast
from xml.etree.ElementTree import Element, SubElement

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import with_query
from api.feeds.atom import as_bytes, clean, feed, host_of, text
from api.http.context import answered, context_of, given
from api.pages.rendering import pages_of
from api.pages.search import page_query
from api.views.hits import ArtefactHit, BlueprintHit
from api.views.search import SearchView, present
from indexer.documents import EVERYONE
from indexer.engine import EVERY, Ask, Collection
from indexer.tree import All
from indexer.visible import visible

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWEST = 50
LONGEST = 16  # characters of a short name, by the OpenSearch description
KINDS: tuple[tuple[str, Collection], ...] = (
    ("blueprint", "blueprints"),
    ("artefact", "artefacts"),
)


def atom(request: Request) -> Response:
    """The newest documents that a search finds, whatever its order and page."""
    context = context_of(request)
    query = replace(
        page_query(request, given(request, "page")),
        sort="-published",
        page=1,
        size=NEWEST,
        facets=(),
    )
    frame = context.frame(request)
    place = frame.site.search(query.view)
    page = place.url(replace(query, size=10, facets=None))

    def answer() -> SearchView:
        return present(frame, place, query, context.index.search(query))

    def write(found: object) -> bytes:
        made = str(context.index.manifest.get("created", ""))
        return _feed(request, cast(SearchView, found), page, made)

    key = f"{request.base_url}{page}"
    return answered(request, key, answer, write, "application/atom+xml")


def opensearch(request: Request) -> Response:
    """How a browser searches here."""
    given(request, "none")
    service = pages_of(request).brand.service
    root = Element("OpenSearchDescription", xmlns=OPENSEARCH)
    text(root, "ShortName", service[:LONGEST])
    text(root, "Description", f"Search {service}")
    text(root, "InputEncoding", "UTF-8")
    base = str(request.base_url).rstrip("/")
    for media_type, path in (
        ("text/html", "/search"),
        ("application/atom+xml", "/search.atom"),
    ):
        template = f"{base}{path}?q={{searchTerms}}"
        SubElement(root, "Url", type=media_type, template=template)
    return Response(
        as_bytes(root),
        headers={"Cache-Control": "public, max-age=86400"},
        media_type="application/opensearchdescription+xml",
    )


def sitemap(request: Request) -> Response:
    """The pages of all documents; HTTPException 404 where people must sign in."""
    given(request, "none")
    context = context_of(request)
    if context.audience_header:
        raise HTTPException(HTTPStatus.NOT_FOUND, "there is no map of this site")
    base = str(request.base_url).rstrip("/")
    site = replace(context.frame(request).site, root=base)

    def addresses() -> object:
        asks = [
            Ask(c, All(), visible((EVERYONE,)), "title", limit=EVERY) for _, c in KINDS
        ]
        found = context.index.live.engine.answer(asks)
        fixed = [f"{base}{path}" for path in ("/", "/wgll", "/coverage", "/about")]
        return fixed + [
            site.page(kind, row.stored["id"])
            for (kind, _), answer in zip(KINDS, found, strict=True)
            for row in answer.rows
        ]

    def write(urls: object) -> bytes:
        root = Element("urlset", xmlns=SITEMAP)
        for url in cast(list[str], urls):
            text(SubElement(root, "url"), "loc", url)
        return as_bytes(root)

    return answered(request, f"{base}/sitemap.xml", addresses, write, "application/xml")


def robots(request: Request) -> Response:
    """What crawlers may read: documents, not searches; nothing behind sign-in."""
    if context_of(request).audience_header:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        root = context_of(request).frame(request).site.root
        kept = ("/api/", "/search", "/coverage?", "/coverage.csv")
        lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in kept)]
        lines += ["", f"Sitemap: {str(request.base_url).rstrip('/')}/sitemap.xml"]
    return Response("\n".join([*lines, ""]), media_type="text/plain")


def _feed(request: Request, view: SearchView, page: str, made: str) -> bytes:
    words = [view.query.q, *(c.label for c in view.chosen if not c.excluded)]
    about = ", ".join(w for w in words if w) or "all"
    base = request.scope.get("root_path", "")
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
            about: Mapping[str, str] = {
                "term": clean(value.value),
                "label": clean(value.label),
            }
            SubElement(entry, "category", dict(about))
