"""The values that a question chooses or leaves out, each with the way to drop it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from api.addresses.links import Place
from api.views.facets import NOT_STATED, STATED
from api.views.frame import Frame
from api.views.parts import FieldValue, Links
from indexer.counting.facets import BLUEPRINT
from indexer.query import MISSING, Query, Selection


@dataclass(frozen=True)
class Chosen(FieldValue):
    """A value that was chosen, and the address without it."""

    excluded: bool
    links: Links

    @property
    def told(self) -> str:
        """What the filter asks for, in words for people."""
        if not self.excluded:
            return self.label
        return STATED if self.value == MISSING else f"not {self.label}"


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
