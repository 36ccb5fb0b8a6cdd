"""The original bytes of an artefact, as a download that no browser will run."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from sys import maxsize
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.http.compressed import AS_IT_IS, CODING
from api.http.conditional import (
    ChangedError,
    Part,
    UnsatisfiableError,
    check_state,
    date_of,
    part_of,
    unchanged,
)
from indexer.documents import MEMBERS

CHUNK = 256 * 1024  # bytes
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+", re.ASCII)
UNKNOWN = "application/octet-stream"
FILE = "file://"

log = logging.getLogger(__name__)


def original(
    stored: Mapping[str, Any],
    records: str,
    library: str,
    last_seen: str,
    request: Request,
) -> Response:
    """The file as a stream, or the part that is wanted, or 304 if the asker has it;
    HTTPException 410 if it has vanished, 503 if its store cannot be read.

    The location comes from the index, never from the request; `records` is the record
    store and `library` what was ingested, each a folder or a URL.
    """
    name = stored.get("name", "")
    try:
        files, path = _place(stored.get("location", ""), records, library)
        about = files.info(path)
        if about["type"] != "file":
            raise FileNotFoundError(path)
        headers = _headers(stored, name) | _state(files, path, about)
        check_state(request.headers, headers)
        if unchanged(request.headers, headers):
            return _known(headers)
        start, end = _part(request, headers, about["size"])
        if request.state.head:
            return Response(headers=headers)
        file = cast(BinaryIO, files.open(path, "rb"))
        if start:
            file.seek(start)
    except ChangedError as error:
        raise HTTPException(
            HTTPStatus.PRECONDITION_FAILED, f"{name!r} is not as {error} has it"
        ) from error
    except UnsatisfiableError as error:
        raise HTTPException(
            HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            f"{name!r} has no part {request.headers['Range'][:100]!r}",
            {"Content-Range": str(error), "Accept-Ranges": "bytes"},
        ) from error
    except FileNotFoundError as error:
        raise HTTPException(
            HTTPStatus.GONE, f"{name!r} is no longer there; last seen {last_seen}"
        ) from error
    except Exception as error:  # every file system fails in its own way
        log.error("%s: %s", stored.get("location"), error)
        raise HTTPException(
            HTTPStatus.SERVICE_UNAVAILABLE, f"{name!r} cannot be read now"
        ) from error
    partial = "Content-Range" in headers
    status = HTTPStatus.PARTIAL_CONTENT if partial else HTTPStatus.OK
    return StreamingResponse(_chunks(file, end - start), status, headers)


def disposition(name: str) -> str:
    """A download header for any name: plain ASCII, then all of it by RFC 5987."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(c if c.isprintable() else "_" for c in last).strip(" .") or "file"
    plain = "".join(c if c.isascii() and c not in '"%;' else "_" for c in clean)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"


def _place(location: str, records: str, library: str) -> tuple[AbstractFileSystem, str]:
    """The store of a file and its path there."""
    if location.startswith(FILE) and library:
        _check_place(Path(location.removeprefix(FILE)), Path(library))
    if location.startswith(f"{MEMBERS}/"):
        store = records if "://" in records else f"{FILE}{records}"
        location = f"{store.rstrip('/')}/{location}"
    if location.startswith(FILE):  # in its name "::" is no chain of stores
        return LocalFileSystem(), location.removeprefix(FILE)
    files, path = url_to_fs(location)
    return files, path


def _check_place(file: Path, library: Path) -> None:
    """Refuse what was made a link since it was read: to a file out of the library, or
    in a folder that is a link, neither of which an ingest follows. FileNotFoundError.
    """
    there = library.resolve()
    folder = there / file.parent.relative_to(library)
    if file.parent.resolve() != folder or not file.resolve().is_relative_to(there):
        raise FileNotFoundError(file)


def _known(headers: Mapping[str, str]) -> Response:
    """304: what is said of the file, nothing of the body that is not sent."""
    kept = {k: v for k, v in headers.items() if not k.startswith("Content-")}
    return Response(None, HTTPStatus.NOT_MODIFIED, kept)


def _part(request: Request, headers: dict[str, str], size: int | None) -> Part:
    """The part of the file to send, told in its headers; all where a store does not
    know the size. HEAD asks of the whole, as RFC 9110 has it.
    """
    if size is None:
        return 0, maxsize
    headers["Accept-Ranges"] = "bytes"
    whole = (0, size)
    part = whole if request.state.head else part_of(request.headers, headers, size)
    start, end = part
    headers["Content-Length"] = str(end - start)
    if part != whole:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return part


def _state(
    files: AbstractFileSystem, path: str, about: Mapping[str, Any]
) -> dict[str, str]:
    """What tells one state of a file from another, as far as its store knows."""
    mark = sha256(repr(sorted(about.items(), key=str)).encode("utf-8", "replace"))
    told = {"ETag": f'"{mark.hexdigest()[:24]}"'}
    with suppress(NotImplementedError, KeyError):
        told["Last-Modified"] = date_of(files.modified(path))
    return told


def _headers(stored: Mapping[str, Any], name: str) -> dict[str, str]:
    media_type = stored.get("media_type", "")
    return {
        "Content-Type": media_type if MEDIA_TYPE.fullmatch(media_type) else UNKNOWN,
        "Content-Disposition": disposition(name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-cache",
        CODING: AS_IT_IS,  # most are compressed already
    }


def _chunks(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
