"""What an endpoint needs of the application, and who asks."""

from dataclasses import dataclass, replace

from starlette.requests import Request

from api.addresses.links import Site
from api.addresses.sets import Sets
from api.http.brand import Brand
from api.http.search_log import SearchLog
from api.views.frame import Frame
from api.views.labels import Labels
from indexer.documents import EVERYONE, NOBODY
from indexer.index import Index

MAX_LABELS = 1_000  # a person may be in hundreds of groups; so many cost a fifth more


@dataclass(frozen=True, slots=True)
class Context:
    """Made once with the application. `audience_header` is empty without sign-in.

    `reasons_audience` may read why people rejected a value: nobody if it is empty.
    `records` is the record store, a folder or a URL. `searches` is where searches are
    written down, None where they are not.
    """

    index: Index
    version: str
    audience_header: str
    reasons_audience: str
    parameters: Sets
    labels: Labels
    records: str
    brand: Brand
    searches: SearchLog | None


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


def frame_of(request: Request) -> Frame:
    """What views need of a request, made once for it: the index, the labels, the
    addresses, the asker.
    """
    frame: Frame | None = getattr(request.state, "frame", None)
    if frame is None:
        context, audience = context_of(request), audience_of(request)
        written = context.index.live.written(audience)
        labels = replace(context.labels, written=written)
        reasons = context.reasons_audience in audience
        frame = Frame(context.index, labels, site_of(request), audience, reasons)
        request.state.frame = frame
    return frame


def site_of(request: Request) -> Site:
    """The addresses as the asker sees them, under the path a proxy serves them at."""
    return Site(request.scope.get("root_path", ""))


def created(request: Request) -> str:
    """When the index that answers was made, as a time; empty if it does not say."""
    return str(context_of(request).index.manifest.get("created", ""))


def host_of(request: Request) -> str:
    """The server's address without a path."""
    return f"{request.url.scheme}://{request.url.netloc}"
