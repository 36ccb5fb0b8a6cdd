"""What an answer of the API costs beside the engine calls it makes."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from starlette.testclient import TestClient

from api.app import app_over
from benchmarks.table import Line, paired
from indexer.engine import Ask, Engine, Found
from indexer.index import Index

QUERIES = (
    "discharge summary",
    "EPMA",
    "DPIA template",
    "patient flow A&E",
    '"lessons learned" EPR cutover',
    "virtual ward frailty",
    "DCB0160 safety case",
    "",
)
ROUNDS = 7


class Recorder:
    """An engine that writes down what it is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.calls: list[Sequence[Ask]] = []

    def answer(self, asks: Sequence[Ask]) -> list[Found]:
        """What the engine answers."""
        self.calls.append(asks)
        return self._engine.answer(asks)


def lines(index: Index) -> Iterator[Line]:
    """Both views over some queries, against the same calls made alone."""
    client = TestClient(app_over(index))
    engine = index.live.engine
    for view in ("blueprints", "artefacts"):
        recorder = Recorder(engine)
        index.live.engine = recorder
        for query in QUERIES:
            assert client.get(f"/api/v1/{view}", params={"q": query}).is_success
        index.live.engine = engine

        def ask(view: str = view) -> None:
            for query in QUERIES:
                client.get(f"/api/v1/{view}", params={"q": query})

        def bare(calls: list[Sequence[Ask]] = recorder.calls) -> None:
            for asks in calls:
                engine.answer(asks)

        each = 1000 / len(QUERIES)
        api, alone, ratio = paired(ask, bare, ROUNDS)
        yield Line(
            f"API answer, {view}, 10 hits, all facets : its bare engine calls",
            f"{api * each:.1f} ms : {alone * each:.1f} ms,"
            f" {len(recorder.calls) / len(QUERIES):.1f} calls",
            ratio,
            1.3,
        )


def size(data: Path, library_text: int) -> Line:
    """The live generation on disk beside the text it was made of."""
    index = data / "index"
    live = index / (index / "current").read_text().strip()
    held = sum(p.stat().st_size for p in live.rglob("*") if p.is_file())
    return Line(
        "index on disk : extracted text",
        f"{held / 2**20:.1f} MiB : {library_text / 2**20:.1f} MiB",
        held / library_text,
        2.0,
    )
