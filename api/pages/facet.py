"""All values of a facet for a question: find one, show only it, or leave it out."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import with_query
from api.addresses.parameters import EXCLUDE, PREFIX
from api.http.context import context_of, frame_of
from api.http.found import check_facet
from api.http.given import asked_by, kept
from api.pages.panel import all_values, carried_beside, page_pairs
from api.pages.rendering import answered_page, printed
from api.views.facets import facet_view
from indexer.query import Query

TEMPLATE = "facet.html.jinja"
SIZE = 100  # values on a page; the box finds the others
LONG = 12  # values that put the button at the end out of sight: one stands above too


def facet_page(request: Request, field: str) -> Response:
    """The values of a facet under the other filters of the question."""
    asked = kept(request, "page_facet")
    check_facet(request, field)
    query, prefix = asked_by(request, asked.given), PREFIX.value(asked.given)

    def values() -> Mapping[str, Any]:
        return _values(request, query, field, prefix)

    key = with_query(request.url.path, [*page_pairs(query), ("prefix", prefix)])
    return answered_page(request, key, TEMPLATE, values, asked.faults)


def _values(
    request: Request, query: Query, field: str, prefix: str
) -> Mapping[str, Any]:
    frame = frame_of(request)
    view = facet_view(frame, frame.index.facet(query, field, prefix, SIZE))
    listed = {v.value for v in (*view.values, view.missing)}
    own = query.selection(field)
    selected = (
        *((field, value) for value in own.any_of),
        *((EXCLUDE + field, value) for value in own.none_of),
    )
    unlisted = (pair for pair in selected if pair[1] not in listed)
    return {
        "facet": view,
        "prefix": prefix,
        "unit": query.view,
        "query": query,
        "hidden": (*carried_beside(query, field), *unlisted),
        "long": LONG,
        "whole": all_values(frame.site, field, query),
        "back": with_query(f"{frame.site.root}/search", page_pairs(query)),
        "excludable": EXCLUDE + field in context_of(request).parameters["page"],
        **printed(request),
    }
