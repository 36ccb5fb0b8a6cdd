"""The original bytes of an artefact, as a download that no browser will run."""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from fsspec.core import url_to_fs
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

CHUNK = 256 * 1024  # bytes
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
UNKNOWN = "application/octet-stream"


def original(stored: Mapping[str, Any], last_seen: str, head: bool) -> Response:
    """The file as a stream; HTTPException 410 if it has vanished.

    The location comes from the index, never from the request.
    """
    name = stored.get("name", "")
    try:
        files, path = url_to_fs(stored.get("location", ""))
        about = files.info(path)
        if about["type"] != "file":
            raise FileNotFoundError(path)
        headers = _headers(stored, name, about["size"])
        if head:
            return Response(headers=headers)
        file = cast(BinaryIO, files.open(path, "rb"))
    except FileNotFoundError as error:
        raise HTTPException(
            HTTPStatus.GONE, f"{name!r} is no longer there; last seen {last_seen}"
        ) from error
    except OSError as error:
        raise HTTPException(
            HTTPStatus.SERVICE_UNAVAILABLE, f"{name!r} cannot be read now"
        ) from error
    return StreamingResponse(_chunks(file), headers=headers)


def disposition(name: str) -> str:
    """A download header for any name: plain ASCII, then all of it by RFC 5987."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(c if c.isprintable() else "_" for c in last).strip(" .") or "file"
    plain = "".join(c if c.isascii() and c not in '"%;' else "_" for c in clean)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"


def _headers(stored: Mapping[str, Any], name: str, size: int | None) -> dict[str, str]:
    media_type = stored.get("media_type", "")
    headers = {
        "Content-Type": media_type if MEDIA_TYPE.fullmatch(media_type) else UNKNOWN,
        "Content-Disposition": disposition(name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-cache",
        # Keeps the compressing middleware off files: most are compressed already.
        "Content-Encoding": "identity",
    }
    if size is not None:
        headers["Content-Length"] = str(size)
    return headers


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
