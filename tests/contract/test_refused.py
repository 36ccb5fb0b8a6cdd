"""What a cluster refuses in a run, as the run and its index account for it."""

from indexer.engines import generations_of
from indexer.generations import read_manifest
from pipelines.ingest import ingest
from pipelines.storage.ledger import OUTCOMES
from settings import Settings
from tests.pipelines.conftest import library, mappings
from tests.pipelines.runs import put

__all__ = ["library", "mappings"]  # fixtures


def test_what_the_engine_refuses_is_failed_in_the_account_of_its_index(
    clusters, opensearch_url, tmp_path, mappings, library
):
    put(library, "ward/blueprint.yaml", f"supplier: {'x' * 40_000}\n")
    settings = Settings(
        data=tmp_path / "data",
        mappings=mappings,
        workers=1,
        opensearch_url=opensearch_url,
        opensearch_prefix=clusters()._prefix,
    )
    run = ingest(settings, str(library))
    assert (run.indexed, run.failed, run.skipped) == (1, 2, 1)
    told = read_manifest(generations_of(settings), run.generation)["ledger"]
    assert all(told[name] == getattr(run, name) for name in ("found", *OUTCOMES))
    by_format = told["by_format"].values()
    assert sum(outcomes.get("failed", 0) for outcomes in by_format) == run.failed
