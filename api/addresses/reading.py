"""What is given in an address, checked against what may be written there."""

from collections.abc import Mapping
from difflib import get_close_matches

from api.addresses.parameters import (
    MAX_VALUE,
    MAX_VALUES,
    NO_FACETS,
    Given,
    Pairs,
    Parameter,
)
from indexer.query import QueryError
from indexer.terms import strange, today

NEAR = 5  # unknown names for which a near one is looked up


class WrongParametersError(ValueError):
    """All mistakes in the parameters of one request; `kept` is what was right."""

    def __init__(self, errors: tuple[QueryError, ...], kept: Given) -> None:
        super().__init__("; ".join(str(e) for e in errors))
        self.errors, self.kept = errors, kept


def read(pairs: Pairs, parameters: Mapping[str, Parameter]) -> Given:
    """The values by name, each checked; empty ones and blanks count as not given, and a
    former id or another name of a term as its id.

    WrongParametersError lists all that is wrong.
    """
    kept: dict[str, tuple[str, ...]] = {}
    wrong: dict[tuple[str, str], QueryError] = {}
    unknown: set[str] = set()
    chosen: set[tuple[str, str]] = set()
    for name, value in pairs:
        parameter = parameters.get(name)
        if parameter is None:
            if name not in unknown:
                near = _near(name, parameters) if len(unknown) < NEAR else ""
                detail = f"is not a parameter of this address{near}"
                wrong[name, ""] = QueryError(name, value[:MAX_VALUE], detail)
                unknown.add(name)
            continue
        value = today(parameter.terms, value)
        if not value.strip() or (name, value) in chosen:
            continue
        if parameter.many:
            chosen.add((name, value))
        detail = _fault(parameter, value, name in kept, len(chosen))
        if detail:
            wrong[name, value] = QueryError(name, value[:MAX_VALUE], detail)
        else:
            kept[name] = (*kept.get(name, ()), value)
    if wrong:
        raise WrongParametersError(tuple(wrong.values()), kept)
    return kept


def _fault(parameter: Parameter, value: str, again: bool, chosen: int) -> str:
    """What is wrong with a value, empty if nothing is; `chosen` counts it too."""
    if not parameter.many and again:
        return "is given more than once"
    if parameter.many and chosen > MAX_VALUES:
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


def _near(name: str, parameters: Mapping[str, Parameter]) -> str:
    near = get_close_matches(name[:MAX_VALUE], parameters, 1)
    return f"; did you mean {near[0]}" if near else ""
