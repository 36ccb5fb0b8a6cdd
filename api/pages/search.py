"""The search page: the question, its answer, and ways on from it."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.addresses.links import Place, with_query
from api.http.context import frame_of, host_of
from api.http.given import asked_by, kept
from api.http.searched import searched
from api.pages.coverage import coverage_of
from api.pages.panel import page_pairs, panel_of
from api.pages.rendering import answered_page, printed
from api.views.frame import facets_of
from api.views.search import ExpansionView, SearchView, search_view
from indexer.query import Query, View

TEMPLATE, START = "search.html.jinja", "start.html.jinja"
SIZES = (10, 25, 50)
SORTS = (
    ("relevance", "Relevance"),
    ("-published", "Newest first"),
    ("published", "Oldest first"),
)
FEW = 3  # labels or words that are told at once; the rest opens on demand
AROUND = 2  # numbered pages each side of the current one
EXAMPLES = ("discharge summary", "ePMA training", '"hazard log"', "virtual ward")
START_FACETS = ("care_setting", "technology", "pillar")
NEWEST = 5


def home(request: Request) -> Response:
    """The first page; with a question, its answer."""
    if request.query_params:
        return search(request)

    def values() -> Mapping[str, Any]:
        frame = frame_of(request)
        query = Query(
            audience=frame.audience,
            sort="-published",
            size=NEWEST,
            facets=facets_of(frame, START_FACETS),
        )
        place, answer = frame.site.search(), frame.index.search(query)
        view = search_view(frame, place, query, answer)
        return {"view": view, "examples": EXAMPLES}

    return answered_page(request, "/", START, values)


def search(request: Request) -> Response:
    """Results; the last page instead of one past the end; 422 with what was right."""
    asked = kept(request, "page_facet")  # whose form sends its box along with filters
    query, frame = asked_by(request, asked.given), frame_of(request)
    place = frame.site.search(query.view)

    def answer(query: Query) -> SearchView:
        return searched(request, place, query)

    found = answer(query) if asked.faults or query.page > 1 else None
    if found and query.page > max(found.pages, 1):
        if not asked.faults:
            return RedirectResponse(found.links["last"], HTTPStatus.FOUND)
        # What is wrong has to be told with the page that is shown.
        query = replace(query, page=max(found.pages, 1))
        found = answer(query)

    def values() -> Mapping[str, Any]:
        return _values(request, place, query, found or answer(query))

    return answered_page(request, place.url(query), TEMPLATE, values, asked.faults)


def _values(
    request: Request, place: Place, query: Query, view: SearchView
) -> Mapping[str, Any]:
    frame = frame_of(request)
    root = frame.site.root
    other: View = "artefacts" if query.view == "blueprints" else "blueprints"
    turned = replace(query, view=other, page=1)
    cleared = replace(query, selections=(), page=1)
    return {
        "view": view,
        "also": also_searched(view),
        "few": FEW,
        "panel": panel_of(frame.site, frame.index.lexicon.schema, query, view),
        "numbers": numbers(place, query, view.pages),
        "other": with_query(f"{root}/search", page_pairs(turned)),
        "cleared": place.url(cleared),
        "literal": place.url(replace(query, synonyms=False, page=1)),
        "widened": place.url(replace(query, synonyms=True, page=1)),
        "coverage": coverage_of(frame, query),
        "sorts": SORTS,
        "sizes": sorted({*SIZES, query.size} - {0}),
        "count": getattr(view.total, query.view),
        **printed(request),
        "address": f"{host_of(request)}{view.links['self']}",
    }


def also_searched(view: SearchView) -> tuple[ExpansionView, ...]:
    """What else was searched, but for the words that the suggestion puts right: it says
    the same.
    """
    if not view.suggestion:
        return view.expansions
    right = " ".join(view.suggestion.q.split())
    return tuple(one for one in view.expansions if one.written in right)


def numbers(place: Place, query: Query, pages: int) -> dict[str, Any]:
    """The numbered pagination: first, last, and those around this page."""
    near = {1, pages, *range(query.page - AROUND, query.page + AROUND + 1)}
    shown = sorted(n for n in near if 1 <= n <= pages)
    items: list[dict[str, Any]] = []
    for before, n in zip([0, *shown], shown, strict=False):
        if n - before > 1:
            items.append({"ellipsis": True})
        href = place.url(replace(query, page=n))
        items.append({"number": n, "href": href, "current": n == query.page})
    links = place.paging(query, pages)
    return {
        "items": items if pages > 1 else [],
        "previous": {"href": links["prev"]} if "prev" in links else {},
        "next": {"href": links["next"]} if "next" in links else {},
        "ariaLabel": "Pages of results",
    }
