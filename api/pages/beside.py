"""The addresses beside search and documents: overviews, feeds, help."""

from collections.abc import Callable

from starlette.responses import Response

from api.feeds.feeds import atom, opensearch, robots, sitemap
from api.feeds.history import history_feed
from api.feeds.sheet import sheet
from api.pages.coverage import coverage_csv, coverage_page
from api.pages.handbook import about_page, api_page
from api.pages.status import status_page
from api.pages.wgll import pillar_page, wgll_page

BESIDE: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/coverage", coverage_page),
    ("/coverage.csv", coverage_csv),
    ("/wgll", wgll_page),
    ("/wgll/{pillar}", pillar_page),
    ("/status", status_page),
    ("/api", api_page),
    ("/about", about_page),
    ("/search.atom", atom),
    ("/search.csv", sheet),
    ("/blueprints/{id}/history.atom", history_feed),
    ("/opensearch.xml", opensearch),
    ("/sitemap.xml", sitemap),
    ("/robots.txt", robots),
)
