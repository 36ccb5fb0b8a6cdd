"""The application: everything that asks is built here, once."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from api.addresses.links import API
from api.addresses.sets import Sets, parameter_sets
from api.feeds.routes import FEEDS
from api.http.brand import PLAIN, Brand, brand_of
from api.http.compressed import Compressed
from api.http.context import Context
from api.http.envelope import Envelope
from api.http.problems import install
from api.http.search_log import SearchLog
from api.pages.assets import Assets
from api.pages.problem import respond
from api.pages.rendering import Pages
from api.pages.routes import PAGES
from api.v1 import labels
from api.v1.reference import ABOUT, document, documented, operation_id
from api.v1.routes import ROUTES
from api.views.labels import labels_of
from indexer.engines import generations_of
from indexer.index import Index
from indexer.judgements.log import LOG
from mappings.load import load_mappings
from settings import Settings

COMPRESSION = 5  # half the time of 9 for 2 % more bytes
# Objects made, less those given back, before the collector comes. An answer makes some
# 10,000; with the 700 that Python begins with the collector took an eighth of the time
# that an answer spends beside its engine calls.
YOUNG = 50_000


def create_app(settings: Settings) -> FastAPI:
    """The application over the index in the data folder.

    MappingError if the mappings are wrong, OSError if the log of searches cannot be
    written; a missing index is told by each answer.
    """
    mappings = load_mappings(settings.mappings)
    index, log = Index(generations_of(settings), mappings), settings.search_log
    app = app_over(
        index,
        settings.audience_header,
        brand_of(settings),
        reasons_audience=settings.reasons_audience,
        records=settings.record_store,
        searches=SearchLog(log, settings.search_log_days) if log else None,
    )
    labels.add(app, settings.data / LOG, settings.label_key)
    return app


def app_over(
    index: Index,
    audience_header: str = "",
    brand: Brand = PLAIN,
    reasons_audience: str = "",
    records: str = "",
    searches: SearchLog | None = None,
) -> FastAPI:
    """The application over an index, with what `Context` has beside it; without labels
    over HTTP.
    """
    app = FastAPI(
        title="Blueprint Search",
        version=version("blueprint-search"),
        description=ABOUT,
        docs_url=None,  # both pages load code from a public CDN
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
        generate_unique_id_function=operation_id,
        redirect_slashes=False,
        lifespan=_serving,
    )
    app.state.context = Context(
        index=index,
        version=app.version,
        audience_header=audience_header,
        reasons_audience=reasons_audience,
        parameters=parameter_sets(index.lexicon.mappings),
        labels=labels_of(index.lexicon),
        records=records,
        brand=brand,
        searches=searches,
    )
    app.state.pages = Pages(Assets(), brand)
    _route(app)
    install(app, respond)
    app.add_middleware(Compressed, minimum_size=1000, compresslevel=COMPRESSION)
    app.add_middleware(Envelope)
    app.openapi = document(app)  # type: ignore[method-assign]
    return app


def _route(app: FastAPI) -> None:
    """Answer all addresses but those of labels."""
    sets: Sets = app.state.context.parameters
    for route in ROUTES:
        app.add_api_route(
            route.path,
            route.endpoint,
            methods=["GET"],
            **documented(route, sets[route.parameters]),
        )
    for path, endpoint in (*PAGES, *FEEDS):
        app.add_api_route(path, endpoint, methods=["GET"], include_in_schema=False)


def settle() -> None:
    """Let the collector pass over all there is, as what a server begins with stays, and
    come by seldom: an answer leaves hardly anything that it would find.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)


@asynccontextmanager
async def _serving(app: FastAPI) -> AsyncIterator[None]:
    settle()
    yield
    if searches := app.state.context.searches:
        searches.close()
