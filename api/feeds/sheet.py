"""All that a search finds as a table for spreadsheets."""

from collections.abc import Iterator
from typing import cast

from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import Place
from api.feeds.atom import host_of
from api.http.context import answered, context_of, given
from api.http.written import CSV, Cell, Rows, as_csv
from api.pages.search import page_query
from api.views.frame import Frame
from indexer.answer import BLUEPRINT
from indexer.query import Hit, Query


def sheet(request: Request) -> Response:
    """Every document that a search finds, on whatever page, a row each in its order.

    The values of a facet are parted by "; " and called as on the pages. QueryError if
    it finds more than 10,000.
    """
    query = page_query(request, given(request, "page"))
    frame, host = context_of(request).frame(request), host_of(request)
    return answered(
        request,
        f"{host}{Place('/search.csv', (('view', query.view),)).url(query)}",
        lambda: _rows(frame, query, host),
        lambda rows: as_csv(cast(Rows, rows)),
        CSV,
    )


def _rows(frame: Frame, query: Query, host: str) -> Iterator[list[Cell]]:
    facets = frame.index.lexicon.schema.facets
    fields = [f for f in facets if f.name != BLUEPRINT and "export" in f.shown]
    labels = [f.label for f in fields]
    of_files = query.view == "artefacts"
    own = ["Blueprint", "File", "Bytes"] if of_files else ["Summary", "Files"]
    yield ["Title", *own, "Published", *labels, "Address"]
    hits = frame.index.every(query)
    titles = frame.index.titles({h.blueprint for h in hits}, query.audience)
    for hit in hits:
        stored = hit.stored
        about: list[Cell] = [stored.get("summary", ""), stored.get("artefacts")]
        if of_files:
            title = titles.get(hit.blueprint, hit.blueprint)
            about = [title, stored.get("path", ""), stored.get("size")]
        values = [_values(frame, hit, f.name) for f in fields]
        address = f"{host}{frame.site.page(hit.kind, hit.id)}"
        yield [hit.title.text, *about, hit.published, *values, address]


def _values(frame: Frame, hit: Hit, field: str) -> str:
    own = hit.stored.get("labels", {}).get(field)
    values = hit.values.get(field, ())
    return "; ".join(frame.labels.of(field, value, own) for value in values)
