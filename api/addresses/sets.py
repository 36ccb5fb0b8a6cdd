"""Which parameters each address takes, by the name of their set."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from api.addresses.crossing import coverage_parameters
from api.addresses.parameters import (
    EXPLAIN,
    PREFIX,
    SYNONYMS,
    TEXT,
    VIEW,
    Parameter,
    search_parameters,
)
from mappings.load import Mappings

FAR = 999_999  # the last segment or part that can be asked for
TYPED = replace(TEXT, description="What was written so far.")
SIMILAR = Parameter("size", "How many.", "whole", 20, 1, default="5")
SUGGESTED = Parameter("size", "How many.", "whole", 20, 1, default="8")
VALUES = Parameter("size", "How many values.", "whole", 100, 1, default="50")
DOUBTS = Parameter("size", "How many.", "whole", 1000, 1, default="20")
PILLAR = Parameter("pillar", "A pillar by id, number or name.", "text")
SEGMENT = Parameter("segment", "Where to open, from 0.", "whole", FAR, default="0")
PART = Parameter("part", "Part of a very long segment.", "whole", FAR, 1, default="0")

SetName = Literal[
    "none",
    "search",
    "coverage",
    "segment",
    "similar",
    "suggest",
    "facet",
    "review",
    "page",
    "page_facet",
    "page_artefact",
    "page_wgll",
]
Sets = Mapping[SetName, Mapping[str, Parameter]]


def parameter_sets(mappings: Mappings) -> Sets:
    """All sets; those of pages follow from those of the API.

    ValueError if a field of the schema takes the name of another parameter.
    """
    search = search_parameters(mappings)
    page = {n: p for n, p in search.items() if p is not EXPLAIN} | _named(VIEW)
    segment = _named(TEXT, SYNONYMS)
    return {
        "none": {},
        "search": search,
        "coverage": coverage_parameters(mappings),
        "segment": segment,
        "similar": _named(SIMILAR),
        "suggest": _named(TYPED, SUGGESTED),
        "facet": _named(PREFIX, VALUES),
        "review": _named(DOUBTS),
        "page": page,
        "page_facet": page | _named(PREFIX),
        "page_artefact": segment | _named(SEGMENT, PART),
        "page_wgll": _named(PILLAR),
    }


def _named(*parameters: Parameter) -> dict[str, Parameter]:
    return {p.name: p for p in parameters}
