"""The Engine port: asks over query trees in, rows and exact counts out; and the port of
the place where generations of an index are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, get_args

from indexer.analysis.vocabulary import Vocabulary
from indexer.query import Sort
from indexer.tree import Node

Collection = Literal["artefacts", "blueprints", "passages"]
COLLECTIONS: tuple[Collection, ...] = get_args(Collection)
CURRENT, PREVIOUS = "current", "previous"  # the pointers to a generation
EVERY = 10_000  # documents in one answer at most, as a cluster shows no more


@dataclass(frozen=True, slots=True)
class Ask:
    """One search of a collection.

    Rows from `offset` on, at most `limit`, of what `tree` matches under `filters`; or
    instead the first `each` of every Blueprint, those of one in order; the bucket
    counts of the `count` fields. With `parents` the distinct Blueprints
    are counted as well, in the total and in every bucket. `whole` asks for all that
    is stored of a row, else its card. A `spare` ask is of no use where the first ask
    of its call finds as many as that: an engine may then answer it with nothing.
    """

    collection: Collection
    tree: Node
    filters: tuple[Node, ...] = ()
    sort: Sort = "relevance"
    offset: int = 0
    limit: int = 0
    each: int = 0  # at most 80, as a cluster shows no more than 100 with its margin
    count: tuple[str, ...] = ()
    parents: bool = False
    whole: bool = False
    spare: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A stored document found: its score (0 in any other order), what is stored."""

    score: float
    stored: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Bucket:
    """Documents and distinct Blueprints that have a value."""

    documents: int
    parents: int


NONE = Bucket(0, 0)


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to an Ask; counts of documents without a value stand under MISSING."""

    total: int
    parents: int = 0
    rows: tuple[Row, ...] = ()
    counts: Mapping[str, Mapping[str, Bucket]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """A document ready to be indexed: finished tokens, ids, sort keys, stored JSON.

    `order` sorts its collection and `parent` is the id of its Blueprint;
    `published_on` is ``YYYYMMDD`` or None; `by_title` sorts by title, then comes
    `order`, and `title_ord` is its place so, which other documents may move.
    """

    id: str
    order: str
    parent: str
    texts: Mapping[str, str]
    keys: Mapping[str, Sequence[str]]
    published_on: int | None
    by_title: str
    title_ord: int
    card: str
    rest: str


DIGITS = 5  # of a score that count for order: the last float digit is noise


def rounded(score: float) -> float:
    """The score as far as it decides about order."""
    return float(f"{score:.{DIGITS}g}")


@dataclass(frozen=True, slots=True)
class Part:
    """A collection of a new generation, and the fields of it that are searched."""

    collection: Collection
    texts: Sequence[str]
    keys: Sequence[str]


class Writer(Protocol):
    """Fills one collection of a new generation."""

    @property
    def refused(self) -> Mapping[str, str]:
        """The ids of entries that the engine would not take, with the reason."""

    def add(self, entry: Entry) -> None:
        """Take one entry; entries come in ascending `order`."""

    def finish(self) -> int:
        """Make it durable and say how many documents it holds."""


class Engine(Protocol):
    """An open generation of an index."""

    def answer(self, asks: Sequence[Ask]) -> list[Found]:
        """An answer to each ask, in order; EngineUnavailableError if it cannot."""


class Generations(Protocol):
    """A place where generations are kept, and two pointers to them.

    Every method raises EngineUnavailableError when the place does not answer.
    """

    def prepare(self) -> None:
        """Make sure that a generation can be written here now."""

    def writer(self, name: str, part: Part, base: str | None = None) -> Writer:
        """A writer for a part of a new generation.

        It may begin with what the generation `base` holds, and must end with nothing
        but what was added.
        """

    def keep(
        self, name: str, manifest: Mapping[str, Any], vocabulary: Vocabulary
    ) -> None:
        """Complete a generation that was written: it can be read from now on."""

    def discard(self, name: str) -> None:
        """Remove all there is of a generation, complete or not."""

    def size(self, name: str) -> int:
        """The bytes that a generation takes."""

    def names(self) -> list[str]:
        """All generations here, complete or not."""

    def manifest(self, name: str) -> dict[str, Any]:
        """What is said of a complete generation; IndexDamagedError without it."""

    def vocabulary(self, name: str) -> Vocabulary:
        """Its words; IndexDamagedError if they cannot be read."""

    def engine(self, name: str) -> Engine:
        """Its collections, open for reading."""

    def pointed(self, pointer: str) -> str | None:
        """The generation a pointer names; None if it names none."""

    def point(self, pointers: Mapping[str, str]) -> None:
        """Set the pointers."""

    def check(self) -> None:
        """Make sure that all of the live generation can be read now."""
