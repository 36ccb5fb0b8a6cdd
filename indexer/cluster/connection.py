"""A connection to a cluster: how it is reached, and its errors as one sentence each."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from opensearchpy import OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    ConnectionError,
    ConnectionTimeout,
    OpenSearchException,
    SSLError,
    TransportError,
)

from indexer.query import EngineUnavailableError

T = TypeVar("T")
OLDEST = 3  # major version of OpenSearch that this is tested with
SET_ASIDE = 5  # seconds that a dead node is not asked; the client's own is 60 and grows
PATIENCE = 30.0  # seconds in which a new cluster manager is elected, with room
TRANSIENT = (502, 503, 504)
FULL = (
    "the disks of the OpenSearch nodes are nearly full and its indexes read-only; free"
    " space, the nodes lift the block by themselves"
)


@dataclass(frozen=True, slots=True)
class Access:
    """How a cluster is reached; times are seconds."""

    urls: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    authority: Path | None = None  # a file of certificates; None for the known ones
    verify: bool = True
    timeout: float = 10.0
    threads: int = 40  # as many as answer requests


class Connection:
    """A client of a cluster whose failures are EngineUnavailableError."""

    def __init__(self, access: Access) -> None:
        self._access = access
        parts = [urlsplit(url) for url in access.urls]
        self.shown = ", ".join(f"{p.hostname}:{p.port or 9200}" for p in parts)
        self.client = _client(access)

    def call(self, call: Callable[[OpenSearch], T], patience: float = 0.0) -> T:
        """What the call gives; failures of the service are tried again for a while."""
        until, pause = time.monotonic() + patience, 0.5
        while True:
            try:
                return call(self.client)
            except OpenSearchException as error:
                if not _transient(error) or time.monotonic() + pause > until:
                    raise EngineUnavailableError(self.sentence(error)) from error
            time.sleep(pause)
            pause = min(pause * 2, 8.0)

    def require_version(self) -> None:
        """Refuse a server that this program was not made for."""
        told = self.call(lambda client: client.info(), PATIENCE)["version"]
        number = str(told.get("number", "?"))
        if told.get("distribution") != "opensearch":
            raise EngineUnavailableError(
                f"the server at {self.shown} is no OpenSearch (version {number})"
            )
        if int(number.partition(".")[0]) < OLDEST:
            raise EngineUnavailableError(
                f"OpenSearch at {self.shown} is version {number};"
                f" {OLDEST}.0 or newer is needed"
            )

    def require_health(self, indexes: str = "") -> None:
        """Refuse a cluster that lacks a part of these indexes, or of any."""
        named = {"index": indexes} if indexes else {}
        told = self.call(lambda client: client.cluster.health(**named))
        if told["status"] == "red":
            raise EngineUnavailableError(
                f"OpenSearch cluster {told['cluster_name']!r} is red:"
                f" {told['unassigned_shards']} shards are on no node that answers;"
                " bring the missing nodes back, or see its _cluster/allocation/explain"
            )

    def sentence(self, error: OpenSearchException) -> str:
        """What went wrong, where, and what to do."""
        where, access = f"OpenSearch at {self.shown}", self._access
        match error:
            case SSLError():
                return (
                    f"the certificate of {where} is not trusted ({_cause(error)});"
                    " name the file of its authority in BLUEPRINTS_OPENSEARCH_CA"
                )
            case ConnectionTimeout():
                return f"{where} did not answer in {access.timeout:g} s"
            case ConnectionError():
                return f"{where} does not answer ({_cause(error)}); is it running"
            case AuthenticationException():
                who = f"user {access.user!r}" if access.user else "this program"
                return (
                    f"{where} refused the password or key of {who};"
                    " see BLUEPRINTS_OPENSEARCH_USER, _PASSWORD, _API_KEY"
                )
            case TransportError():
                kind, reason = told(error.info)
                if is_block(kind, reason):
                    return FULL
                return f"{where}: {reason or error.error} ({error.status_code})"
        return f"{where}: {error}"


def _client(access: Access) -> OpenSearch:
    more: dict[str, Any] = {}
    if access.authority:
        more["ca_certs"] = str(access.authority)
    key = {"Authorization": f"ApiKey {access.api_key}"} if access.api_key else None
    return OpenSearch(
        list(access.urls),
        http_auth=(access.user, access.password) if access.user else None,
        headers=key,
        verify_certs=access.verify,
        ssl_show_warn=False,
        timeout=access.timeout,
        pool_maxsize=access.threads,
        max_retries=max(1, len(access.urls) - 1),
        retry_on_timeout=len(access.urls) > 1,
        dead_timeout=SET_ASIDE,
        **more,
    )


def told(info: Any) -> tuple[str, str]:
    """The type and the reason of an error as OpenSearch tells it, its cause if any."""
    error = info.get("error", info) if isinstance(info, Mapping) else {}
    if not isinstance(error, Mapping):
        return "", str(error)
    roots = error.get("root_cause") or [error]
    reason = str(roots[0].get("reason", ""))
    cause = error.get("caused_by") or roots[0].get("caused_by") or {}
    if cause.get("reason") and cause["reason"] not in reason:
        reason = f"{reason}: {cause['reason']}"
    return str(roots[0].get("type", "")), reason[:500]


def is_block(kind: str, reason: str) -> bool:
    """Whether an error is the block of indexes that a full disk brings."""
    return kind == "index_create_block_exception" or (
        kind == "cluster_block_exception" and "read-only" in reason
    )


def _transient(error: OpenSearchException) -> bool:
    match error:
        case SSLError():
            return False
        case ConnectionError():
            return True
        case TransportError(status_code=500):
            return "node_not_connected" in str(error.info)
        case TransportError():
            return error.status_code in TRANSIENT
    return False


def _cause(error: TransportError) -> str:
    """The innermost reason, without the objects of the HTTP library around it."""
    text = str(error.info).rstrip(")")
    return text.rpartition("] ")[2].rpartition(": ")[2].strip("'\"()").lower()
