"""The page of coverage: two facets crossed, and the ways to cross others."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from api.addresses.crossing import Crossing, crossed
from api.addresses.links import API, with_query
from api.addresses.question import pairs_of
from api.http.context import context_of, frame_of
from api.http.given import crossed_by, kept
from api.pages.rendering import answered_page, printed
from api.views.coverage import coverage_view
from api.views.frame import Frame
from indexer.query import MISSING, Query, QueryError
from indexer.visible import STATE

TEMPLATE = "coverage.html.jinja"
UNITS: Mapping[str, str] = {"blueprints": "Blueprints", "artefacts": "Artefacts"}


def coverage_page(request: Request) -> Response:
    """The table; 422 with what was right."""
    crossing, faults = _asked(request)
    frame = frame_of(request)
    path = f"{frame.site.root}/coverage"

    def values() -> Mapping[str, Any]:
        turned = replace(crossing, rows=crossing.columns, columns=crossing.rows)
        query = crossing.query
        wordless = replace(query, text="", synonyms=True)
        search = frame.site.search(query.view)
        return {
            "current": "coverage",
            "view": coverage_view(frame, crossing, path, search),
            "fields": crossed(frame.index.lexicon.schema),
            "units": UNITS,
            "missing": MISSING,
            "turned": turned.url(path),
            "synonyms": query.synonyms,
            "wordless": crossing.place(path).url(wordless),
            "json": crossing.url(f"{frame.site.root}{API}/coverage"),
            **printed(request),
        }

    return answered_page(request, crossing.url(path), TEMPLATE, values, faults)


def coverage_of(frame: Frame, query: Query) -> str:
    """Where the coverage of a search is; nothing for filters that it does not take."""
    if any(s.none_of or s.field == STATE for s in query.selections):
        return ""
    asked = Query(query.view, query.text, query.selections, synonyms=query.synonyms)
    unit = [] if query.view == "blueprints" else [("unit", query.view)]
    return with_query(f"{frame.site.root}/coverage", [*unit, *pairs_of(asked)])


def _asked(request: Request) -> tuple[Crossing, tuple[QueryError, ...]]:
    """What is crossed, the usual columns where a field would be crossed with itself,
    and all that is wrong.
    """
    asked = kept(request, "coverage")
    try:
        return crossed_by(request, asked.given), asked.faults
    except QueryError as same:
        usual = context_of(request).parameters["coverage"]
        names = (usual["columns"].default, usual["rows"].default)
        other = next(name for name in names if name != same.value)
        given = {**asked.given, "columns": (other,)}
        return crossed_by(request, given), (*asked.faults, same)
