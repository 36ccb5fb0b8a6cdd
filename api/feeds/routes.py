"""The addresses of all feeds, tables and maps."""

from collections.abc import Callable

from starlette.responses import Response

from api.feeds.history import history_feed
from api.feeds.search import search_feed
from api.feeds.site import opensearch, robots, sitemap
from api.feeds.tables import coverage_csv, search_csv

FEEDS: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/search.atom", search_feed),
    ("/search.csv", search_csv),
    ("/coverage.csv", coverage_csv),
    ("/blueprints/{id}/history.atom", history_feed),
    ("/opensearch.xml", opensearch),
    ("/sitemap.xml", sitemap),
    ("/robots.txt", robots),
)
