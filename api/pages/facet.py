"""All values of a facet for a question: find one, show only it, or leave it out."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import with_query
from api.addresses.params import EXCLUDE, PREFIX
from api.http.context import context_of
from api.http.given import kept
from api.pages.panel import excluded_pairs, page_pairs
from api.pages.rendering import answered_page, page
from api.pages.search import page_query
from api.views.facets import facet_view
from indexer.query import Query

TEMPLATE = "facet.html.jinja"
SIZE = 100  # values on a page; the box finds the others


def facet_page(request: Request, field: str) -> Response:
    """The values of a facet under the other filters of the question."""
    context, asked = context_of(request), kept(request, "page_facet")
    if field not in {f.name for f in context.index.lexicon.schema.facets}:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"there is no facet {field!r}")
    query, prefix = page_query(request, asked.given), PREFIX.value(asked.given)

    def values() -> Mapping[str, Any]:
        return {"faults": asked.faults, **_values(request, query, field, prefix)}

    if asked.faults:
        return page(request, TEMPLATE, values(), asked.status)
    pairs = [*page_pairs(query), ("prefix", prefix)]
    return answered_page(request, with_query(request.url.path, pairs), TEMPLATE, values)


def _values(
    request: Request, query: Query, field: str, prefix: str
) -> Mapping[str, Any]:
    context = context_of(request)
    frame, index = context.frame(request), context.index
    view = facet_view(frame, index.facet(query, field, prefix, SIZE))
    listed = {v.value for v in (*view.values, view.missing)}
    selected = [
        pair
        for s in query.selections
        if s.field == field
        for name, values in ((field, s.any_of), (EXCLUDE + field, s.none_of))
        for pair in ((name, value) for value in values)
        if pair[1] not in listed
    ]
    return {
        "facet": view,
        "prefix": prefix,
        "unit": query.view,
        "query": query,
        "hidden": (*excluded_pairs(query, field), *selected),
        "back": with_query(f"{frame.site.root}/search", page_pairs(query)),
        "excludable": EXCLUDE + field in context.parameters["page"],
    }
