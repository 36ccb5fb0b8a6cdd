"""The state of the library, for people: what is in it, and what could not be read."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import API, Site
from api.http.context import context_of, frame_of
from api.http.given import given
from api.pages.rendering import fixed_page
from api.views.facets import facet_view
from indexer.answering.unread import readings
from indexer.query import MISSING, Query
from mappings.schema import Schema

SHOWN = 200  # files that could not be read
FORMAT = "format"
STATUSES = {
    "ok": "Read in full",
    "empty": "Read; there is no text in it",
    "partial": "Read in part",
    "encrypted": "Not read: it has a password",
    "unsupported": "Not read: a format that we cannot read",
    "corrupt": "Not read: it is damaged",
    "too_large": "Not read: it is too large",
    "timeout": "Not read: it took too long",
    "crashed": "Not read: reading it failed",
    MISSING: "Not known",
}
OUTCOMES = ("found", "indexed", "partial", "failed", "skipped", "pending")


def status_page(request: Request) -> Response:
    given(request, "none")

    def values() -> Mapping[str, Any]:
        frame = frame_of(request)
        index, audience = frame.index, frame.audience
        result = index.search(Query(audience=audience, size=0))
        facets = [facet_view(frame, f) for f in result.facets]
        read = readings(index.live.engine, audience, SHOWN)
        manifest, labelled = index.manifest, _labelled(index.lexicon.schema)
        return {
            "current": "status",
            "json": f"{frame.site.root}{API}/status",
            "manifest": manifest,
            "version": context_of(request).version,
            "total": result.total,
            "ledger": _ledger(manifest),
            "statuses": [
                (label, read.statuses[status])
                for status, label in STATUSES.items()
                if read.statuses.get(status)
            ],
            "unread": [_file(frame.site, card) for card in read.unread],
            "more": read.total - len(read.unread),
            "formats": next((f for f in facets if f.field == FORMAT), None),
            "labels": [f for f in facets if f.field in labelled],
        }

    return fixed_page(request, "status.html.jinja", values)


def _labelled(schema: Schema) -> frozenset[str]:
    """The facets whose values people give or rules suggest."""
    return frozenset(
        f.name for f in schema.facets if f.taxonomy and f.name not in (FORMAT, "role")
    )


def _ledger(manifest: Mapping[str, Any]) -> list[tuple[str, int]]:
    told: Mapping[str, Any] = manifest.get("ledger") or {}
    return [(name, told[name]) for name in OUTCOMES if told.get(name)]


def _file(site: Site, card: Mapping[str, Any]) -> Mapping[str, str]:
    stored = card["stored"]
    status = stored.get("status", "")
    return {
        "name": stored.get("path") or stored.get("name", ""),
        "url": site.page("artefact", card["id"]),
        "status": STATUSES.get(status, status),
        "reason": stored.get("reason", ""),
    }
