"""The pages of What Good Looks Like: all pillars, and one of them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.addresses.links import API, escaped, with_query
from api.addresses.sets import PILLAR
from api.http.context import host_of, site_of
from api.http.found import pillar_called, pillars_of
from api.http.given import given
from api.pages.rendering import fixed_page
from api.views.wgll import Pillars

TOP = 10  # values of a facet on the page of a pillar


def wgll_page(request: Request) -> Response:
    """All pillars; with `?pillar=` in any of its names, that pillar."""
    pillars, name = pillars_of(request), PILLAR.value(given(request, "page_wgll"))
    if name:
        return _moved(request, pillars, name)

    def values() -> Mapping[str, Any]:
        here = f"{host_of(request)}{site_of(request).root}"
        about = _about(request, f"{API}/wgll")
        return {"view": pillars.all(), "here": here, **about}

    return fixed_page(request, "wgll.html.jinja", values)


def pillar_page(request: Request, pillar: str) -> Response:
    """A pillar; another of its names leads to the address with its id."""
    given(request, "none")
    pillars = pillars_of(request)
    term = pillars.taxonomy.by_id.get(pillar)
    if term is None:
        return _moved(request, pillars, pillar)
    found, root = term, site_of(request).root

    def search(field: str, value: str) -> str:
        return with_query(f"{root}/search", [(PILLAR.name, found.id), (field, value)])

    def values() -> Mapping[str, Any]:
        about = _about(request, f"{API}/wgll/{escaped(found.id)}")
        return {"view": pillars.one(found), "top": TOP, "search": search, **about}

    return fixed_page(request, "pillar.html.jinja", values)


def _about(request: Request, json: str) -> Mapping[str, Any]:
    return {"current": "wgll", "json": f"{site_of(request).root}{json}"}


def _moved(request: Request, pillars: Pillars, name: str) -> Response:
    """The way to a pillar by any of its names, or its number."""
    term = pillar_called(pillars, name)
    address = f"{site_of(request).root}/wgll/{escaped(term.id)}"
    return RedirectResponse(address, HTTPStatus.MOVED_PERMANENTLY)
