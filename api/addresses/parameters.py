"""What may be written in an address: the parameters that the schema gives."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from indexer.query import (
    MAX_PAGE,
    MAX_SIZE,
    MISSING,
    Sort,
    View,
)
from indexer.understanding.grammar import MAX_CHARACTERS
from indexer.visible import STATE
from mappings.load import Mappings
from mappings.schema import Field, Schema
from mappings.taxonomy import Taxonomy

EXCLUDE = "exclude_"
NO_FACETS = "none"
MAX_VALUES = 50  # facet values in one query
MAX_VALUE = 200  # characters of one of them
SORTS: tuple[str, ...] = get_args(Sort)
VIEWS: tuple[View, ...] = ("blueprints", "artefacts")  # the first one is usual

Kind = Literal["text", "whole", "choice", "value", "fields"]
Pairs = Iterable[tuple[str, str]]
Given = Mapping[str, tuple[str, ...]]  # checked values by the name of their parameter


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be written for one name.

    `most` is the largest number of a ``whole`` one, of others the longest text. `field`
    and `terms` say which values a ``value`` one can have.
    """

    name: str
    description: str
    kind: Kind
    most: int = MAX_VALUE
    least: int = 0
    choices: tuple[str, ...] = ()
    default: str = ""
    example: str = ""
    field: Field | None = None
    terms: Taxonomy | None = None

    @property
    def many(self) -> bool:
        """Whether it may be repeated."""
        return self.kind == "value"

    def value(self, given: Given) -> str:
        """What is given for one that is not repeated, else its default."""
        return given.get(self.name, (self.default,))[0]


TEXT = Parameter(
    "q",
    'Words to look for: words, "phrases", -not, OR, word*, field:value. Any text '
    "is a good query.",
    "text",
    MAX_CHARACTERS,
    example="discharge summary",
)
SYNONYMS = Parameter(
    "synonyms",
    "Whether other names of the same thing are searched too.",
    "choice",
    choices=("on", "off"),
    default="on",
)
EXPLAIN = Parameter(
    "explain",
    "Whether each result tells the parts that add up to its score.",
    "choice",
    choices=("true", "false"),
    default="false",
)
SORT = Parameter(
    "sort",
    "Order of the results; a minus puts the newest first.",
    "choice",
    choices=SORTS,
    default="relevance",
)
PAGE = Parameter("page", "Page, from 1.", "whole", MAX_PAGE, 1, default="1")
SIZE = Parameter("size", "Results on a page.", "whole", MAX_SIZE, default="10")
VIEW = Parameter(
    "view",
    "Whether Blueprints or artefacts are listed.",
    "choice",
    choices=VIEWS,
    default="blueprints",
)
PREFIX = Parameter(
    "prefix", "Only values of whose label a word, or some in a row, begin so.", "text"
)
FACETS = "facets"


def search_parameters(mappings: Mappings) -> dict[str, Parameter]:
    """The parameters of a search by name, in the order people see them.

    ValueError if a field of the schema takes the name of another parameter.
    """
    schema = mappings.schema
    names = tuple(f.name for f in schema.facets)
    found = [
        TEXT,
        *(p for f in filters(schema) for p in _of_field(f, mappings)),
        SORT,
        PAGE,
        SIZE,
        SYNONYMS,
        EXPLAIN,
        Parameter(
            FACETS,
            f"Fields to count, comma separated, or {NO_FACETS!r}; without it all.",
            "fields",
            choices=names,
            example=",".join(names[:2]),
        ),
    ]
    by_name = {p.name: p for p in found}
    if len(by_name) < len(found):
        twice = sorted({p.name for p in found if p is not by_name[p.name]})
        raise ValueError(f"schema.yaml: fields that clash with parameters: {twice}")
    return by_name


def filters(schema: Schema) -> tuple[Field, ...]:
    """The fields people may filter by: the facets, and the lifecycle state."""
    state = tuple(f for f in schema.keywords if f.name == STATE and not f.facet)
    return (*schema.facets, *state)


def _of_field(field: Field, mappings: Mappings) -> list[Parameter]:
    taxonomy = mappings.taxonomies.get(field.taxonomy or "")
    example = taxonomy.terms[0].id if taxonomy and taxonomy.terms else ""
    if field.kind == "year":
        example = "2024"
    about = f"{field.label}: {field.description}" if field.description else field.label
    if taxonomy and not field.facet:  # no address lists its values
        about = f"{about.rstrip('.')}. One of {', '.join(t.id for t in taxonomy.terms)}"
    wanted = Parameter(
        field.name,
        f"{about.rstrip('.')}. Repeated values are alternatives; {MISSING} stands for"
        " no value.",
        "value",
        example=example,
        field=field,
        terms=taxonomy,
    )
    # Leaving out one state would let in all the others that are kept back by default.
    if field.name == STATE:
        return [wanted]
    return [
        wanted,
        Parameter(
            EXCLUDE + field.name,
            f"Leave out what has one of these values of {field.label}.",
            "value",
            example=example,
            field=field,
            terms=taxonomy,
        ),
    ]
