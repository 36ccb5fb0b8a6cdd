"""The addresses of all pages."""

from collections.abc import Callable

from starlette.responses import Response

from api.pages.artefact import artefact_page
from api.pages.assets import static
from api.pages.blueprint import blueprint_page
from api.pages.coverage import coverage_page
from api.pages.facet import facet_page
from api.pages.handbook import HABITS, about_page, api_page, leading_to
from api.pages.search import home, search
from api.pages.status import status_page
from api.pages.wgll import pillar_page, wgll_page

PAGES: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/", home),
    ("/search", search),
    ("/facets/{field}", facet_page),
    ("/blueprints/{id}", blueprint_page),
    ("/artefacts/{id}", artefact_page),
    ("/coverage", coverage_page),
    ("/wgll", wgll_page),
    ("/wgll/{pillar}", pillar_page),
    ("/status", status_page),
    ("/api", api_page),
    ("/about", about_page),
    *((habit, leading_to(address)) for habit, address in HABITS.items()),
    ("/static/{digest}/{name:path}", static),
)
