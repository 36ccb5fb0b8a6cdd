"""What is asked and what comes back: plain values, the same for every engine.

What an answer has by the dozen is not frozen: that takes four times as long to make.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from indexer.documents import EVERYONE, Evidence, Kind

View = Literal["artefacts", "blueprints"]
PartKind = Literal["word", "synonym", "bonus"]
Sort = Literal["relevance", "-published", "published", "title"]

MISSING = "_missing"  # the value that stands for "has no value" in a selection
MAX_PAGE = 100
MAX_SIZE = 100


class QueryError(ValueError):
    """The asker's mistake; `name` is the parameter, `value` what was given."""

    def __init__(self, name: str, value: object, detail: str) -> None:
        super().__init__(f"{name}={value!r}: {detail}")
        self.name, self.value, self.detail = name, value, detail


class EngineUnavailableError(RuntimeError):
    """The engine cannot answer now; the message says which and what to do."""


class NotMergedError(EngineUnavailableError):
    """A new index still holds deleted documents, which would count in scores."""


class IndexMissingError(EngineUnavailableError):
    """There is no index yet."""


class IndexDamagedError(EngineUnavailableError):
    """The index cannot be used as it is."""


class IndexUnwrittenError(EngineUnavailableError):
    """A new index cannot be written, as when the disk is full; the live one stays."""


class IndexRefusedError(EngineUnavailableError):
    """The system lets this user neither read the index nor lock it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The values chosen of one facet: any of `any_of`, none of `none_of`.

    `MISSING` in either stands for documents that have no value of the field.
    """

    field: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """One question. `facets` are the fields to count; None counts all of the schema.

    `explain` asks for the parts of each hit's score.
    """

    view: View = "blueprints"
    text: str = ""
    selections: tuple[Selection, ...] = ()
    audience: tuple[str, ...] = (EVERYONE,)
    sort: Sort = "relevance"
    page: int = 1
    size: int = 10
    synonyms: bool = True
    facets: tuple[str, ...] | None = None
    explain: bool = False

    @property
    def kind(self) -> Kind:
        """The kind of the documents that are listed."""
        return "artefact" if self.view == "artefacts" else "blueprint"

    def selection(self, field: str) -> Selection:
        """What is chosen of a facet; nothing of most."""
        found = (s for s in self.selections if s.field == field)
        return next(found, Selection(field))


@dataclass(slots=True)
class Fragment:
    """A piece of text with the (start, end) character ranges that matched."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class PassageHit:
    """Where in an artefact the answer stands."""

    segment: int  # index from 0, as in /artefacts/{id}/segments/{n}
    kind: str
    number: int | None
    label: str
    fragment: Fragment


@dataclass(frozen=True, slots=True)
class Part:
    """What one word brings in one field.

    `kind` is "word" for what was written, "synonym" for what stands for it (another
    name, spelling or word of its family), "bonus" for what only moves a hit that is
    found anyway. `instead_of` is the written word of a synonym. `score` is its share
    of the hit's score: the shares of all parts add up to it.
    """

    kind: PartKind
    field: str
    word: str
    instead_of: str
    score: float


@dataclass(slots=True)
class Hit:
    """A document found. Blueprint hits carry their best artefact hits inside."""

    kind: Kind
    id: str
    blueprint: str
    score: float
    title: Fragment
    published: str
    values: Mapping[str, tuple[str, ...]]
    stored: Mapping[str, Any]
    passages: tuple[PassageHit, ...] = ()
    artefacts: tuple["Hit", ...] = ()
    matching_artefacts: int = 0  # artefacts of the Blueprint that match by themselves
    explanation: tuple[Part, ...] = ()  # of the score, where that was asked for


@dataclass(frozen=True, slots=True)
class Total:
    """How many documents match, exactly, in both units."""

    blueprints: int
    artefacts: int


@dataclass  # with slots it is written as JSON half as fast
class FacetValue:
    """One value of a facet; both counts obey all selections but the facet's own."""

    value: str
    label: str
    blueprints: int
    artefacts: int
    selected: bool
    excluded: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """The counts of one field.

    `missing` counts documents without a value; `others` says how many more values
    have a count and are not in `values`.
    """

    field: str
    values: tuple[FacetValue, ...]
    missing: FacetValue
    others: int = 0


@dataclass(frozen=True, slots=True)
class Expansion:
    """What else was searched for a written word or phrase."""

    written: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A value that the text names: `total` is what has it under the other selections,
    `query` asks for that.
    """

    field: str
    value: str
    label: str
    query: Query
    total: Total


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to a Query; `notices` say in plain words what was made of the text.

    `all_words` is how many documents of the view have all of the words, where some may
    do. `suggestion` is the text with misspelt words put right, where that has hits.
    `named` are the values that the text names and something has. `ways` says what each
    other way to ask finds, where this one finds nothing.
    """

    total: Total
    all_words: int
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    expansions: tuple[Expansion, ...]
    notices: tuple[str, ...]
    generation: str
    suggestion: str = ""
    named: tuple[Named, ...] = ()
    ways: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A Blueprint like another, and why: shared terms with weights, shared values."""

    hit: Hit
    terms: tuple[tuple[str, float], ...]  # word as written, share; without small ones
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Opened:
    """A document opened by id: all that is stored of it."""

    kind: Kind
    id: str
    blueprint: str
    title: str
    published: str
    audience: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    stored: Mapping[str, Any]
    evidence: tuple[Evidence, ...] = field(default=())
