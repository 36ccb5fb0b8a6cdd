"""What browsers and crawlers ask of a site: how to search it, what is there."""

from typing import cast
from xml.etree.ElementTree import Element, SubElement

from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import Site
from api.feeds.xml import ATOM_TYPE, as_bytes, text
from api.http.answered import answered
from api.http.context import context_of, site_of
from api.http.found import not_there
from api.http.given import given
from indexer.documents import EVERYONE, Kind
from indexer.engine import EVERY, Ask, Collection
from indexer.tree import All
from indexer.visible import visible

OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
LONGEST = 16  # characters of a short name, by the OpenSearch description
KINDS: tuple[tuple[Kind, Collection], ...] = (
    ("blueprint", "blueprints"),
    ("artefact", "artefacts"),
)


def opensearch(request: Request) -> Response:
    """How a browser searches here."""
    given(request, "none")
    service = context_of(request).brand.service
    root = Element("OpenSearchDescription", xmlns=OPENSEARCH)
    text(root, "ShortName", service[:LONGEST])
    text(root, "Description", f"Search {service}")
    text(root, "InputEncoding", "UTF-8")
    base = str(request.base_url).rstrip("/")
    for media_type, path in (
        ("text/html", "/search"),
        (ATOM_TYPE, "/search.atom"),
    ):
        template = f"{base}{path}?q={{searchTerms}}"
        SubElement(root, "Url", type=media_type, template=template)
    return Response(
        as_bytes(root),
        headers={"Cache-Control": "public, max-age=86400"},
        media_type="application/opensearchdescription+xml",
    )


def sitemap(request: Request) -> Response:
    """The pages of all documents; 404 where people must sign in."""
    given(request, "none")
    if context_of(request).audience_header:
        not_there("there is no map of this site")
    base = str(request.base_url).rstrip("/")
    site = Site(base)

    def addresses() -> object:
        asks = [
            Ask(c, All(), visible((EVERYONE,)), "title", limit=EVERY) for _, c in KINDS
        ]
        found = context_of(request).index.live.engine.answer(asks)
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

    return answered(request, "/sitemap.xml", addresses, write, "application/xml")


def robots(request: Request) -> Response:
    """What crawlers may read: documents, not searches; nothing behind sign-in."""
    if context_of(request).audience_header:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        root = site_of(request).root
        kept = ("/api/", "/search", "/coverage?", "/coverage.csv")
        lines = ["User-agent: *", *(f"Disallow: {root}{path}" for path in kept)]
        lines += ["", f"Sitemap: {str(request.base_url).rstrip('/')}/sitemap.xml"]
    return Response("\n".join([*lines, ""]), media_type="text/plain")
