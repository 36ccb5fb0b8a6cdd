"""Which engine the settings ask for: a row each."""

from indexer.embedded.generations import Folder
from indexer.engine import Generations
from settings import Settings


def generations_of(settings: Settings) -> Generations:
    """Where the generations are kept that these settings mean; asks no server."""
    if settings.opensearch_url:
        return _cluster(settings)
    return folder_of(settings)


def folder_of(settings: Settings) -> Folder:
    """The folder that generations are kept in where no cluster is set."""
    return Folder(settings.data / "index")


def _cluster(settings: Settings) -> Generations:
    # Loaded here: its client takes a tenth of a second that one machine can save.
    from indexer.cluster.access import Access
    from indexer.cluster.connection import Connection
    from indexer.cluster.generations import Cluster

    urls = (url.strip() for url in settings.opensearch_url.split(","))
    access = Access(
        tuple(url for url in urls if url),
        settings.opensearch_user,
        settings.opensearch_password.get_secret_value(),
        settings.opensearch_api_key.get_secret_value(),
        settings.opensearch_ca,
        settings.opensearch_verify,
        settings.opensearch_timeout_seconds,
    )
    return Cluster(
        Connection(access), settings.opensearch_prefix, settings.opensearch_shards
    )
