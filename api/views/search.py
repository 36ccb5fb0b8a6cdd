"""The answer to a search as pages and programs see it."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from api.addresses.links import Place, pages_of
from api.views.broader import BroaderView, broader, ways
from api.views.chosen import Chosen, chosen
from api.views.facets import FacetView, facet_view
from api.views.frame import Frame
from api.views.hits import ArtefactHit, BlueprintHit, Hits
from api.views.parts import Counted, FieldValue, Links
from api.views.reasons import Reasons
from indexer.counting.facets import BLUEPRINT
from indexer.query import MISSING, Named, Query, Result, Sort, View


@dataclass(frozen=True)
class Asked:
    """The question as it was understood."""

    q: str
    view: View
    sort: Sort
    page: int
    size: int
    synonyms: bool


@dataclass(frozen=True)
class ExpansionView:
    """What else was searched for a written word or phrase."""

    written: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """The text with misspelt words put right, and the address of that search."""

    q: str
    links: Links


@dataclass(frozen=True)
class NamedView(FieldValue):
    """A value of a facet that the words name, whether or not a text has them: how many
    documents have it under the other filters, and the addresses of their list.

    The list is of the view that was asked, or of the other if only that has some.
    """

    blueprints: int
    artefacts: int
    view: View
    links: Links


@dataclass(frozen=True)
class SearchView:
    """The answer to a search. `pages` can be asked for, one after the other. Of what is
    found `all_words` of the view have all of the words: others may have some of them.

    A file that lies in several Blueprints counts in each, and is told once on a page.
    Where nothing is found `broader` has questions that find something.
    """

    query: Asked
    total: Counted
    all_words: int
    pages: int
    results: tuple[ArtefactHit, ...] | tuple[BlueprintHit, ...]
    facets: tuple[FacetView, ...]
    chosen: tuple[Chosen, ...]
    expansions: tuple[ExpansionView, ...]
    suggestion: Suggestion | None
    named: tuple[NamedView, ...]
    broader: tuple[BroaderView, ...]
    notices: tuple[str, ...]
    generation: str
    links: Links


def answer_view(frame: Frame, place: Place, query: Query) -> SearchView:
    """The answer to a query asked at `place`; where it finds nothing, with what broader
    questions find.
    """
    tried = ways(frame, place, query)
    result = frame.index.search(query, [way.query for way in tried.every])
    on = broader(place, tried, result.ways)
    return search_view(frame, place, query, result, on)


def search_view(
    frame: Frame,
    place: Place,
    query: Query,
    result: Result,
    on: tuple[BroaderView, ...] = (),
) -> SearchView:
    """The view of an answer asked at `place`, with broader questions to go on by."""
    reasons = Reasons(result.expansions, frame.index.lexicon.analyser)
    hits = Hits(frame, query, reasons)
    pages = pages_of(getattr(result.total, query.view), query.size)
    of_files = query.view == "artefacts"
    return SearchView(
        query=Asked(
            query.text, query.view, query.sort, query.page, query.size, query.synonyms
        ),
        total=Counted(result.total.blueprints, result.total.artefacts),
        all_words=result.all_words,
        pages=pages,
        results=(hits.artefacts if of_files else hits.blueprints)(result.hits),
        facets=tuple(facet_view(frame, f) for f in result.facets),
        chosen=chosen(frame, place, query),
        expansions=tuple(ExpansionView(e.written, e.also) for e in result.expansions),
        suggestion=_suggestion(place, query, result.suggestion),
        named=tuple(_named(frame, one) for one in result.named),
        broader=on,
        notices=(*result.notices, *_strange(frame, query)),
        generation=result.generation,
        links=place.paging(query, pages),
    )


def _strange(frame: Frame, query: Query) -> Iterable[str]:
    """A notice for each chosen value that nothing here has: a Blueprint or an
    organisation may have been in the library when the address was made.
    """
    for selection in query.selections:
        field = frame.index.lexicon.schema.field(selection.field)
        values = (*selection.any_of, *selection.none_of)
        known: Container[str] = values
        if field.name == BLUEPRINT:
            known = frame.index.titles(values, query.audience)
        elif field.taxonomy:
            known = [v for v in values if frame.labels.knows(field.name, v)]
        for value in values:
            if value not in known and value != MISSING:
                yield f"no {field.label} in this library has the id “{value}”"


def _suggestion(place: Place, query: Query, text: str) -> Suggestion | None:
    if not text:
        return None
    return Suggestion(text, {"self": place.url(replace(query, text=text, page=1))})


def _named(frame: Frame, named: Named) -> NamedView:
    """A value with the addresses of all that has it."""
    query, total = named.query, named.total
    plain = replace(query, facets=None, explain=False)
    return NamedView(
        named.field,
        frame.labels.fields[named.field],
        named.value,
        named.label,
        total.blueprints,
        total.artefacts,
        query.view,
        {
            "self": frame.site.api_search(query.view).url(query),
            "page": frame.site.search(query.view).url(plain),
        },
    )
