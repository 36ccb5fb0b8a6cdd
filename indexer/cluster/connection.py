"""A connection to a cluster: calls, tried again where that helps, and its health."""

import time
from collections.abc import Callable, Mapping
from typing import TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException

from indexer.cluster.access import Access, client_of
from indexer.cluster.faults import is_transient, sentence
from indexer.query import EngineUnavailableError

T = TypeVar("T")
OLDEST = 3  # major version of OpenSearch that this is tested with
PATIENCE = 30.0  # seconds in which a new cluster manager is elected, with room


class Connection:
    """A client of a cluster whose failures are EngineUnavailableError."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self.client = client_of(access)

    @property
    def shown(self) -> str:
        """Its nodes, for people."""
        return self.access.shown

    def call(self, call: Callable[[OpenSearch], T], patience: float = 0.0) -> T:
        """What the call gives; failures of the service are tried again for a while."""
        until, pause = time.monotonic() + patience, 0.5
        while True:
            try:
                return call(self.client)
            except OpenSearchException as error:
                said = sentence(error, self.access)
                if not is_transient(error) or time.monotonic() >= until:
                    raise EngineUnavailableError(said) from error
            time.sleep(pause)
            pause = min(pause * 2, 8.0)

    def require_version(self) -> None:
        """Refuse a server that this program was not made for."""
        answer = self.call(lambda client: client.info(), PATIENCE)
        told = answer.get("version", {}) if isinstance(answer, Mapping) else {}
        number = str(told.get("number", "?"))
        if told.get("distribution") != "opensearch":
            raise EngineUnavailableError(
                f"the server at {self.shown} is no OpenSearch (version {number});"
                " see BLUEPRINTS_OPENSEARCH_URL"
            )
        if int(number.partition(".")[0]) < OLDEST:
            raise EngineUnavailableError(
                f"OpenSearch at {self.shown} is version {number};"
                f" {OLDEST}.0 or newer is needed, upgrade it first"
            )

    def require_health(self, indexes: str, patience: int = 0) -> None:
        """Refuse a cluster that lacks a part of these indexes for so many seconds."""
        # A wait in vain is a 408. Without a request_timeout the client takes the
        # timeout for its own.
        told = self.call(
            lambda client: client.cluster.health(
                index=indexes,
                wait_for_status="yellow",
                timeout=f"{patience}s",
                request_timeout=self.access.timeout + patience,
                ignore=[408],
            )
        )
        if told["status"] == "red":
            lost = told["unassigned_shards"] + told["initializing_shards"]
            raise EngineUnavailableError(
                f"OpenSearch cluster {told['cluster_name']!r} is red:"
                f" {lost} of its shards are on no node that answers; bring the"
                " missing nodes back, or see its _cluster/allocation/explain"
            )
