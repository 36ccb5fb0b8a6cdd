"""People's word over the API: three addresses for those who hold the key."""

import hmac
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.context import JSON, audience_of, context_of
from api.links import API
from api.params import Parameter, WrongParametersError, read
from api.reference import problem_answers
from api.written import written
from indexer.judgements import Log
from indexer.judging import judgement_of
from indexer.query import QueryError
from indexer.review import review, told

PATH = f"{API}/labels"
LARGEST = 64 * 1024  # bytes of a body
SIZE = {"size": Parameter("size", "How many.", "whole", 1000, 1, default="20")}
VISIBLE = "after the next ingest or rebuild"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where words are written down, and the key that allows it: none, nobody may."""

    log: Log
    key: SecretStr


class Said(BaseModel):
    """A decision as a program sends it; `value` is the id or the label of a term."""

    model_config = ConfigDict(extra="forbid", strict=True)

    verdict: str
    id: str
    field: str
    value: str
    by: str
    why: str


def add(app: FastAPI, path: Path, key: SecretStr) -> None:
    """Answer these addresses too, with the log at that path."""
    app.state.desk = Desk(Log(path), key)
    refusals = problem_answers("401", "403", "422", "503")
    body = {"schema": Said.model_json_schema()}
    security: dict[str, Any] = {"security": [{"key": []}]}
    for address, endpoint, method, status, summary, more in (
        (
            PATH,
            say,
            "POST",
            201,
            "Confirm, reject or set a value",
            {"requestBody": {"required": True, "content": {JSON: body}}},
        ),
        (PATH, log, "GET", 200, "Every decision and what has become of it", {}),
        (f"{PATH}/review", queue, "GET", 200, "The values most worth a look", {}),
    ):
        app.add_api_route(
            address,
            endpoint,
            methods=[method],
            status_code=status,
            summary=summary,
            responses=refusals,
            openapi_extra={**security, **more},
        )


async def say(request: Request) -> Response:
    desk = _desk(request)
    said = _said(await _body(request))
    audience, index = audience_of(request), context_of(request).index

    def write() -> dict[str, str]:
        judgement = judgement_of(
            index,
            desk.log.read(),
            verdict=said.verdict,
            document=said.id,
            field=said.field,
            value=said.value,
            by=said.by,
            why=said.why,
            audience=audience,
        )
        desk.log.add(judgement)
        return asdict(judgement)

    judgement = await run_in_threadpool(write)
    return _answer({"label": judgement, "visible": VISIBLE}, HTTPStatus.CREATED)


def log(request: Request) -> Response:
    desk = _desk(request)
    read(request.query_params.multi_items(), {})
    words = desk.log.read()
    found = told(context_of(request).index, words, audience_of(request))
    labels = [
        {
            **asdict(s.judgement),
            "state": s.state,
            "against": [asdict(j) for j in s.against],
        }
        for s in found
    ]
    return _answer({"labels": labels, "damaged_lines": words.damaged})


def queue(request: Request) -> Response:
    desk = _desk(request)
    asked = read(request.query_params.multi_items(), SIZE)
    size = int(asked.get("size", (SIZE["size"].default,))[0])
    index = context_of(request).index
    return _answer(
        {"review": review(index, desk.log.read(), size, audience_of(request))}
    )


def _desk(request: Request) -> Desk:
    """The desk, for those who hold its key."""
    desk: Desk = request.app.state.desk
    key = desk.key.get_secret_value().encode()
    if not key:
        raise HTTPException(
            HTTPStatus.FORBIDDEN, "no labels are taken here: label_key is not set"
        )
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not shown.strip():
        raise HTTPException(
            HTTPStatus.UNAUTHORIZED, "send the key as Authorization: Bearer KEY"
        )
    if not hmac.compare_digest(shown.strip().encode("utf-8", "replace"), key):
        raise HTTPException(HTTPStatus.FORBIDDEN, "this is not the key")
    return desk


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            detail = f"the body is larger than {LARGEST} bytes"
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    return body


def _said(body: bytes) -> Said:
    try:
        return Said.model_validate_json(body)
    except ValidationError as error:
        faults = tuple(
            QueryError(
                str(e["loc"][-1])[:100] if e["loc"] else "body",
                "" if e["type"] == "missing" else str(e["input"])[:100],
                e["msg"].lower(),
            )
            for e in error.errors(include_url=False)[:10]
        )
        raise WrongParametersError(faults, {}) from error


def _answer(view: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(written(view), status, headers, JSON)
