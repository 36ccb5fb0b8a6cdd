"""How the command speaks of runs."""

from dataclasses import asdict

from pipelines.command.rendering import ended
from pipelines.ingest import ingest


def test_large_numbers_are_written_as_on_the_pages(settings, library):
    totals = asdict(ingest(settings, str(library)))
    told = list(ended(totals | {"found": 3067, "indexed": 2975, "parsed": 1}))
    assert told[0].startswith("3,067 files found: 2,975 indexed, ")
    assert told[1].startswith("1 file read, 0 gone; ")
