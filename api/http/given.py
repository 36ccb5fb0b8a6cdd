"""The parameters of a page: what is wrong is told, what is right still counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request

from api.addresses.params import Given, Parameter, WrongParametersError, read
from api.http.context import context_of
from indexer.query import MAX_PAGE, QueryError

NUMBER = 9  # digits of a page that are looked at


@dataclass(frozen=True, slots=True)
class Kept:
    """The parameters that were right, and all that was wrong with the others."""

    given: Given
    faults: tuple[QueryError, ...] = ()

    @property
    def status(self) -> int:
        """The status that the API answers for the same parameters."""
        wrong = HTTPStatus.UNPROCESSABLE_ENTITY
        return wrong if self.faults else HTTPStatus.OK


def kept(request: Request, parameters: str) -> Kept:
    """The parameters of a request, by the name of their set."""
    allowed: Mapping[str, Parameter] = context_of(request).parameters[parameters]
    pairs = [(n, _near(n, v)) for n, v in request.query_params.multi_items()]
    try:
        return Kept(read(pairs, allowed))
    except WrongParametersError as error:
        return Kept(error.kept, error.errors)


def _near(name: str, value: str) -> str:
    """A page far past the end is the last that can be asked for."""
    far = name == "page" and value.isascii() and value.isdigit()
    return str(MAX_PAGE) if far and int(value[:NUMBER]) > MAX_PAGE else value
