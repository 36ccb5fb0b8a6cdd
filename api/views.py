"""The answer as people and programs see it: one structure for pages and JSON.

What an answer has by the dozen is not frozen: that takes four times as long to make.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.query import FacetValue

Marks = tuple[tuple[int, int], ...]
Links = Mapping[str, str]


@dataclass
class Marked:
    """Text, the character ranges that matched, and both as HTML that is safe."""

    text: str
    marks: Marks
    html: str  # a Markup: templates leave it as it is


@dataclass(frozen=True)
class Value:
    """An id and what people call it."""

    value: str
    label: str


@dataclass
class Labelled:
    """The values a document has of one field."""

    field: str
    label: str
    values: tuple[Value, ...]


@dataclass
class Reference:
    """A document named in another: its id, its title, where it is."""

    id: str
    title: str
    links: Links


@dataclass
class Why:
    """A word that was found, where, and the written word it stands for if another."""

    word: str
    places: tuple[str, ...]
    instead_of: str


@dataclass(frozen=True)
class PartView:
    """What one word brings to a score in one field; the scores of all parts add up.

    `kind` is "word", "synonym" or "bonus"; a synonym says instead of which word. Where
    the words name a value that the document has, `word` is its id.
    """

    kind: str
    field: str
    word: str
    instead_of: str
    score: float


@dataclass(frozen=True)
class Explanation:
    """A score with its parts, the largest first; no parts where order is by date."""

    score: float
    parts: tuple[PartView, ...]


@dataclass
class PassageView:
    """Where in an artefact the answer stands; `segment` counts from 0."""

    segment: int
    kind: str
    number: int | None
    label: str
    fragment: Marked
    links: Links


@dataclass
class ArtefactHit:
    """An artefact found. `size` is in bytes; `status` says how well it was read.

    Of the same file in several places only the first is on a page. `also_in` names
    the others by their Blueprints, at most the first 20; `copies` is how many they are.
    """

    kind: str
    id: str
    title: Marked
    name: str
    path: str
    role: str
    format: Value | None
    size: int | None
    status: str
    reason: str
    published: str
    blueprint: Reference
    copies: int
    also_in: tuple[Reference, ...]
    labels: tuple[Labelled, ...]
    passages: tuple[PassageView, ...]
    why: tuple[Why, ...]
    explanation: Explanation | None
    links: Links


@dataclass
class BlueprintHit:
    """A Blueprint found: `matching` of its `files` match, `artefacts` are the best."""

    kind: str
    id: str
    title: Marked
    summary: str
    published: str
    labels: tuple[Labelled, ...]
    files: int
    matching: int
    artefacts: tuple[ArtefactHit, ...]
    why: tuple[Why, ...]
    explanation: Explanation | None
    links: Links


@dataclass(frozen=True)
class Counted:
    """How many, exactly, in both units."""

    blueprints: int
    artefacts: int


@dataclass(frozen=True)
class FacetView:
    """A facet; `others` more values have a count and are not listed."""

    field: str
    label: str
    values: tuple[FacetValue, ...]
    missing: FacetValue
    others: int


@dataclass(frozen=True)
class Chosen:
    """A value that was chosen, and the address without it."""

    field: str
    field_label: str
    value: str
    label: str
    excluded: bool
    links: Links


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
class NamedView:
    """A value of a facet that the words name, whether or not a text has them: how many
    documents have it under the other filters, and the addresses of their list.
    """

    field: str
    field_label: str
    value: str
    label: str
    blueprints: int
    artefacts: int
    links: Links


@dataclass(frozen=True)
class BroaderView:
    """A broader question than one that finds nothing: `without` some of the chosen
    values, or for one of the words alone; `count` documents of its view are found.
    """

    q: str
    without: tuple[Chosen, ...]
    count: int
    links: Links


@dataclass(frozen=True)
class Asked:
    """The question as it was understood."""

    q: str
    view: str
    sort: str
    page: int
    size: int
    synonyms: bool


@dataclass(frozen=True)
class SearchView:
    """The answer to a search. `pages` can be asked for, one after the other.

    A file that lies in several Blueprints counts in each, and is told once on a page.
    Where nothing is found `broader` has questions that find something.
    """

    query: Asked
    total: Counted
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


@dataclass(frozen=True)
class SharedTerm:
    """A word two Blueprints share, and its share of all that they share."""

    word: str
    weight: float


@dataclass(frozen=True)
class SimilarHit:
    """A Blueprint like another, and why."""

    id: str
    title: str
    summary: str
    published: str
    terms: tuple[SharedTerm, ...]
    shared: tuple[Labelled, ...]
    links: Links


@dataclass(frozen=True)
class SimilarView:
    """The Blueprints most like one, best first."""

    results: tuple[SimilarHit, ...]
    generation: str
    links: Links


@dataclass(frozen=True)
class Completion:
    """What a text may become: a Blueprint's title, a name of a value, a word.

    A title and a term have the field and the value they stand for.
    """

    text: str
    kind: str
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
