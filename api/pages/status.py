"""The state of the library, for people: what is in it, and what could not be read."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import API
from api.http.context import context_of, frame_of
from api.http.given import given
from api.pages.rendering import fixed_page
from api.views.facets import facet_view
from api.views.frame import Frame
from api.views.wording import STATUSES, place, read_as
from indexer.answering.unread import readings
from indexer.query import Query
from mappings.schema import Schema

SHOWN = 200  # files that could not be read
FORMAT = "format"
OUTCOMES = ("found", "indexed", "partial", "failed", "skipped", "pending")


def status_page(request: Request) -> Response:
    given(request, "none")

    def values() -> Mapping[str, Any]:
        frame = frame_of(request)
        index, audience = frame.index, frame.audience
        result = index.search(Query(audience=audience, size=0))
        facets = [facet_view(frame, f) for f in result.facets]
        read = readings(index.live.engine, audience, most=SHOWN)
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
            "unread": _files(frame, read.unread),
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


def _files(frame: Frame, cards: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Files that were not read in full: where they lie, and what happened."""
    blueprints = [card["blueprint"] for card in cards]
    titles = frame.index.titles(blueprints, frame.audience)
    return [
        {
            "name": place(card["stored"].get("path") or card["stored"].get("name", "")),
            "url": frame.site.page("artefact", card["id"]),
            "blueprint": titles.get(blueprint, blueprint),
            "inside": frame.site.page("blueprint", blueprint),
            "read": read_as(card["stored"]["status"], card["stored"].get("reason", "")),
        }
        for card, blueprint in zip(cards, blueprints, strict=True)
    ]
