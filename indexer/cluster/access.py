"""How a cluster is reached, and the client that reaches it so."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from opensearchpy import OpenSearch

PORTS = {"http": 9200, "https": 443}  # those of the client where a URL names none
SET_ASIDE = 5  # seconds that a dead node is not asked; the client's own is 60 and grows


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

    @property
    def shown(self) -> str:
        """The nodes as they may be shown: without a user or password in a URL."""
        parts = [urlsplit(url) for url in self.urls]
        ports = [p.port or PORTS[p.scheme] for p in parts]
        return ", ".join(f"{p.hostname}:{n}" for p, n in zip(parts, ports, strict=True))


def client_of(access: Access) -> OpenSearch:
    """A client; asks no server."""
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
