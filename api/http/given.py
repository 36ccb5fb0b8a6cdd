"""The parameters of a request, and the question they ask."""

from dataclasses import dataclass
from typing import cast

from starlette.requests import Request

from api.addresses.crossing import Crossing, crossing_of
from api.addresses.parameters import VIEW, Given
from api.addresses.question import query_of
from api.addresses.reading import WrongParametersError, read
from api.addresses.sets import SetName
from api.http.context import audience_of, context_of
from api.http.found import not_there
from indexer.query import MAX_PAGE, Query, QueryError, View

NUMBER = 9  # digits of a page that are looked at


@dataclass(frozen=True, slots=True)
class Kept:
    """The parameters that were right, and all that was wrong with the others."""

    given: Given
    faults: tuple[QueryError, ...] = ()


def given(request: Request, parameters: SetName) -> Given:
    """The parameters, checked; WrongParametersError if anything is wrong."""
    allowed = context_of(request).parameters[parameters]
    return read(request.query_params.multi_items(), allowed)


def kept(request: Request, parameters: SetName) -> Kept:
    """The parameters of a page: what is wrong is told, what is right still counts."""
    allowed = context_of(request).parameters[parameters]
    pairs = [(n, _near(n, v)) for n, v in request.query_params.multi_items()]
    try:
        return Kept(read(pairs, allowed))
    except WrongParametersError as error:
        return Kept(error.kept, error.errors)


def asked_by(request: Request, given: Given, view: View | None = None) -> Query:
    """The search of checked parameters, `view` among them if it is not fixed."""
    schema = context_of(request).index.lexicon.schema
    listed = view or cast(View, VIEW.value(given))
    return query_of(given, schema, listed, audience_of(request))


def crossed_by(request: Request, given: Given) -> Crossing:
    """The crossing of checked parameters; QueryError for a field and itself. Not found
    where the schema has no two fields to cross.
    """
    context = context_of(request)
    parameters, schema = context.parameters["coverage"], context.index.lexicon.schema
    if not parameters["rows"].default:
        not_there("the schema has no two fields to cross")
    return crossing_of(given, parameters, schema, audience_of(request))


def _near(name: str, value: str) -> str:
    """A page far past the end is the last that can be asked for."""
    far = name == "page" and value.isascii() and value.isdigit()
    return str(MAX_PAGE) if far and int(value[:NUMBER]) > MAX_PAGE else value
