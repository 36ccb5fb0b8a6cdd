"""A connection to a real cluster, and generations on it that go away."""

import secrets

import pytest

from indexer.cluster.access import Access
from indexer.cluster.connection import Connection
from indexer.cluster.generations import Cluster


@pytest.fixture(scope="session")
def connection(opensearch_url):
    return Connection(Access((opensearch_url,), timeout=60))


@pytest.fixture(scope="session")
def clusters(connection):
    """Makes clusters with a prefix of their own; what they made is removed."""
    prefixes = []

    def made(shards=1, to=connection):
        prefixes.append(f"contract-{secrets.token_hex(4)}")
        return Cluster(to, prefixes[-1], shards)

    yield made
    for prefix in prefixes:
        connection.client.indices.delete(index=f"{prefix}-*")
