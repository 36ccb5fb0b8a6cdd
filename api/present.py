"""From a Result to the SearchView that pages and JSON share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.labels import FORMAT, Labels
from api.links import Place, Site, pages_of
from api.marked import Reasons, marked
from api.views import (
    ArtefactHit,
    Asked,
    BlueprintHit,
    Chosen,
    Counted,
    ExpansionView,
    Explanation,
    FacetView,
    Labelled,
    PartView,
    PassageView,
    Reference,
    SearchView,
    SharedTerm,
    SimilarHit,
    SimilarView,
    Suggestion,
    Value,
    ValueView,
)
from indexer.answer import BLUEPRINT
from indexer.documents import EVERYONE
from indexer.index import Index
from indexer.query import (
    MISSING,
    Facet,
    FacetValue,
    Fragment,
    Hit,
    PassageHit,
    Query,
    Result,
    Selection,
    Similar,
)

NOT_STATED = "Not stated"
TITLE = "title"


@dataclass(frozen=True, slots=True)
class Frame:
    """What every presentation needs: the index, the labels, the addresses, the asker.

    `reasons` says whether the asker may read why people rejected a value.
    """

    index: Index
    labels: Labels
    site: Site
    audience: tuple[str, ...] = (EVERYONE,)
    reasons: bool = False


def present(frame: Frame, place: Place, query: Query, result: Result) -> SearchView:
    """The view of an answer asked at `place`."""
    reasons = Reasons(result.expansions, frame.index.lexicon.analyser)
    hits = _Hits(frame, query, reasons)
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
        tuple(facet_view(frame, f, query.audience) for f in result.facets),
        chosen(frame, place, query),
        tuple(ExpansionView(e.written, e.also) for e in result.expansions),
        _suggestion(place, query, result.suggestion),
        result.notices,
        result.generation,
        place.paging(query, pages),
    )


def facet_view(frame: Frame, facet: Facet, audience: tuple[str, ...]) -> FacetView:
    """A facet with the labels of its values."""
    labels = _names(frame, facet.field, [v.value for v in facet.values], audience)
    return FacetView(
        facet.field,
        frame.labels.fields[facet.field],
        tuple(_value(v, labels[v.value]) for v in facet.values),
        _value(facet.missing, NOT_STATED),
        facet.others,
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


def references(frame: Frame, places: Mapping[str, str]) -> tuple[Reference, ...]:
    """Artefacts by the titles of their Blueprints; `places` has those by their ids."""
    if not places:
        return ()
    titles = frame.index.titles(places.values(), frame.audience)
    return tuple(
        Reference(id_, titles.get(blueprint, blueprint), frame.site.artefact(id_))
        for id_, blueprint in places.items()
    )


def labelled(
    frame: Frame, values: Mapping[str, Iterable[str]], where: str = "", own: Any = None
) -> tuple[Labelled, ...]:
    """The values of the fields that the schema shows in that place, or in any."""
    labels, own = frame.labels, own or {}
    return tuple(
        Labelled(
            f.name,
            f.label,
            tuple(Value(v, labels.of(f.name, v, own.get(f.name))) for v in found),
        )
        for f in labels.shown[where]
        if (found := values.get(f.name))
    )


def format_of(frame: Frame, values: Mapping[str, Iterable[str]]) -> Value | None:
    """The format of an artefact."""
    for value in values.get(FORMAT, ()):
        return Value(value, frame.labels.of(FORMAT, value))
    return None


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


class _Hits:
    """The hits of one answer."""

    def __init__(self, frame: Frame, query: Query, reasons: Reasons) -> None:
        self._frame, self._query, self._reasons = frame, query, reasons

    def blueprints(self, hits: tuple[Hit, ...]) -> tuple[BlueprintHit, ...]:
        return tuple(self._blueprint(hit) for hit in hits)

    def artefacts(self, hits: tuple[Hit, ...]) -> tuple[ArtefactHit, ...]:
        """The hits; copies of a file are told with the first of them."""
        frame = self._frame
        groups: dict[str, list[Hit]] = {}
        for hit in hits:
            groups.setdefault(hit.stored.get("same", hit.id), []).append(hit)
        titles = frame.index.titles((h.blueprint for h in hits), frame.audience)
        return tuple(
            self._artefact(first, titles.get(first.blueprint, first.blueprint), copies)
            for first, *copies in groups.values()
        )

    def _blueprint(self, hit: Hit) -> BlueprintHit:
        stored = hit.stored
        return BlueprintHit(
            "blueprint",
            hit.id,
            marked(hit.title),
            stored.get("summary", ""),
            hit.published,
            labelled(self._frame, hit.values, "result", stored.get("labels")),
            stored.get("artefacts", 0),
            hit.matching_artefacts,
            tuple(self._artefact(a, hit.title.text) for a in hit.artefacts),
            self._reasons.of(_places(hit)),
            self._explanation(hit),
            self._frame.site.blueprint(hit.id),
        )

    def _artefact(
        self, hit: Hit, blueprint: str, copies: Iterable[Hit] = ()
    ) -> ArtefactHit:
        stored, frame = hit.stored, self._frame
        also_in = self._also_in(stored, copies)
        return ArtefactHit(
            "artefact",
            hit.id,
            marked(hit.title),
            stored.get("name", ""),
            stored.get("path", ""),
            stored.get("role", ""),
            format_of(frame, hit.values),
            stored.get("size"),
            stored.get("status", ""),
            stored.get("reason", ""),
            hit.published,
            Reference(hit.blueprint, blueprint, frame.site.blueprint(hit.blueprint)),
            max(stored.get("copies", 0), len(also_in)),
            also_in,
            labelled(frame, hit.values, "result", stored.get("labels")),
            tuple(self._passage(hit.id, p) for p in hit.passages),
            self._reasons.of(_places(hit)),
            self._explanation(hit),
            frame.site.artefact(hit.id),
        )

    def _also_in(
        self, stored: Mapping[str, Any], copies: Iterable[Hit]
    ) -> tuple[Reference, ...]:
        """The copies of a file: those found with it, and those in other Blueprints."""
        places = {c.id: c.blueprint for c in copies}
        places |= {c["id"]: c["blueprint"] for c in stored.get("also_in", ())}
        return references(self._frame, places)

    def _explanation(self, hit: Hit) -> Explanation | None:
        """Of a hit of the page; what lies inside one has no place in the order."""
        if not self._query.explain or hit.kind != self._query.view[:-1]:
            return None
        parts = (
            PartView(p.kind, p.field, p.word, p.instead_of, round(p.score, 6))
            for p in hit.explanation
        )
        return Explanation(hit.score, tuple(parts))

    def _passage(self, artefact: str, passage: PassageHit) -> PassageView:
        n, q = passage.segment, self._query.text
        return PassageView(
            n,
            passage.kind,
            passage.number,
            passage.label,
            marked(passage.fragment),
            self._frame.site.segment(artefact, n, q),
        )


def _places(hit: Hit) -> Iterable[tuple[str, Fragment]]:
    """The fragments of a hit, each with the name of its place."""
    yield TITLE, hit.title
    for passage in hit.passages:
        yield passage.label or passage.kind, passage.fragment
    for artefact in hit.artefacts:
        name = artefact.stored.get("name") or artefact.id
        yield name, artefact.title
        for passage in artefact.passages:
            yield f"{name}, {passage.label or passage.kind}", passage.fragment


def _suggestion(place: Place, query: Query, text: str) -> Suggestion | None:
    if not text:
        return None
    return Suggestion(text, {"self": place.url(replace(query, text=text, page=1))})


def _but(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(v for v in values if v != value)


def _typed(
    frame: Frame, field: str, values: tuple[str, ...], audience: tuple[str, ...]
) -> Iterable[tuple[str, str]]:
    """Values as they were typed, each with its label."""
    labels = _names(frame, field, values, audience) | {MISSING: NOT_STATED}
    return ((value, labels[value]) for value in values)


def _names(
    frame: Frame, field: str, values: Sequence[str], audience: tuple[str, ...]
) -> dict[str, str]:
    """What values are called: Blueprints by title, for those who may open them."""
    if field == BLUEPRINT:
        titles = frame.index.titles(values, audience)
        return {value: titles.get(value, value) for value in values}
    return {value: frame.labels.of(field, value) for value in values}


def _value(found: FacetValue, label: str) -> ValueView:
    return ValueView(
        found.value,
        label,
        found.blueprints,
        found.artefacts,
        found.selected,
        found.excluded,
    )
