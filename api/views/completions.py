"""What a text may become, with where each suggestion leads."""

from dataclasses import dataclass
from typing import Literal

from api.addresses.links import API, with_query
from api.addresses.parameters import Pairs
from api.views.frame import Frame
from api.views.parts import Links
from indexer.answering.suggest import Suggested


@dataclass(frozen=True)
class Completion:
    """What a text may become: a Blueprint's title, a name of a value, a word.

    A title and a term have the field and the value they stand for.
    """

    text: str
    kind: Literal["title", "term", "word"]
    field: str | None
    value: str | None
    links: Links


@dataclass(frozen=True)
class CompletionsView:
    """What a text may become when it is written on, best first."""

    query: str
    suggestions: tuple[Completion, ...]
    generation: str
    links: Links


def completions_view(
    frame: Frame, q: str, found: tuple[Suggested, ...], own: str
) -> CompletionsView:
    """The suggestions for what was written so far; `own` is the address asked."""
    return CompletionsView(
        q,
        tuple(
            Completion(
                s.text, s.kind, s.field or None, s.value or None, _links(frame, s)
            )
            for s in found
        ),
        frame.index.generation,
        {"self": own},
    )


def _links(frame: Frame, suggested: Suggested) -> Links:
    """A title leads to its Blueprint, anything else to what a search for it finds."""
    if suggested.kind == "title":
        return frame.site.blueprint(suggested.value)
    term = suggested.kind == "term"
    asked: Pairs = [
        (suggested.field, suggested.value) if term else ("q", suggested.text)
    ]
    root = frame.site.root
    return {
        "self": with_query(f"{root}{API}/blueprints", asked),
        "page": with_query(f"{root}/search", asked),
    }
