"""What answers at the addresses of the JSON API."""

from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import API, with_query
from api.addresses.parameters import PREFIX, SYNONYMS, TEXT
from api.addresses.sets import SIMILAR, SUGGESTED, TYPED, VALUES
from api.http.answered import JSON, answered, written
from api.http.context import context_of, created, frame_of, site_of
from api.http.found import check_facet, not_there, opened_by, pillar_of, pillars_of
from api.http.given import asked_by, crossed_by, given
from api.http.searched import searched
from api.v1.original import original
from api.views.artefact import ArtefactView, artefact_view
from api.views.blueprint import BlueprintView, blueprint_view
from api.views.completions import CompletionsView, completions_view
from api.views.coverage import CoverageView, coverage_view
from api.views.facets import FacetView, facet_view
from api.views.search import SearchView
from api.views.segment import SegmentView, empty_segment, segment_view
from api.views.similar import SimilarView, similar_view
from api.views.status import HealthView, ReadyView, status_view
from api.views.wgll import PillarDetail
from indexer.query import Query, View


def blueprints(request: Request) -> Response:
    return _search(request, "blueprints")


def artefacts(request: Request) -> Response:
    return _search(request, "artefacts")


def blueprint(request: Request, id: str) -> Response:
    given(request, "none")

    def view() -> BlueprintView:
        opened, frame = opened_by(request, "blueprint", id), frame_of(request)
        files = frame.index.artefacts_of(id, frame.audience)
        return blueprint_view(frame, opened, files)

    return answered(request, request.url.path, view)


def similar(request: Request, id: str) -> Response:
    size = SIMILAR.value(given(request, "similar"))

    def view() -> SimilarView:
        frame = frame_of(request)
        found = frame.index.similar(id, frame.audience, int(size))
        if not found:  # it may be unknown
            opened_by(request, "blueprint", id)
        return similar_view(frame, id, found)

    return answered(request, with_query(request.url.path, [("size", size)]), view)


def artefact(request: Request, id: str) -> Response:
    given(request, "none")

    def view() -> ArtefactView:
        return artefact_view(frame_of(request), opened_by(request, "artefact", id))

    return answered(request, request.url.path, view)


def segment(request: Request, id: str, n: int) -> Response:
    asked = given(request, "segment")
    q, synonyms = TEXT.value(asked), SYNONYMS.value(asked)

    def view() -> SegmentView:
        opened, frame = opened_by(request, "artefact", id), frame_of(request)
        found = frame.index.segment(id, n, frame.audience) or empty_segment(opened, n)
        if found is None:
            not_there(f"artefact {id!r} has no segment {n}")
        return segment_view(frame, opened, found, q, synonyms == "on")

    key = with_query(request.url.path, [("q", q), ("synonyms", synonyms)])
    return answered(request, key, view)


def file(request: Request, id: str) -> Response:
    given(request, "none")
    opened = opened_by(request, "artefact", id)
    context, last_seen = context_of(request), created(request)
    library = str(context.index.manifest.get("library", ""))
    return original(opened.stored, context.records, library, last_seen, request)


def facet(request: Request, field: str) -> Response:
    asked = given(request, "facet")
    prefix, size = PREFIX.value(asked), VALUES.value(asked)
    check_facet(request, field)

    def view() -> FacetView:
        frame = frame_of(request)
        query = Query(audience=frame.audience)
        return facet_view(frame, frame.index.facet(query, field, prefix, int(size)))

    key = with_query(request.url.path, [("prefix", prefix), ("size", size)])
    return answered(request, key, view)


def suggest(request: Request) -> Response:
    asked = given(request, "suggest")
    q, size = TYPED.value(asked), SUGGESTED.value(asked)
    key = with_query(request.url.path, [("q", q), ("size", size)])

    def view() -> CompletionsView:
        frame = frame_of(request)
        found = frame.index.suggest(q, frame.audience, int(size))
        return completions_view(frame, q, found, key)

    return answered(request, key, view)


def coverage_json(request: Request) -> Response:
    crossing = crossed_by(request, given(request, "coverage"))
    frame = frame_of(request)
    path, search = f"{frame.site.root}{API}/coverage", crossing.query.view

    def view() -> CoverageView:
        return coverage_view(frame, crossing, path, frame.site.api_search(search))

    return answered(request, crossing.url(path), view)


def wgll_json(request: Request) -> Response:
    given(request, "none")
    return answered(request, request.url.path, pillars_of(request).all)


def pillar_json(request: Request, pillar: str) -> Response:
    given(request, "none")
    every = pillars_of(request)
    term = pillar_of(every, pillar)

    def view() -> PillarDetail:
        return every.one(term)

    return answered(request, request.url.path, view)


def status(request: Request) -> Response:
    given(request, "none")
    context = context_of(request)
    return _plain(status_view(context.version, context.index.manifest))


async def healthz(request: Request) -> Response:
    """Whether the process answers; needs no thread, as all may wait for the engine."""
    return _plain(HealthView("ok", context_of(request).version))


def readyz(request: Request) -> Response:
    """Whether it can search; 503 if not."""
    index = context_of(request).index
    index.check()
    return _plain(ReadyView("ready", index.generation))


def _search(request: Request, view: View) -> Response:
    query = asked_by(request, given(request, "search"), view)
    place = site_of(request).api_search(view)

    def answer() -> SearchView:
        return searched(request, place, query)

    return answered(request, place.url(query), answer)


def _plain(view: object) -> Response:
    return Response(
        written(view),
        headers={"Cache-Control": "no-store"},
        media_type=JSON,
    )
