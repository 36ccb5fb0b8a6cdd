"""The addresses of all pages, and the parameters they take."""

from collections.abc import Callable, Mapping

from starlette.responses import Response

from api.addresses.params import EXPLAIN, PREFIX, Parameter
from api.pages.artefact import PART, SEGMENT, artefact_page
from api.pages.assets import static
from api.pages.beside import BESIDE
from api.pages.blueprint import blueprint_page
from api.pages.facet import facet_page
from api.pages.search import VIEW, home, search

PAGES: tuple[tuple[str, Callable[..., Response]], ...] = (
    ("/", home),
    ("/search", search),
    ("/facets/{field}", facet_page),
    ("/blueprints/{id}", blueprint_page),
    ("/artefacts/{id}", artefact_page),
    ("/static/{digest}/{name:path}", static),
    *BESIDE,
)


def page_parameters(
    sets: Mapping[str, Mapping[str, Parameter]],
) -> dict[str, Mapping[str, Parameter]]:
    """The sets of the API with those of the pages, which follow from them."""
    told = {n: p for n, p in sets["search"].items() if n != EXPLAIN.name}
    search = {**told, VIEW.name: VIEW}
    artefact = {**sets["segment"], SEGMENT.name: SEGMENT, PART.name: PART}
    return {
        **sets,
        "page": search,
        "page_facet": {**search, PREFIX.name: PREFIX},
        "page_artefact": artefact,
    }
