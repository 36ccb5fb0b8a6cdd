"""Answers packed with gzip, for those who take it so."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Message, Receive, Scope, Send

ACCEPTED = b"accept-encoding"
CODING = "Content-Encoding"
AS_IT_IS = "identity"  # what an answer names as its coding that is not to be packed


class Compressed(GZipMiddleware):
    """Starlette's, which packs also where ``gzip;q=0`` refuses it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _refused(Headers(scope=scope)):
            others = [pair for pair in scope["headers"] if pair[0] != ACCEPTED]
            scope = {**scope, "headers": others}

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get(CODING) == AS_IT_IS:
                    del headers[CODING]  # RFC 9110 keeps the word for requests
            await send(message)

        await super().__call__(scope, receive, sent)


def _refused(headers: Headers) -> bool:
    """Whether gzip is named with a weight of 0, which is how to say no to it."""
    for coding in ",".join(headers.getlist("Accept-Encoding")).split(","):
        name, *parameters = (part.strip().lower() for part in coding.split(";"))
        for parameter in parameters:
            key, _, weight = parameter.partition("=")
            if name == "gzip" and key.strip() == "q":
                return weight.strip() in ("0", "0.", "0.0", "0.00", "0.000")
    return False
