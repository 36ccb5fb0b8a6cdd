"""What a route needs of the application, and how an answer is sent or left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.addresses.links import Site
from api.addresses.params import Parameter, read
from api.http.conditional import ANY, known
from api.http.written import written
from api.views.frame import Frame
from api.views.labels import Labels
from indexer.documents import EVERYONE, NOBODY
from indexer.index import Index
from indexer.query import Opened

FRESH = "max-age=60, stale-while-revalidate=300"
JSON = "application/json"
MAX_LABELS = 50


@dataclass(frozen=True, slots=True)
class Context:
    """Made once with the application. `audience_header` is empty without sign-in.

    `reasons_audience` may read why people rejected a value: nobody if it is empty.
    `records` is the record store, a folder or a URL.
    """

    index: Index
    version: str
    audience_header: str
    reasons_audience: str
    parameters: Mapping[str, Mapping[str, Parameter]]  # by the name of the set
    labels: Labels
    records: str

    def frame(self, request: Request) -> Frame:
        """What presentations need, with the addresses of this request."""
        site, audience = Site(request.scope.get("root_path", "")), audience_of(request)
        labels = replace(self.labels, written=self.index.live.written(audience))
        reasons = self.reasons_audience in audience
        return Frame(self.index, labels, site, audience, reasons)


def context_of(request: Request) -> Context:
    """The context of a request: one generation gives the whole answer to it."""
    context: Context | None = getattr(request.state, "context", None)
    if context is None:
        made: Context = request.app.state.context
        context = request.state.context = replace(made, index=made.index.steady())
    return context


def audience_of(request: Request) -> tuple[str, ...]:
    """The audiences the asker belongs to, as a trusted proxy names them if one does.

    A header that comes twice names none: one of them may be the asker's own. No asker
    is one of nobody, whatever groups a proxy has.
    """
    name = context_of(request).audience_header
    given = request.headers.getlist(name) if name else []
    told = given[0] if len(given) == 1 else ""
    labels = {label.strip() for label in told.split(",")} - {"", EVERYONE, NOBODY}
    return (EVERYONE, *sorted(labels)[:MAX_LABELS])


def opened_by(request: Request, kind: str, id_: str) -> Opened:
    """A Blueprint or an artefact that the asker may see; 404 if there is none."""
    opened = context_of(request).index.open(kind, id_, audience_of(request))
    if opened is None:
        said = "Blueprint" if kind == "blueprint" else kind
        raise HTTPException(HTTPStatus.NOT_FOUND, f"there is no {said} {id_!r}")
    return opened


def given(request: Request, parameters: str) -> dict[str, tuple[str, ...]]:
    """The checked parameters of a request, by the name of their set."""
    allowed = context_of(request).parameters[parameters]
    return read(request.query_params.multi_items(), allowed)


def answered(
    request: Request,
    key: str,
    make: Callable[[], object],
    write: Callable[[object], bytes] = written,
    media_type: str = JSON,
) -> Response:
    """The answer for a normalised question, or 304 without making it.

    `key` is the question as an address; everything else that an answer depends on is
    added here: generation, application, mappings, audience.
    """
    context = context_of(request)
    index, private = context.index, bool(context.audience_header)
    parts = (
        index.generation,
        context.version,
        index.lexicon.mappings.digest,
        *audience_of(request),
        context.reasons_audience,
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
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(write(make()), headers=headers, media_type=media_type)
