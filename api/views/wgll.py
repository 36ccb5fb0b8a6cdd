"""What Good Looks Like: its pillars, their success measures, what helps with each."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.addresses.links import API, Site, escaped, with_query
from api.views.facets import FacetView
from api.views.frame import Frame
from api.views.parts import Counted, Links
from api.views.search import SearchView, search_view
from indexer.query import Facet, Query, Selection
from mappings.taxonomy import Taxonomy, Term

PILLAR, MEASURE = "pillar", "success_measure"
BESIDE = ("technology", "artefact_type", "care_setting")  # told of one pillar
NEWEST = 5


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


class Pillars:
    """The pillars as one asker sees them."""

    def __init__(self, frame: Frame, taxonomy: Taxonomy) -> None:
        self._frame, self.taxonomy = frame, taxonomy

    def all(self) -> PillarsView:
        """Every pillar with its measures, in one search."""
        query = Query(
            audience=self._frame.audience, size=0, facets=self._fields(PILLAR)
        )
        facets = {f.field: f for f in self._frame.index.search(query).facets}
        api = f"{self._frame.site.root}{API}/wgll"
        return PillarsView(
            tuple(
                self._pillar(n, term, facets)
                for n, term in enumerate(self.taxonomy.terms, 1)
            ),
            self._frame.index.generation,
            {"self": api, "page": f"{self._frame.site.root}/wgll"},
        )

    def one(self, term: Term) -> PillarDetail:
        """One pillar, and what helps with it."""
        query = Query(
            selections=(Selection(PILLAR, (term.id,)),),
            audience=self._frame.audience,
            sort="-published",
            size=NEWEST,
            facets=self._fields(*BESIDE),
        )
        place = self._frame.site.search()
        newest = search_view(self._frame, place, query, self._frame.index.search(query))
        pillar = next(p for p in self.all().pillars if p.id == term.id)
        facets = tuple(f for f in newest.facets if f.field in BESIDE)
        return PillarDetail(pillar, newest, facets, newest.generation, pillar.links)

    def _fields(self, *names: str) -> tuple[str, ...]:
        schema = self._frame.index.lexicon.schema
        return tuple(f.name for f in schema.facets if f.name in {*names, MEASURE})

    def _pillar(self, n: int, term: Term, facets: Mapping[str, Facet]) -> PillarView:
        measures = self._frame.index.lexicon.taxonomy(MEASURE)
        root = self._frame.site.root
        own = [m for m in (measures.terms if measures else ()) if m.parent == term.id]
        return PillarView(
            term.id,
            n,
            term.label,
            tuple(a for a in term.aliases if not a[-1].isdigit()),
            term.description,
            _total(facets.get(PILLAR), term.id),
            tuple(
                MeasureView(
                    m.id,
                    m.label,
                    m.aliases,
                    _total(facets.get(MEASURE), m.id),
                    _links(self._frame.site, MEASURE, m.id),
                )
                for m in own
            ),
            _links(self._frame.site, PILLAR, term.id)
            | {
                "self": f"{root}{API}/wgll/{escaped(term.id)}",
                "page": f"{root}/wgll/{escaped(term.id)}",
            },
        )


def _total(facet: Facet | None, value: str) -> Counted:
    for found in facet.values if facet else ():
        if found.value == value:
            return Counted(found.blueprints, found.artefacts)
    return Counted(0, 0)


def _links(site: Site, field: str, value: str) -> dict[str, str]:
    return {"search": with_query(f"{site.root}/search", [(field, value)])}
