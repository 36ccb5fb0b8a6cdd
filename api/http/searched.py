"""A search answered, and written down where that is wanted."""

from datetime import UTC, datetime
from time import perf_counter

from starlette.requests import Request

from api.addresses.links import Place
from api.http.context import context_of, frame_of
from api.views.search import SearchView, answer_view
from indexer.query import Query
from indexer.searches import STAMP, Search


def searched(request: Request, place: Place, query: Query) -> SearchView:
    """The answer to a query asked at `place`, written down if it is shown: a page past
    the last one is not.
    """
    begun = perf_counter()
    view = answer_view(frame_of(request), place, query)
    took = perf_counter() - begun
    searches = context_of(request).searches
    if searches and query.page <= max(view.pages, 1):
        searches.add(
            Search(
                datetime.now(UTC).strftime(STAMP),
                query.text,
                query.view,
                view.links["self"],
                bool(query.selections),
                query.page,
                view.total.blueprints,
                view.total.artefacts,
                view.all_words,
                view.suggestion.q if view.suggestion else "",
                round(took * 1000, 1),
            )
        )
    return view
