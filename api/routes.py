"""The routes of the JSON API and of the machines that watch it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.completions import completions_view
from api.context import (
    JSON,
    answered,
    audience_of,
    context_of,
    given,
    opened_by,
)
from api.coverage import coverage_json, coverage_parameters
from api.coverage_views import CoverageView
from api.links import API, with_query
from api.opened import artefact_view, blueprint_view, empty_segment, segment_view
from api.opened_views import ArtefactView, BlueprintView, SegmentView
from api.original import original
from api.params import (
    PREFIX,
    SYNONYMS,
    TEXT,
    Parameter,
    query_of,
    search_parameters,
)
from api.present import facet_view, present, similar_view
from api.views import CompletionsView, FacetView, SearchView, SimilarView
from api.wgll import NAMED, PillarDetail, PillarsView, pillar_json, wgll_json
from api.written import written
from indexer.query import Query, View
from mappings.load import Mappings

TOLD = ("generation", "created", "analyser", "mappings", "counts", "ledger")


def blueprints(request: Request) -> Response:
    return _search(request, "blueprints")


def artefacts(request: Request) -> Response:
    return _search(request, "artefacts")


def blueprint(request: Request, id: str) -> Response:
    given(request, "none")
    context, audience = context_of(request), audience_of(request)

    def view() -> BlueprintView:
        opened = opened_by(request, "blueprint", id)
        files = context.index.artefacts_of(id, audience)
        return blueprint_view(context.frame(request), opened, files)

    return answered(request, request.url.path, view)


def similar(request: Request, id: str) -> Response:
    size = SIMILAR.value(given(request, "similar"))
    context, audience = context_of(request), audience_of(request)

    def view() -> SimilarView:
        found = context.index.similar(id, audience, int(size))
        if not found:  # it may be unknown
            opened_by(request, "blueprint", id)
        return similar_view(context.frame(request), id, found)

    return answered(request, with_query(request.url.path, [("size", size)]), view)


def artefact(request: Request, id: str) -> Response:
    given(request, "none")
    context = context_of(request)

    def view() -> ArtefactView:
        opened = opened_by(request, "artefact", id)
        return artefact_view(context.frame(request), opened)

    return answered(request, request.url.path, view)


def segment(request: Request, id: str, n: int) -> Response:
    asked = given(request, "segment")
    q, synonyms = TEXT.value(asked), SYNONYMS.value(asked)
    context, audience = context_of(request), audience_of(request)

    def view() -> SegmentView:
        opened = opened_by(request, "artefact", id)
        found = context.index.segment(id, n, audience) or empty_segment(opened, n)
        if found is None:
            raise HTTPException(
                HTTPStatus.NOT_FOUND, f"artefact {id!r} has no segment {n}"
            )
        return segment_view(context.frame(request), opened, found, q, synonyms == "on")

    key = with_query(request.url.path, [("q", q), ("synonyms", synonyms)])
    return answered(request, key, view)


def file(request: Request, id: str) -> Response:
    given(request, "none")
    context = context_of(request)
    opened = opened_by(request, "artefact", id)
    last_seen = str(context.index.manifest.get("created", ""))
    return original(opened.stored, context.records, last_seen, request)


def facet(request: Request, field: str) -> Response:
    asked = given(request, "facet")
    prefix, size = PREFIX.value(asked), VALUES.value(asked)
    context, audience = context_of(request), audience_of(request)
    if field not in {f.name for f in context.index.lexicon.schema.facets}:
        raise HTTPException(HTTPStatus.NOT_FOUND, f"there is no facet {field!r}")

    def view() -> FacetView:
        found = context.index.facet(Query(audience=audience), field, prefix, int(size))
        return facet_view(context.frame(request), found)

    key = with_query(request.url.path, [("prefix", prefix), ("size", size)])
    return answered(request, key, view)


def suggest(request: Request) -> Response:
    asked = given(request, "suggest")
    q, size = TYPED.value(asked), SUGGESTED.value(asked)
    context, audience = context_of(request), audience_of(request)
    key = with_query(request.url.path, [("q", q), ("size", size)])

    def view() -> CompletionsView:
        found = context.index.suggest(q, audience, int(size))
        return completions_view(context.frame(request), q, found, key)

    return answered(request, key, view)


def status(request: Request) -> Response:
    given(request, "none")
    context = context_of(request)
    manifest = context.index.manifest
    told = {name: manifest[name] for name in TOLD if name in manifest}
    return _plain({"version": context.version, **told})


async def healthz(request: Request) -> Response:
    """Whether the process answers; needs no thread, as all may wait for the engine."""
    return _plain({"status": "ok", "version": context_of(request).version})


def readyz(request: Request) -> Response:
    """Whether it can search; 503 if not."""
    index = context_of(request).index
    index.check()
    return _plain({"status": "ready", "generation": index.generation})


@dataclass(frozen=True, slots=True)
class Route:
    """An address, what answers there, which parameters it takes, what comes back."""

    path: str
    endpoint: Callable[..., Response | Awaitable[Response]]
    summary: str
    parameters: str = "none"
    answer: Any = None
    may_lack: bool = False  # whether it can be 404
    media_type: str = JSON


ROUTES = (
    Route(f"{API}/blueprints", blueprints, "Search Blueprints", "search", SearchView),
    Route(f"{API}/artefacts", artefacts, "Search artefacts", "search", SearchView),
    Route(
        f"{API}/blueprints/{{id}}",
        blueprint,
        "A Blueprint: its files, the evidence for its labels, what changed",
        answer=BlueprintView,
        may_lack=True,
    ),
    Route(
        f"{API}/blueprints/{{id}}/similar",
        similar,
        "Blueprints like this one, each with why",
        "similar",
        SimilarView,
        True,
    ),
    Route(
        f"{API}/artefacts/{{id}}",
        artefact,
        "An artefact with its segments",
        answer=ArtefactView,
        may_lack=True,
    ),
    Route(
        f"{API}/artefacts/{{id}}/segments/{{n}}",
        segment,
        "The text of a page, slide, sheet or section, counted from 0",
        "segment",
        SegmentView,
        True,
    ),
    Route(
        f"{API}/artefacts/{{id}}/file",
        file,
        "The original file; 410 if it has vanished since it was indexed",
        may_lack=True,
        media_type="*/*",
    ),
    Route(
        f"{API}/facets/{{field}}",
        facet,
        "The values of a facet by the beginning of a word",
        "facet",
        FacetView,
        True,
    ),
    Route(
        f"{API}/suggest",
        suggest,
        "What a text may become: titles, names of values, words of the library",
        "suggest",
        CompletionsView,
    ),
    Route(
        f"{API}/coverage",
        coverage_json,
        "Two facets crossed: how many have each pair of values",
        "coverage",
        CoverageView,
    ),
    Route(
        f"{API}/wgll",
        wgll_json,
        "The pillars of What Good Looks Like, with how much there is for each",
        answer=PillarsView,
    ),
    Route(
        f"{API}/wgll/{{pillar}}",
        pillar_json,
        "What helps with one pillar",
        answer=PillarDetail,
        may_lack=True,
    ),
    Route(f"{API}/status", status, "The state of the library"),
    Route("/healthz", healthz, "Whether the process answers"),
    Route("/readyz", readyz, "Whether it can search"),
)

TYPED = replace(TEXT, description="What was written so far.")
SIMILAR = Parameter("size", "How many.", "whole", 20, 1, default="5")
SUGGESTED = Parameter("size", "How many.", "whole", 20, 1, default="8")
VALUES = Parameter("size", "How many values.", "whole", 100, 1, default="50")


def parameter_sets(mappings: Mappings) -> dict[str, dict[str, Parameter]]:
    """The parameters of all routes, by the names the routes give their sets."""
    search = search_parameters(mappings)
    return {
        "search": search,
        "coverage": coverage_parameters(mappings),
        "wgll": {NAMED.name: NAMED},
        "segment": {"q": TEXT, "synonyms": SYNONYMS},
        "similar": {"size": SIMILAR},
        "suggest": {"q": TYPED, "size": SUGGESTED},
        "facet": {"prefix": PREFIX, "size": VALUES},
        "none": {},
    }


def _search(request: Request, view: View) -> Response:
    context = context_of(request)
    query = query_of(
        given(request, "search"),
        context.index.lexicon.schema,
        view,
        audience_of(request),
    )
    frame = context.frame(request)
    place = frame.site.asked(view)

    def answer() -> SearchView:
        return present(frame, place, query, context.index.search(query))

    return answered(request, place.url(query), answer)


def _plain(data: object) -> Response:
    return Response(
        written(data),
        headers={"Cache-Control": "no-store"},
        media_type=JSON,
    )
