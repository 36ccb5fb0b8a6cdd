"""What people say of labels over HTTP, for those who hold the key."""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.addresses.links import API
from api.addresses.reading import WrongParametersError
from api.addresses.sets import DOUBTS, SetName, Sets
from api.http.answered import JSON, written
from api.http.context import audience_of, context_of
from api.http.given import given
from api.v1.reference import described, problem_answers
from indexer.judgements.judging import Claim, judgement_of
from indexer.judgements.log import VERDICTS, Judgement, Log, Words
from indexer.judgements.review import Doubt, review, told
from indexer.judgements.standing import State
from indexer.query import QueryError
from indexer.reason import reason_of

PATH = f"{API}/labels"
LARGEST = 64 * 1024  # bytes of a body
REFUSALS = ("401", "403", "422", "503")
SECURITY: dict[str, Any] = {"security": [{"key": []}]}
NONE: SetName = "none"
REVIEW: SetName = "review"
VISIBLE = "after the next ingest or rebuild"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where words are written down, and the key that allows it: none, nobody may."""

    log: Log
    key: SecretStr


class Said(BaseModel):
    """A decision as a program sends it; `value` is the id or the label of a term."""

    model_config = ConfigDict(extra="forbid", strict=True)

    # Not a Literal: a wrong one is told in the words of the command.
    verdict: Annotated[str, Field(json_schema_extra={"enum": [*VERDICTS]})]
    id: str
    field: str
    value: str
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class TakenView:
    """A label as it was written down, and when searches have it."""

    label: Judgement
    visible: str


@dataclass(frozen=True, slots=True)
class DecisionView(Judgement):
    """A decision, what has become of it, and who said otherwise."""

    state: State
    against: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class DecisionsView:
    """The log, the oldest decision first, and the lines of it that cannot be read."""

    labels: tuple[DecisionView, ...]
    damaged_lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReviewView:
    """What is most worth a look, the first thing first."""

    review: tuple[Doubt, ...]


def add(app: FastAPI, path: Path, key: SecretStr) -> None:
    """Answer these addresses too, with the log at that path."""
    app.state.desk = Desk(Log(path), key)
    body = {"schema": Said.model_json_schema()}
    app.add_api_route(
        PATH,
        say,
        methods=["POST"],
        status_code=HTTPStatus.CREATED,
        summary="Confirm, reject or set a value",
        responses={
            201: {"model": TakenView, "description": "The label is written down"},
            **problem_answers(*REFUSALS, "413"),
        },
        openapi_extra={
            **SECURITY,
            "requestBody": {"required": True, "content": {JSON: body}},
        },
    )
    sets: Sets = app.state.context.parameters
    for address, endpoint, summary, view, parameters in (
        (PATH, log, "Every decision and what has become of it", DecisionsView, NONE),
        (f"{PATH}/review", queue, "The values most worth a look", ReviewView, REVIEW),
    ):
        app.add_api_route(
            address,
            endpoint,
            methods=["GET"],
            summary=summary,
            responses={
                200: {"model": view, "description": summary},
                **problem_answers(*REFUSALS),
            },
            openapi_extra={**SECURITY, **described(sets[parameters])},
        )


async def say(request: Request) -> Response:
    desk = _desk(request)
    given(request, NONE)
    said = _said(await _body(request))
    claim = Claim(said.verdict, said.id, said.field, said.value, said.by, said.why)
    audience, index = audience_of(request), context_of(request).index

    def write() -> Judgement:
        judgement = judgement_of(index, _words(desk), claim, audience)
        with _unavailable("the label was not written down"):
            desk.log.add(judgement)
        return judgement

    judgement = await run_in_threadpool(write)
    return _answer(TakenView(judgement, VISIBLE), HTTPStatus.CREATED)


def log(request: Request) -> Response:
    desk = _desk(request)
    given(request, NONE)
    words = _words(desk)
    found = told(context_of(request).index, words, audience_of(request))
    labels = tuple(
        DecisionView(**asdict(s.judgement), state=s.state, against=s.against)
        for s in found
    )
    return _answer(DecisionsView(labels, words.damaged))


def queue(request: Request) -> Response:
    desk = _desk(request)
    size = int(DOUBTS.value(given(request, REVIEW)))
    index = context_of(request).index
    found = review(index, _words(desk), size, audience_of(request))
    return _answer(ReviewView(found))


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


def _words(desk: Desk) -> Words:
    with _unavailable("the labels cannot be read"):
        return desk.log.read()


@contextmanager
def _unavailable(what: str) -> Iterator[None]:
    """503 with the reason where the disk is full, is away, or is another user's."""
    try:
        yield
    except OSError as error:
        raise HTTPException(
            HTTPStatus.SERVICE_UNAVAILABLE, f"{what}: {reason_of(error)}"
        ) from error


async def _body(request: Request) -> bytes:
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                detail = f"the body is larger than {LARGEST} bytes"
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    except ClientDisconnect as error:  # nobody hears the answer, and it is no mistake
        detail = "the connection closed before the end of the body"
        raise HTTPException(HTTPStatus.BAD_REQUEST, detail) from error
    return body


def _said(body: bytes) -> Said:
    try:
        return Said.model_validate_json(body)
    except ValidationError as error:
        faults = tuple(
            QueryError(
                str(e["loc"][-1])[:100] if e["loc"] else "body",
                _shown(e["input"]) if e["type"] != "missing" else "",
                e["msg"].lower(),
            )
            for e in error.errors(include_url=False)[:10]
        )
        raise WrongParametersError(faults, {}) from error


def _shown(given: Any) -> str:
    text = given.decode("utf-8", "replace") if isinstance(given, bytes) else str(given)
    return text[:100]


def _answer(view: object, status: HTTPStatus = HTTPStatus.OK) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(written(view), status, headers, JSON)
