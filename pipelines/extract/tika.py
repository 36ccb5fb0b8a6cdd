"""Files that a Tika server reads: which they are, one call, what the answer says."""

import io
import json
import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from pipelines.extract import EXTRACTORS, detect, extract_file
from pipelines.extract import VERSION as NATIVE
from pipelines.extract.dates import day
from pipelines.extract.file import Limits
from pipelines.extract.finish import finish
from pipelines.extract.members import Members
from pipelines.extract.xhtml import segments
from pipelines.records import Extraction, Status

# Part of every record's key, as extract.VERSION is: raised with each change here.
VERSION = "tika 1"
INSTEAD = f"{NATIVE} in place of {VERSION}"
# What is read better in process; a server leads on all else, the unknown included.
# docs/decisions/0005-what-tika-reads.md says why of each.
IN_PROCESS: Mapping[str, frozenset[str]] = {
    "parts become artefacts, with their bytes": frozenset(
        {detect.ZIP, detect.EML, detect.MSG}
    ),
    "headings, text boxes and comments keep their names": frozenset(
        {detect.DOCX, detect.DOCM, detect.ODT, detect.HTML, detect.MD}
    ),
    "slides, sheets and drawing pages keep their places and names": frozenset(
        {detect.PPTX, detect.PPTM, detect.ODS, detect.ODP, detect.VSDX, detect.RTF}
    ),
    "nothing but text": frozenset(
        {detect.TXT, detect.CSV, detect.TSV, detect.JSON, detect.XML, detect.SVG}
    ),
}
NOT_LED = frozenset[str]().union(*IN_PROCESS.values())
SUFFIXES = frozenset(
    ".zip .eml .msg .docx .docm .odt .html .htm .md .markdown .ods .odp .vsdx .rtf"
    " .pptx .pptm .txt .csv .tsv .json .xml .svg".split()
)
CUT = "Tika stopped at the most text a file may have"
READ, REFUSED = 200, (400, 413, 415, 422)  # a refusal is of the file, not a fault
NAMES = {"dc:title": "title", "dc:creator": "author"}
DATES = {"dcterms:created": "created", "dcterms:modified": "modified"}
BESIDE = ("INLINE", "THUMBNAIL", "METADATA", "MACRO")  # pictures and the like


class TikaFaultError(Exception):
    """The server is at fault, or was made to fail: it is no answer about the file."""


@dataclass(frozen=True, slots=True)
class Part:
    """The file, or one embedded in it: Tika's metadata without its key spellings."""

    facts: Mapping[str, Any]

    def fact(self, *keys: str) -> str:
        """The first value of the first of these keys that has one."""
        for key in keys:
            value = self.facts.get(key)
            if value:
                return str(value[0] if isinstance(value, list) else value)
        return ""

    def own(self, key: str) -> str:
        """A fact of Tika's own, as versions 3 (``X-TIKA:a_b``) and 4 (``tk:a-b``)."""
        four = key.lower().replace("_", "-")
        return self.fact(f"X-TIKA:{key}", f"tk:{four}")


def leads(suffix: str) -> bool:
    """Whether a server, where there is one, reads files whose names end so."""
    return suffix.lower() not in SUFFIXES


def extract_tika(
    path: Path, name: str, limits: Limits, endpoint: str, seconds: float
) -> tuple[Extraction, str]:
    """What a file holds, and the extractor that read it.

    The extractor in process has the last word where the server reads no text: it may
    read some, or says better why there is none. Raises TikaFaultError.
    """
    media_type = detect.media_type(path, name)
    if not 0 < path.stat().st_size <= limits.file_bytes or media_type in (
        *NOT_LED,
        detect.LOCKED,
    ):
        return extract_file(path, name, limits), INSTEAD
    found = finish(_asked(path, name, media_type, limits, endpoint, seconds), limits)
    if found.children or any(segment.text for segment in found.segments):
        return found, VERSION
    own = extract_file(path, name, limits)
    if own.status == "unsupported":
        return found, VERSION
    if own.status in ("ok", "partial"):
        why = f"read in process: Tika gave no text, {found.status}: {found.reason}"
        own = replace(own, reason="; ".join(filter(None, (own.reason, why))))
    return own, INSTEAD


def _asked(
    path: Path,
    name: str,
    media_type: str,
    limits: Limits,
    endpoint: str,
    seconds: float,
) -> Extraction:
    headers = {
        "Accept": "application/json",
        "Content-Type": "application/octet-stream",  # it looks for itself
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "writeLimit": str(limits.characters),
    }
    with path.open("rb") as file:
        status, answer = call("put", endpoint, "/rmeta/xml", seconds, file, headers)
    if status in REFUSED:
        return Extraction(media_type, status="corrupt", reason=f"Tika: HTTP {status}")
    if status != READ:
        raise TikaFaultError(f"answered HTTP {status}")
    parts = understood(answer)
    members = Members(limits)
    if any(_is_artefact(part) for part in parts[1:]):
        headers["Accept"] = "application/zip"
        with path.open("rb") as file:
            packed = call("put", endpoint, "/unpack", seconds, file, headers)
        _unpack(packed, parts, members)
    return _extraction(parts[0], media_type, members)


