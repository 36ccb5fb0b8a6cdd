"""How an answer is sent, or left out where the asker has it."""

from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.http.conditional import ANY, known
from api.http.context import audience_of, context_of

FRESH = "max-age=60, stale-while-revalidate=300"
JSON = "application/json"


def written(view: object) -> bytes:
    """A view (dataclasses, lists, strings, numbers) as JSON in UTF-8, not checked."""
    return orjson.dumps(view)


def answered(
    request: Request,
    key: str,
    make: Callable[[], object],
    write: Callable[[object], bytes] = written,
    media_type: str = JSON,
) -> Response:
    """The answer for a normalised question, or 304 without making it.

    `key` is the question as an address; everything else that an answer depends on is
    added here: generation, application, mappings, audience, where and by whom it is
    served.
    """
    context = context_of(request)
    index, private = context.index, bool(context.audience_header)
    parts = (
        index.generation,
        context.version,
        index.lexicon.mappings.digest,
        *audience_of(request),
        context.reasons_audience,
        str(request.base_url),
        repr(context.brand),
        media_type,
        key,
    )
    tag = (
        f'W/"{sha256(chr(0).join(parts).encode("utf-8", "replace")).hexdigest()[:24]}"'
    )
    headers = {
        "ETag": tag,
        "Cache-Control": f"{'private' if private else 'public'}, {FRESH}",
    }
    if private:
        headers["Vary"] = context.audience_header
    has = request.headers.get("If-None-Match", "")
    if known(has, tag):
        if has.strip() == ANY:
            make()  # it may be that there is nothing to have
        answer = Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        # As the whole answer has it, which may be packed: RFC 9110, 15.4.5.
        answer.headers.add_vary_header("Accept-Encoding")
        return answer
    return Response(write(make()), headers=headers, media_type=media_type)
