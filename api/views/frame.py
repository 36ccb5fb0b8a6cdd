"""What every view needs of a request, and the small shapes that many have in them."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.addresses.links import Site
from api.views.labels import FORMAT, Labels
from api.views.parts import Labelled, Reference, Value
from indexer.documents import EVERYONE
from indexer.index import Index


@dataclass(frozen=True, slots=True)
class Frame:
    """What every view needs: the index, the labels, the addresses, the asker.

    `reasons` says whether the asker may read why people rejected a value.
    """

    index: Index
    labels: Labels
    site: Site
    audience: tuple[str, ...] = (EVERYONE,)
    reasons: bool = False


def facets_of(frame: Frame, names: Container[str]) -> tuple[str, ...]:
    """Those of these facets that the schema has, in its order: it may be one's own."""
    schema = frame.index.lexicon.schema
    return tuple(f.name for f in schema.facets if f.name in names)


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
    told: list[Labelled] = []
    for field in labels.shown[where]:
        name = field.name
        if found := values.get(name):
            terms, other = labels.values[name], own.get(name)
            named = [terms.get(v) or labels.value(name, v, other) for v in found]
            told.append(Labelled(name, field.label, tuple(named)))
    return tuple(told)


def format_of(frame: Frame, values: Mapping[str, Iterable[str]]) -> Value | None:
    """The format of an artefact."""
    for value in values.get(FORMAT, ()):
        return frame.labels.value(FORMAT, value)
    return None
