"""The OpenAPI document: parameters of the schema, answers of the views, problems."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.responses import JSONResponse, Response

from api.addresses.links import API
from api.addresses.parameters import MAX_VALUES, NO_FACETS, Parameter
from api.http.answered import JSON
from api.http.problems import MEDIA_TYPE, Problem
from api.v1.routes import Route
from indexer.query import MISSING
from indexer.terms import YEAR

ABOUT = """Search over a library of NHS digital Blueprints.

All addresses answer GET and HEAD, `/api/v1/labels` POST too. Repeated values of a
field are alternatives, fields narrow each other; an empty value counts as not given. A
facet's counts obey all choices but its own; `/api/v1/facets/FIELD` lists its values.
Errors are problem details (RFC 9457), a page for those who accept `text/html`. Links
in answers are paths on this server.

`links.next` leads from page to page, to the 100th at most. A page may have fewer
results than `size`: copies of a file are told with the first of them. Places in a text,
as in `marks`, count Unicode code points from 0; the end is the first that is not meant.

An answer that may be kept has an `ETag`: sent back as `If-None-Match` it gives 304
while the answer would be the same. Original files take `If-Modified-Since`, `Range`,
`If-Range`, `If-Match` and `If-Unmodified-Since` too."""

PROBLEMS = {
    "401": "The key is missing: send it as Authorization: Bearer KEY",
    "403": "The key is wrong, or no labels are taken here",
    "404": "There is no such thing, or not for you",
    "412": "The file is not as If-Match or If-Unmodified-Since has it",
    "413": "The body is too large",
    "416": "There is no such part; Content-Range has the size",
    "410": "The file has vanished; the detail says when it was last seen",
    "422": "Wrong parameters; each is named in `errors`",
    "503": "The index cannot answer now; see Retry-After",
}

PLAIN = str.maketrans("", "", "{}")
BYTES = {"type": "string", "format": "binary"}
FILE: dict[int | str, str] = {
    304: "The file is as If-None-Match or If-Modified-Since has it",
}


def documented(route: Route, parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """What FastAPI is told of a route."""
    statuses = ["422", "503"]
    if route.may_lack:
        statuses.insert(0, "404")
    if not _is_json(route):
        statuses[1:1] = ["410", "412", "416"]
    found: dict[str, Any] = {"description": route.summary}
    if route.answer:
        found["model"] = route.answer
    else:
        found["content"] = {route.media_type: {"schema": BYTES}}
    responses: dict[int | str, Any] = {200: found}
    responses |= problem_answers(*statuses)
    if route.answer and route.kept:
        responses[304] = {"description": "The answer is as If-None-Match has it"}
    if not _is_json(route):
        responses |= {status: {"description": said} for status, said in FILE.items()}
        part = {"description": "The part that Range asks for"}
        responses[206] = {**part, "content": found["content"]}
    return {
        "summary": route.summary,
        "response_class": JSONResponse if _is_json(route) else Response,
        "responses": responses,
        "openapi_extra": described(parameters),
    }


def operation_id(route: APIRoute) -> str:
    """How a client that is made of the document calls an address: by what it is, not
    by what answers there, which may get another name.
    """
    path = (route.path_format.removeprefix(API)).translate(PLAIN)
    return "_".join(
        [*map(str.lower, sorted(route.methods or ())), *path.split("/")[1:]]
    )


def described(parameters: Mapping[str, Parameter]) -> dict[str, Any]:
    """What OpenAPI says of parameters."""
    return {"parameters": [_written(p) for p in parameters.values()]}


def problem_answers(*statuses: str) -> dict[int | str, Any]:
    """What OpenAPI says of these statuses."""
    return {status: _problem(PROBLEMS[status]) for status in statuses}


def document(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """The maker of the document, with problems described once."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        made = plain()
        schemas = made["components"]["schemas"]
        if "Problem" not in schemas:
            problem = TypeAdapter(Problem).json_schema(
                ref_template="#/components/schemas/{model}"
            )
            schemas.update(problem.pop("$defs"))
            schemas["Problem"] = problem
            made["components"]["securitySchemes"] = {
                "key": {"type": "http", "scheme": "bearer"}
            }
            made["security"] = []  # none is needed but where an address says so
        return made

    return openapi


def _is_json(route: Route) -> bool:
    return route.media_type == JSON


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


def _written(parameter: Parameter) -> dict[str, Any]:
    """A parameter as OpenAPI writes it."""
    schema = _schema(parameter)
    if parameter.default:
        whole = parameter.kind == "whole"
        schema["default"] = int(parameter.default) if whole else parameter.default
    if parameter.many:
        schema = {"type": "array", "items": schema, "maxItems": MAX_VALUES}
    found: dict[str, Any] = {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.description,
        "schema": schema,
    }
    if parameter.example:
        example = parameter.example
        found["example"] = [example] if parameter.many else example
    return found


def _schema(parameter: Parameter) -> dict[str, Any]:
    match parameter.kind:
        case "whole":
            return {
                "type": "integer",
                "minimum": parameter.least,
                "maximum": parameter.most,
            }
        case "choice":
            return {"type": "string", "enum": list(parameter.choices)}
        case "fields":
            names = "|".join(parameter.choices)
            return {
                "type": "string",
                "pattern": f"^({NO_FACETS}|({names})(,({names}))*)?$",
            }
        case "value" if parameter.field and parameter.field.kind == "year":
            return {"type": "string", "pattern": f"^({YEAR.pattern}|{MISSING})?$"}
    return {"type": "string", "maxLength": parameter.most}
