"""Pages that explain: the API for programs, and the service for people."""

import re
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.addresses.links import API
from api.http.answered import JSON
from api.http.context import context_of, site_of
from api.http.given import given
from api.pages.rendering import fixed_page, is_demonstration

NO_ANCHOR = re.compile(r"[{}]")
EXAMPLES = {
    f"{API}/blueprints": "?q=discharge+summary&technology=epma",
    f"{API}/artefacts": "?q=hazard+log&sort=-published&size=5",
    f"{API}/coverage": "?rows=technology&columns=care_setting",
    f"{API}/wgll": "",
    f"{API}/status": "",
}
# Where programmers look first, by habit, for the description of an API.
HABITS = {"/docs": "/api", "/redoc": "/api", "/openapi.json": f"{API}/openapi.json"}


def leading_to(address: str) -> Callable[[Request], Response]:
    """What answers an address of habit: the way to what is looked for there."""

    def lead(request: Request) -> Response:
        there = f"{site_of(request).root}{address}"
        return RedirectResponse(there, HTTPStatus.TEMPORARY_REDIRECT)

    return lead


def api_page(request: Request) -> Response:
    """The reference of the API, made of its own description."""
    given(request, "none")
    root = site_of(request).root

    def values() -> Mapping[str, Any]:
        told = request.app.openapi()
        return {
            "current": "api",
            "json": f"{root}{API}/openapi.json",
            "told": told["info"]["description"].split("\n\n"),
            "version": told["info"]["version"],
            "operations": list(_operations(told)),
            "shapes": list(_shapes(told)),
        }

    return fixed_page(request, "api.html.jinja", values)


def about_page(request: Request) -> Response:
    """How to search, what the data is, how far the pages were tested."""
    given(request, "none")
    schema = context_of(request).index.lexicon.schema

    def values() -> Mapping[str, Any]:
        return {
            "prefixes": [f for f in schema.fields if f.prefix],
            "made_up": is_demonstration(request),
        }

    return fixed_page(request, "about.html.jinja", values)


def _operations(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    every = ((p, m, o) for p, ways in told["paths"].items() for m, o in ways.items())
    for path, method, operation in every:
        responses = operation["responses"]
        yield {
            "method": method.upper(),
            "path": path,
            "anchor": NO_ANCHOR.sub("", f"{method}{path}".replace("/", "-")),
            "summary": operation["summary"],
            "parameters": [_parameter(p) for p in operation.get("parameters", ())],
            "body": _body(operation),
            "responses": [
                (status, r["description"], *_content(r))
                for status, r in sorted(responses.items())
            ],
            "example": path + EXAMPLES[path] if path in EXAMPLES else "",
        }


def _body(operation: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The fields of the JSON that is sent, each with what it is."""
    content = operation.get("requestBody", {}).get("content", {}).get(JSON, {})
    return _fields(content.get("schema", {}))


def _parameter(told: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = told["schema"]
    inner = schema.get("items", schema)
    some = told.get("example", "")
    example = some if isinstance(some, str) else some[0]
    limits = [
        f"like {example}" if example else "",
        f"one of {', '.join(inner['enum'])}" if "enum" in inner else "",
        f"from {inner['minimum']} to {inner['maximum']}" if "maximum" in inner else "",
        f"at most {inner['maxLength']} characters" if "maxLength" in inner else "",
        "may be repeated" if schema.get("type") == "array" else "",
        f"default {schema['default']}" if "default" in schema else "",
    ]
    return {
        "name": told["name"],
        "description": told.get("description", ""),
        "limits": "; ".join(limit for limit in limits if limit),
    }


def _content(response: Mapping[str, Any]) -> tuple[str, str]:
    """The media type of a response and the name of its shape."""
    for media_type, told in response.get("content", {}).items():
        return media_type, _type(told.get("schema", {}))
    return "", ""


def _shapes(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for name, schema in sorted(told["components"]["schemas"].items()):
        if "properties" in schema:
            yield {
                "name": name,
                "description": schema.get("description", ""),
                "fields": _fields(schema),
            }


def _fields(schema: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(name, _type(told)) for name, told in schema.get("properties", {}).items()]


def _type(schema: Mapping[str, Any]) -> str:
    """What a value is, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema or "enum" in schema:
        return " or ".join(schema.get("enum", [schema.get("const")]))
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(s) for s in schema["anyOf"]))
    if schema.get("type") == "array":
        items = schema.get("items") or {}
        return f"list of {_type(items)}" if items else "list"
    return str(schema.get("type", "any"))
