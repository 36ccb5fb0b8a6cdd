"""Errors as pages for people, as problem details for programs."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from api.http.problems import Problem, as_json
from api.pages.rendering import page

HEADINGS = {
    HTTPStatus.NOT_FOUND: "Page not found",
    HTTPStatus.GONE: "This file is no longer there",
    HTTPStatus.UNPROCESSABLE_ENTITY: "There is a problem with this address",
    HTTPStatus.SERVICE_UNAVAILABLE: "Search does not work now",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here",
}


def respond(request: Request, problem: Problem, headers: Mapping[str, str]) -> Response:
    """The problem in the form that the asker reads."""
    told = {**headers, "Vary": "Accept"}
    if not reads_html(request):
        return as_json(problem, told)
    heading = HEADINGS.get(HTTPStatus(problem.status), problem.title)
    values = {"problem": problem, "heading": heading}
    return page(request, "problem.html.jinja", values, problem.status, told)


def reads_html(request: Request) -> bool:
    """Whether a person asks: every browser says that it reads pages."""
    return "text/html" in request.headers.get("Accept", "")
