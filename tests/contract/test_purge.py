"""A purge where the index is on a cluster: one generation is left, and none beside."""

import pytest

from indexer.engine import CURRENT
from indexer.engines import generations_of
from indexer.generations import rollback
from indexer.query import IndexMissingError
from pipelines.ingest import ingest
from pipelines.purge import purge
from settings import Settings
from tests.pipelines.conftest import mappings
from tests.pipelines.test_purge import library, marked, redact

__all__ = ["library", "mappings"]  # fixtures


def test_one_generation_is_left(clusters, opensearch_url, tmp_path, mappings, library):
    alone = Settings(data=tmp_path / "data", mappings=mappings, workers=1)
    ingest(alone, str(library))  # before there was a cluster
    prefix = clusters()._prefix
    settings = alone.model_copy(
        update={"opensearch_url": opensearch_url, "opensearch_prefix": prefix}
    )
    ingest(settings, str(library))
    redact(library)
    ingest(settings, str(library))
    place = generations_of(settings)
    assert len(place.names()) == 2
    assert all(place.size(name) > 0 for name in place.names())
    told = purge(settings, dry_run=True)
    assert told.generations == 3
    done = purge(settings)
    assert (done.generations, done.bytes > 0) == (3, True)
    assert place.names() == [done.generation]
    assert place.pointed(CURRENT) == done.generation
    assert marked(settings.data) == {}
    with pytest.raises(IndexMissingError, match="no earlier generation"):
        rollback(generations_of(settings))
    assert not ingest(settings, str(library)).built
