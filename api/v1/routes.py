"""The addresses of the JSON API and of the machines that watch it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from api.addresses.links import API
from api.addresses.sets import SetName
from api.http.answered import JSON
from api.v1 import endpoints
from api.views.artefact import ArtefactView
from api.views.blueprint import BlueprintView
from api.views.completions import CompletionsView
from api.views.coverage import CoverageView
from api.views.facets import FacetView
from api.views.search import SearchView
from api.views.segment import SegmentView
from api.views.similar import SimilarView
from api.views.status import HealthView, ReadyView, StatusView
from api.views.wgll import PillarDetail, PillarsView


@dataclass(frozen=True, slots=True)
class Route:
    """An address, what answers there, which parameters it takes, what comes back."""

    path: str
    endpoint: Callable[..., Response | Awaitable[Response]]
    summary: str
    parameters: SetName = "none"
    answer: Any = None
    may_lack: bool = False  # whether it can be 404
    kept: bool = True  # whether an asker may keep it, and be answered by 304
    media_type: str = JSON


ROUTES = (
    Route(
        f"{API}/blueprints",
        endpoints.blueprints,
        "Search Blueprints",
        "search",
        SearchView,
    ),
    Route(
        f"{API}/artefacts",
        endpoints.artefacts,
        "Search artefacts",
        "search",
        SearchView,
    ),
    Route(
        f"{API}/blueprints/{{id}}",
        endpoints.blueprint,
        "A Blueprint: its files, the evidence for its labels, what changed",
        answer=BlueprintView,
        may_lack=True,
    ),
    Route(
        f"{API}/blueprints/{{id}}/similar",
        endpoints.similar,
        "Blueprints like this one, each with why",
        "similar",
        SimilarView,
        True,
    ),
    Route(
        f"{API}/artefacts/{{id}}",
        endpoints.artefact,
        "An artefact with its segments",
        answer=ArtefactView,
        may_lack=True,
    ),
    Route(
        f"{API}/artefacts/{{id}}/segments/{{n}}",
        endpoints.segment,
        "The text of a page, slide, sheet or section, counted from 0",
        "segment",
        SegmentView,
        True,
    ),
    Route(
        f"{API}/artefacts/{{id}}/file",
        endpoints.file,
        "The original file; 410 if it has vanished since it was indexed",
        may_lack=True,
        media_type="*/*",
    ),
    Route(
        f"{API}/facets/{{field}}",
        endpoints.facet,
        "The values of a facet by the beginning of a word",
        "facet",
        FacetView,
        True,
    ),
    Route(
        f"{API}/suggest",
        endpoints.suggest,
        "What a text may become: titles, names of values, words of the library",
        "suggest",
        CompletionsView,
    ),
    Route(
        f"{API}/coverage",
        endpoints.coverage_json,
        "Two facets crossed: how many have each pair of values",
        "coverage",
        CoverageView,
    ),
    Route(
        f"{API}/wgll",
        endpoints.wgll_json,
        "The pillars of What Good Looks Like, with how much there is for each",
        answer=PillarsView,
    ),
    Route(
        f"{API}/wgll/{{pillar}}",
        endpoints.pillar_json,
        "What helps with one pillar",
        answer=PillarDetail,
        may_lack=True,
    ),
    Route(
        f"{API}/status",
        endpoints.status,
        "The state of the library",
        answer=StatusView,
        kept=False,
    ),
    Route(
        "/healthz",
        endpoints.healthz,
        "Whether the process answers",
        answer=HealthView,
        kept=False,
    ),
    Route(
        "/readyz",
        endpoints.readyz,
        "Whether it can search",
        answer=ReadyView,
        kept=False,
    ),
)
