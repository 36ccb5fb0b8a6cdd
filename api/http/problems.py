"""Errors as statuses, decided here alone: problem details of RFC 9457."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Route

from api.addresses.reading import WrongParametersError
from api.http.answered import written
from api.http.envelope import REQUEST_ID, SAFE
from indexer.query import (
    EngineUnavailableError,
    IndexDamagedError,
    IndexMissingError,
    IndexRefusedError,
    QueryError,
)

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "30"  # seconds
SAFE_IN_PATH = "/:@!$&'()*+,;="  # RFC 3986, beside letters, digits and -._~
# What is said where the framework has only the name of the status.
BARE = {
    404: "there is nothing at this address",
    405: "this method is not answered here; Allow has those that are",
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fault:
    """One wrong parameter: its name, what was given, what is wrong with it."""

    name: str
    value: str
    detail: str


@dataclass(frozen=True)
class Problem:
    """What went wrong with a request, in words for the asker."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: tuple[Fault, ...] = ()


Respond = Callable[[Request, Problem, Mapping[str, str]], Response]


def problem_of(error: Exception, request: Request) -> Problem:
    """The problem that an error is."""
    status, kind, detail, errors = _judged(error)
    return Problem(
        f"urn:problem-type:{kind}" if kind else "about:blank",
        HTTPStatus(status).phrase,
        status,
        detail,
        quote(request.url.path, SAFE_IN_PATH),
        request.state.request_id,
        errors,
    )


def headers_of(problem: Problem, request: Request) -> dict[str, str]:
    """The headers that belong to a problem's status."""
    # A 500 is answered outside the envelope, so a problem brings what that would add.
    headers = {**SAFE, REQUEST_ID: problem.request_id, "Cache-Control": "no-store"}
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = RETRY_AFTER
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods(request)))
    return headers


def as_json(problem: Problem, headers: Mapping[str, str]) -> Response:
    """The problem for programs."""
    return Response(written(problem), problem.status, dict(headers), MEDIA_TYPE)


def install(app: FastAPI, respond: Respond) -> None:
    """Answer every error of the application by `respond`."""

    async def answer(request: Request, error: Exception) -> Response:
        problem = problem_of(error, request)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log.error("request %s: %s", problem.request_id, error)
        own = error.headers if isinstance(error, HTTPException) else None
        told = {**(own or {}), **headers_of(problem, request)}
        return respond(request, problem, told)

    for kind in (
        HTTPException,
        RequestValidationError,
        WrongParametersError,
        QueryError,
        EngineUnavailableError,
        Exception,
    ):
        app.add_exception_handler(kind, answer)


def _methods(request: Request) -> set[str]:
    """What this address answers, by all routes: the framework asks one of them."""
    methods = {
        method
        for route in request.app.routes
        if isinstance(route, Route) and route.matches(request.scope)[0] != Match.NONE
        for method in route.methods or ()
    }
    return {*methods, "HEAD"} if "GET" in methods else methods


def _judged(error: Exception) -> tuple[int, str, str, tuple[Fault, ...]]:
    match error:
        case WrongParametersError(errors=errors):
            return _wrong(tuple(map(_fault, errors)))
        case QueryError():
            return _wrong((_fault(error),))
        case RequestValidationError():
            return _wrong(
                tuple(
                    Fault(str(e["loc"][-1]), str(e["input"])[:200], e["msg"].lower())
                    for e in error.errors()
                )
            )
        case HTTPException(status_code=status, detail=detail):
            kind = "gone" if status == HTTPStatus.GONE else ""
            bare = detail == HTTPStatus(status).phrase
            return status, kind, BARE.get(status, detail) if bare else detail, ()
        case EngineUnavailableError():
            return 503, "unavailable", _unavailable(error), ()
    return 500, "", "this is our mistake; name the request id when you report it", ()


def _wrong(faults: tuple[Fault, ...]) -> tuple[int, str, str, tuple[Fault, ...]]:
    names = ", ".join(dict.fromkeys(f.name[:40] for f in faults[:5]))
    detail = f"wrong parameters: {names}{', …' if len(faults) > 5 else ''}"
    return 422, "wrong-parameters", detail, faults


def _fault(error: QueryError) -> Fault:
    return Fault(error.name, str(error.value), error.detail)


def _unavailable(error: EngineUnavailableError) -> str:
    """In words for the asker: the error's own name folders of the server."""
    if isinstance(error, IndexMissingError):
        return "there is no index yet; run `blueprints ingest FOLDER`"
    if isinstance(error, IndexDamagedError):
        return "the index cannot be used; run `blueprints rebuild`"
    if isinstance(error, IndexRefusedError):
        return "the service may not open its index; its log has the folder"
    return "the search engine does not answer; try again in a minute"
