"""What Good Looks Like: its pillars, their success measures, what helps with each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.context import answered, audience_of, context_of, given
from api.frame import Frame
from api.links import API, Site, escaped, with_query
from api.params import Parameter
from api.present import present
from api.rendering import answered_page
from api.views import Counted, FacetView, Links, SearchView
from indexer.engine import EVERY
from indexer.query import Query, Selection
from mappings.taxonomy import Taxonomy, Term

PILLAR, MEASURE = "pillar", "success_measure"
NAMED = Parameter(PILLAR, "A pillar by id, number or name.", "text")
BESIDE = ("technology", "artefact_type", "care_setting")  # told of one pillar
NEWEST = 5
TOP = 10
NONE = Counted(0, 0)

Totals = Mapping[str, Counted]  # by value


@dataclass(frozen=True)
class MeasureView:
    """A success measure and what the library has for it."""

    id: str
    label: str
    names: tuple[str, ...]
    total: Counted
    links: Links


@dataclass(frozen=True)
class PillarView:
    """A pillar, its other names, and what the library has for it."""

    id: str
    number: int
    label: str
    names: tuple[str, ...]
    description: str
    total: Counted
    measures: tuple[MeasureView, ...]
    links: Links


@dataclass(frozen=True)
class PillarsView:
    """All pillars in the order of the framework."""

    pillars: tuple[PillarView, ...]
    generation: str
    links: Links


@dataclass(frozen=True)
class PillarDetail:
    """One pillar with its newest Blueprints and what they speak of most."""

    pillar: PillarView
    newest: SearchView
    facets: tuple[FacetView, ...]
    generation: str
    links: Links


class _Asker:
    """The questions of one request."""

    def __init__(self, request: Request) -> None:
        self.frame: Frame = context_of(request).frame(request)
        self.audience = audience_of(request)
        found = self.frame.index.lexicon.taxonomy(PILLAR)
        if found is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "the schema has no pillars")
        self.taxonomy: Taxonomy = found

    def all(self) -> PillarsView:
        totals = {name: self._totals(name) for name in (PILLAR, MEASURE)}
        api = f"{self.frame.site.root}{API}/wgll"
        return PillarsView(
            tuple(
                self._pillar(n, term, totals)
                for n, term in enumerate(self.taxonomy.terms, 1)
            ),
            self.frame.index.generation,
            {"self": api, "page": f"{self.frame.site.root}/wgll"},
        )

    def one(self, term: Term) -> PillarDetail:
        query = Query(
            selections=(Selection(PILLAR, (term.id,)),),
            audience=self.audience,
            sort="-published",
            size=NEWEST,
            facets=tuple(f for f in self._facets if f in BESIDE),
        )
        place = self.frame.site.search()
        newest = present(self.frame, place, query, self.frame.index.search(query))
        pillar = next(p for p in self.all().pillars if p.id == term.id)
        return PillarDetail(
            pillar, newest, newest.facets, newest.generation, pillar.links
        )

    @property
    def _facets(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.frame.index.lexicon.schema.facets)

    def _totals(self, field: str) -> Totals:
        """What the library has for each value of a facet, however many they are."""
        if field not in self._facets:
            return {}
        query = Query(audience=self.audience)
        values = self.frame.index.facet(query, field, size=EVERY).values
        return {v.value: Counted(v.blueprints, v.artefacts) for v in values}

    def _pillar(self, n: int, term: Term, totals: Mapping[str, Totals]) -> PillarView:
        measures = self.frame.index.lexicon.taxonomy(MEASURE)
        own = [m for m in (measures.terms if measures else ()) if m.parent == term.id]
        return PillarView(
            term.id,
            n,
            term.label,
            tuple(a for a in term.aliases if not a[-1].isdigit()),
            term.description,
            totals[PILLAR].get(term.id, NONE),
            tuple(
                MeasureView(
                    m.id,
                    m.label,
                    m.aliases,
                    totals[MEASURE].get(m.id, NONE),
                    _links(self.frame.site, MEASURE, m.id),
                )
                for m in own
            ),
            _links(self.frame.site, PILLAR, term.id)
            | {
                "self": f"{self.frame.site.root}{API}/wgll/{escaped(term.id)}",
                "page": f"{self.frame.site.root}/wgll/{escaped(term.id)}",
            },
        )


def wgll_json(request: Request) -> Response:
    given(request, "none")
    return answered(request, request.url.path, _Asker(request).all)


def pillar_json(request: Request, pillar: str) -> Response:
    given(request, "none")
    asker = _Asker(request)
    term = asker.taxonomy.by_id.get(pillar)
    if term is None:
        raise _unknown(pillar)
    return answered(request, request.url.path, lambda: asker.one(term))


def wgll_page(request: Request) -> Response:
    """All pillars; with `?pillar=` in any of its names, that pillar."""
    asker, name = _Asker(request), NAMED.value(given(request, "wgll"))
    if name:
        return _moved(asker, name)
    values = _values(request, asker, lambda: {"view": asker.all()}, f"{API}/wgll")
    key = f"{request.base_url}{request.url.path}"
    return answered_page(request, key, "wgll.html.jinja", values)


def pillar_page(request: Request, pillar: str) -> Response:
    """A pillar; another of its names leads to the address with its id."""
    given(request, "none")
    asker = _Asker(request)
    term = asker.taxonomy.by_id.get(pillar)
    if term is None:
        return _moved(asker, pillar)
    found = term

    def values() -> Mapping[str, object]:
        return {"view": asker.one(found), "top": TOP, "search": search}

    def search(field: str, value: str) -> str:
        chosen = [(PILLAR, found.id), (field, value)]
        return with_query(f"{asker.frame.site.root}/search", chosen)

    made = _values(request, asker, values, f"{API}/wgll/{escaped(found.id)}")
    key = f"{request.base_url}{request.url.path}"
    return answered_page(request, key, "pillar.html.jinja", made)


def _values(
    request: Request,
    asker: _Asker,
    values: Callable[[], Mapping[str, object]],
    json: str,
) -> Callable[[], Mapping[str, object]]:
    def made() -> Mapping[str, object]:
        return {
            "current": "wgll",
            "json": f"{asker.frame.site.root}{json}",
            "address": str(request.url),
            "created": asker.frame.index.manifest.get("created", ""),
            **values(),
        }

    return made


def _moved(asker: _Asker, name: str) -> Response:
    """The way to a pillar by any of its names, or its number."""
    numbered = f"Pillar {name}" if name.isdigit() else name
    term = asker.taxonomy.resolve(numbered)
    if term is None:
        raise _unknown(name)
    address = f"{asker.frame.site.root}/wgll/{escaped(term.id)}"
    return RedirectResponse(address, HTTPStatus.MOVED_PERMANENTLY)


def _unknown(name: str) -> HTTPException:
    return HTTPException(HTTPStatus.NOT_FOUND, f"there is no pillar {name!r}")


def _links(site: Site, field: str, value: str) -> dict[str, str]:
    return {"search": with_query(f"{site.root}/search", [(field, value)])}
