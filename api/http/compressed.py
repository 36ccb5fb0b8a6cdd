"""Answers packed with gzip, for those who take it so."""

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

ACCEPTED = b"accept-encoding"


class Compressed(GZipMiddleware):
    """Starlette's, which packs also where ``gzip;q=0`` refuses it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _refused(Headers(scope=scope)):
            others = [pair for pair in scope["headers"] if pair[0] != ACCEPTED]
            scope = {**scope, "headers": others}
        await super().__call__(scope, receive, send)


def _refused(headers: Headers) -> bool:
    """Whether gzip is named with a weight of 0, which is how to say no to it."""
    for coding in ",".join(headers.getlist("Accept-Encoding")).split(","):
        name, *parameters = (part.strip().lower() for part in coding.split(";"))
        for parameter in parameters:
            key, _, weight = parameter.partition("=")
            if name == "gzip" and key.strip() == "q":
                return weight.strip() in ("0", "0.", "0.0", "0.00", "0.000")
    return False
