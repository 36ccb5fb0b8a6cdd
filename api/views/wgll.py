"""What Good Looks Like: its pillars, their success measures, what helps with each."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.addresses.links import API, Site, escaped, with_query
from api.views.facets import FacetView
from api.views.frame import Frame, facets_of
from api.views.parts import Counted, Links
from api.views.search import SearchView, search_view
from indexer.engine import EVERY
from indexer.query import Query, Selection
from mappings.taxonomy import Taxonomy, Term

PILLAR, MEASURE = "pillar", "success_measure"
BESIDE = ("technology", "artefact_type", "care_setting")  # told of one pillar
NEWEST = 5
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


def terms_of(frame: Frame, facet: str) -> Taxonomy | None:
    """The terms of a facet; None where the schema has no such facet, or it no list."""
    return frame.index.lexicon.taxonomy(facet) if facets_of(frame, [facet]) else None


class Pillars:
    """The pillars as one asker sees them."""

    def __init__(self, frame: Frame, taxonomy: Taxonomy) -> None:
        self._frame, self.taxonomy = frame, taxonomy

    def all(self) -> PillarsView:
        """Every pillar with its measures."""
        totals = {name: self._totals(name) for name in (PILLAR, MEASURE)}
        api = f"{self._frame.site.root}{API}/wgll"
        return PillarsView(
            tuple(
                self._pillar(n, term, totals)
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
            facets=facets_of(self._frame, BESIDE),
        )
        place = self._frame.site.search()
        newest = search_view(self._frame, place, query, self._frame.index.search(query))
        pillar = next(p for p in self.all().pillars if p.id == term.id)
        return PillarDetail(
            pillar, newest, newest.facets, newest.generation, pillar.links
        )

    def _totals(self, field: str) -> Totals:
        """What the library has for each value of a facet, however many they are."""
        if not facets_of(self._frame, [field]):
            return {}
        query = Query(audience=self._frame.audience)
        values = self._frame.index.facet(query, field, size=EVERY).values
        return {v.value: Counted(v.blueprints, v.artefacts) for v in values}

    def _pillar(self, n: int, term: Term, totals: Mapping[str, Totals]) -> PillarView:
        measures = terms_of(self._frame, MEASURE)
        root = self._frame.site.root
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


def _links(site: Site, field: str, value: str) -> dict[str, str]:
    return {"search": with_query(f"{site.root}/search", [(field, value)])}
