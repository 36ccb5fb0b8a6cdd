"""From URL parameters to a Query and back, as far as the schema allows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, cast, get_args

from indexer.documents import EVERYONE
from indexer.grammar import MAX_CHARACTERS
from indexer.query import (
    MAX_PAGE,
    MAX_SIZE,
    MISSING,
    Query,
    QueryError,
    Selection,
    Sort,
    View,
)
from indexer.terms import strange, today
from indexer.visible import STATE
from mappings.load import Mappings
from mappings.schema import Field, Schema
from mappings.taxonomy import Taxonomy

EXCLUDE = "exclude_"
NO_FACETS = "none"
MAX_VALUES = 50  # facet values in one query
MAX_VALUE = 200  # characters of one of them
SUGGESTED = 5  # unknown names for which a near one is looked up
SORTS: tuple[str, ...] = get_args(Sort)

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


class WrongParametersError(ValueError):
    """All mistakes in the parameters of one request; `kept` is what was right."""

    def __init__(
        self, errors: tuple[QueryError, ...], kept: Mapping[str, tuple[str, ...]]
    ) -> None:
        super().__init__("; ".join(str(e) for e in errors))
        self.errors, self.kept = errors, kept


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


def read(
    pairs: Pairs, parameters: Mapping[str, Parameter]
) -> dict[str, tuple[str, ...]]:
    """The values by name, each checked; empty ones count as not given, and a former id
    or another name of a term as its id.

    WrongParametersError lists all that is wrong.
    """
    kept: dict[str, tuple[str, ...]] = {}
    wrong: dict[tuple[str, str], QueryError] = {}
    unknown: set[str] = set()
    for name, value in pairs:
        parameter = parameters.get(name)
        if parameter is None:
            if name not in unknown:
                near = _near(name, parameters) if len(unknown) < SUGGESTED else ""
                detail = f"is not a parameter of this address{near}"
                wrong[name, ""] = QueryError(name, value[:MAX_VALUE], detail)
                unknown.add(name)
            continue
        value = today(parameter.terms, value)
        detail = _fault(parameter, value, kept) if value else ""
        if detail:
            wrong[name, value] = QueryError(name, value[:MAX_VALUE], detail)
        elif value and value not in kept.get(name, ()):
            kept[name] = (*kept.get(name, ()), value)
    if wrong:
        raise WrongParametersError(tuple(wrong.values()), kept)
    return kept


def query_of(
    given: Given,
    schema: Schema,
    view: View,
    audience: tuple[str, ...] = (EVERYONE,),
) -> Query:
    """The question of checked values, as `read` returns them."""
    selections = (
        Selection(
            field.name,
            tuple(sorted(given.get(field.name, ()))),
            tuple(sorted(given.get(EXCLUDE + field.name, ()))),
        )
        for field in filters(schema)
        if field.name in given or EXCLUDE + field.name in given
    )
    counted = given.get(FACETS)
    return Query(
        view,
        TEXT.value(given),
        tuple(selections),
        audience,
        cast(Sort, SORT.value(given)),
        int(PAGE.value(given)),
        int(SIZE.value(given)),
        SYNONYMS.value(given) == "on",
        _fields(counted[0], schema) if counted else None,
        EXPLAIN.value(given) == "true",
    )


def pairs_of(query: Query) -> list[tuple[str, str]]:
    """The parameters of a query in one fixed order, defaults left out."""
    default = Query()
    pairs = [("q", query.text)] if query.text else []
    for selection in query.selections:
        pairs += [(selection.field, value) for value in selection.any_of]
        pairs += [(EXCLUDE + selection.field, value) for value in selection.none_of]
    for name in ("sort", "page", "size"):
        if getattr(query, name) != getattr(default, name):
            pairs.append((name, str(getattr(query, name))))
    if not query.synonyms:
        pairs.append(("synonyms", "off"))
    if query.explain:
        pairs.append(("explain", "true"))
    if query.facets is not None:
        pairs.append(("facets", ",".join(query.facets) or NO_FACETS))
    return pairs


def _of_field(field: Field, mappings: Mappings) -> list[Parameter]:
    taxonomy = mappings.taxonomies.get(field.taxonomy or "")
    example = taxonomy.terms[0].id if taxonomy and taxonomy.terms else ""
    about = f"{field.label}: {field.description}" if field.description else field.label
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


def _fault(
    parameter: Parameter, value: str, kept: Mapping[str, tuple[str, ...]]
) -> str:
    """What is wrong with a value, empty if nothing is."""
    if not parameter.many and parameter.name in kept:
        return "is given more than once"
    if parameter.many and _count(kept) >= MAX_VALUES:
        return f"is one value too many, at most {MAX_VALUES} can be chosen"
    if parameter.kind == "choice":
        known = value in parameter.choices
        return "" if known else f"must be one of {', '.join(parameter.choices)}"
    if parameter.kind == "fields":
        unknown = [f for f in value.split(",") if f not in parameter.choices]
        if value == NO_FACETS or not unknown:
            return ""
        names, named = ", ".join(parameter.choices), ", ".join(map(repr, unknown))
        return f"{named}: no facet is called so, only {names}"
    if parameter.kind == "whole":
        # Python refuses to read thousands of them.
        digits = value.isascii() and value.isdigit() and len(value) <= 9
        if digits and parameter.least <= int(value) <= parameter.most:
            return ""
        return f"must be a whole number from {parameter.least} to {parameter.most}"
    if len(value) > parameter.most:
        return f"has {len(value)} characters, at most {parameter.most} are allowed"
    return strange(parameter.field, parameter.terms, value) if parameter.field else ""


def _count(kept: Mapping[str, tuple[str, ...]]) -> int:
    return sum(len(values) for values in kept.values())


def _near(name: str, parameters: Mapping[str, Parameter]) -> str:
    near = get_close_matches(name[:MAX_VALUE], parameters, 1)
    return f"; did you mean {near[0]}" if near else ""


def _fields(chosen: str, schema: Schema) -> tuple[str, ...]:
    asked = set(chosen.split(","))
    return tuple(f.name for f in schema.facets if f.name in asked)
