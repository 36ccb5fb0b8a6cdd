"""From a Result to the SearchView that pages and JSON share."""

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import Any

from api.frame import Frame, labelled
from api.hits import Hits
from api.links import Place, pages_of
from api.marked import Reasons
from api.views import (
    Asked,
    BroaderView,
    Chosen,
    Counted,
    ExpansionView,
    FacetView,
    NamedView,
    SearchView,
    SharedTerm,
    SimilarHit,
    SimilarView,
    Suggestion,
)
from indexer.answer import BLUEPRINT
from indexer.query import (
    MISSING,
    Facet,
    FacetValue,
    Named,
    Query,
    Result,
    Selection,
    Similar,
)

NOT_STATED = "Not stated"


def present(
    frame: Frame,
    place: Place,
    query: Query,
    result: Result,
    broader: tuple[BroaderView, ...] = (),
) -> SearchView:
    """The view of an answer asked at `place`, with the broader questions."""
    reasons = Reasons(result.expansions, frame.index.lexicon.analyser)
    hits = Hits(frame, query, reasons)
    in_view = getattr(result.total, query.view)
    pages = pages_of(in_view, query.size)
    results: Any = (
        hits.artefacts(result.hits)
        if query.view == "artefacts"
        else hits.blueprints(result.hits)
    )
    return SearchView(
        Asked(
            query.text, query.view, query.sort, query.page, query.size, query.synonyms
        ),
        Counted(result.total.blueprints, result.total.artefacts),
        pages,
        results,
        tuple(facet_view(frame, f) for f in result.facets),
        chosen(frame, place, query),
        tuple(ExpansionView(e.written, e.also) for e in result.expansions),
        _suggestion(place, query, result.suggestion),
        tuple(_named(frame, one) for one in result.named),
        broader,
        (*result.notices, *_strange(frame, query)),
        result.generation,
        place.paging(query, pages),
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


def facet_view(frame: Frame, facet: Facet) -> FacetView:
    """A facet with its label."""
    return FacetView(
        facet.field,
        frame.labels.fields[facet.field],
        facet.values,
        _not_stated(facet.missing),
        facet.others,
    )


def _not_stated(missing: FacetValue) -> FacetValue:
    return FacetValue(
        missing.value,
        NOT_STATED,
        missing.blueprints,
        missing.artefacts,
        missing.selected,
        missing.excluded,
    )


def chosen(frame: Frame, place: Place, query: Query) -> tuple[Chosen, ...]:
    """All values chosen or excluded, each with the address of the search without it."""
    return tuple(
        Chosen(
            selection.field,
            frame.labels.fields[selection.field],
            value,
            label,
            excluded,
            {"without": place.url(without(query, selection.field, value, excluded))},
        )
        for selection in query.selections
        for excluded, values in ((False, selection.any_of), (True, selection.none_of))
        for value, label in _typed(frame, selection.field, values, query.audience)
    )


def without(query: Query, field: str, value: str, excluded: bool) -> Query:
    """The query on its first page without a value that is chosen or excluded."""

    def less(selection: Selection) -> Selection:
        if selection.field != field:
            return selection
        if excluded:
            return replace(selection, none_of=_but(selection.none_of, value))
        return replace(selection, any_of=_but(selection.any_of, value))

    return replace(query, page=1, selections=tuple(map(less, query.selections)))


def similar_view(frame: Frame, id_: str, found: tuple[Similar, ...]) -> SimilarView:
    """Similar Blueprints with the terms and values they share."""
    links = frame.site.blueprint(id_)
    return SimilarView(
        tuple(
            SimilarHit(
                s.hit.id,
                s.hit.title.text,
                s.hit.stored.get("summary", ""),
                s.hit.published,
                tuple(SharedTerm(word, weight) for word, weight in s.terms),
                labelled(frame, s.values),
                frame.site.blueprint(s.hit.id),
            )
            for s in found
        ),
        frame.index.generation,
        {**links, "self": links["similar"]},
    )


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
        {
            "self": frame.site.asked(query.view).url(query),
            "page": frame.site.search(query.view).url(plain),
        },
    )


def _but(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(v for v in values if v != value)


def _typed(
    frame: Frame, field: str, values: tuple[str, ...], audience: tuple[str, ...]
) -> Iterable[tuple[str, str]]:
    """Values as they were typed, each with its label: Blueprints by title, for those
    who may open them.
    """
    titles = frame.index.titles(values, audience) if field == BLUEPRINT else {}
    own = {**titles, MISSING: NOT_STATED}
    return (
        (value, own.get(value) or frame.labels.of(field, value)) for value in values
    )