def understood(answer: bytes) -> Sequence[Part]:
    """The parts of an answer; TikaFaultError if it is none."""
    try:
        parts = [Part(dict(facts)) for facts in json.loads(answer)]
    except (ValueError, TypeError) as error:
        raise TikaFaultError("answered what is no list of parts") from error
    if not parts:
        raise TikaFaultError("answered with no part")
    return parts


def _extraction(part: Part, media_type: str, members: Members) -> Extraction:
    if media_type == detect.UNKNOWN:
        media_type = part.fact("Content-Type").partition(";")[0] or media_type
    trouble = part.own("EXCEPTION:container_exception")
    status, reason = _judged(trouble)
    cut = part.own("EXCEPTION:write_limit_reached").lower() == "true"
    if cut:
        status, reason = "partial", CUT
    found = segments(part.own("content"), media_type)
    if status == "corrupt" and any(s.text.strip() for s in found):
        status = "partial"
    if status == "ok" and members.problems:
        status, reason = "partial", members.reason()
    metadata = {name: part.fact(key) for key, name in NAMES.items()}
    metadata |= {name: day(part.fact(key)) for key, name in DATES.items()}
    counted = sum(s.number is not None and s.kind != "notes" for s in found)
    metadata["pages"] = str(counted or part.fact("xmpTPg:NPages"))
    return Extraction(
        media_type, found, metadata, tuple(members.children), status, reason
    )


def _judged(trouble: str) -> tuple[Status, str]:
    """The status that an exception means, by its class."""
    name = trouble.partition("\n")[0].partition(":")[0].rpartition(".")[2].strip()
    if not trouble:
        return "ok", ""
    if "Encrypted" in trouble or "password" in trouble.partition("\n")[0].lower():
        return "encrypted", "protected by a password"
    if name == "ZeroByteFileException":
        return "empty", "the file has no bytes"
    if name == "UnsupportedFormatException":
        return "unsupported", "Tika has no parser for it"
    if name == "WriteLimitReachedException":
        return "partial", CUT
    return "corrupt", f"Tika cannot read it: {name}"


def _is_artefact(part: Part) -> bool:
    """Whether an embedded file is a document of its own, right inside the first."""
    kind = part.fact("Content-Type").partition(";")[0]
    beside = part.fact("embeddedResourceType", "tk:embedded-resource-type")
    return (
        part.own("embedded_depth") == "1"
        and beside not in BESIDE
        and kind in EXTRACTORS
        and not kind.startswith("image/")
        and bool(_name(part))
    )


def _name(part: Part) -> str:
    return part.fact("resourceName", "tk:resource-name")


def _unpack(answer: tuple[int, bytes], parts: Sequence[Part], members: Members) -> None:
    """Take the bytes of embedded documents from the archive of them all."""
    status, content = answer
    wanted = {Path(_name(part)).name for part in parts[1:] if _is_artefact(part)}
    if status != READ:
        members.problem(f"{len(wanted)} embedded files: Tika answered HTTP {status}")
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                name = Path(entry.filename).name
                named = next((w for w in wanted if name.endswith(w)), "")
                if named and members.fits(named, entry.file_size):
                    members.take(named, archive.read(entry))
    except zipfile.BadZipFile as error:
        members.problem(f"{len(wanted)} embedded files: {error}")


def call(
    verb: str,
    endpoint: str,
    service: str,
    seconds: float,
    content: Any = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    """Status and body of one call; TikaFaultError if there is no answer."""
    client, session = _client()
    options = {"timeout": (min(seconds, 10.0), seconds), "verify": _authorities()}
    try:
        status, body = client.callServer(
            verb,
            endpoint.rstrip("/"),
            service,
            content,
            dict(headers or {}),
            rawResponse=True,
            requestOptions=options,
            httpVerbs={"put": session.put, "get": session.get},
        )
    except client.requests.exceptions.SSLError as error:
        raise TikaFaultError("its certificate is not trusted") from error
    except client.requests.exceptions.Timeout as error:
        raise TikaFaultError(f"did not answer within {seconds:g} seconds") from error
    except client.requests.exceptions.RequestException as error:
        raise TikaFaultError("ended the connection, or took none") from error
    return int(status), bytes(body)


def _authorities() -> str | bool:
    """The file of trusted authorities if one is set; the check is always on."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or True


@cache
def _client() -> tuple[Any, Any]:
    """The package and a session that keeps connections; one for each process.

    Imported here and nowhere else: it must be told first to start no server of its
    own and to keep no log file.
    """
    os.environ["TIKA_CLIENT_ONLY"] = "1"
    os.environ["TIKA_LOG_FILE"] = ""
    client = import_module("tika.tika")
    client.log.disabled = True  # what it would warn of, its caller says
    return client, client.requests.Session()


def shown(endpoint: str) -> str:
    """An endpoint as it may be shown: without user and password."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


__all__ = [
    "INSTEAD",
    "VERSION",
    "TikaFaultError",
    "call",
    "extract_tika",
    "leads",
    "shown",
]
