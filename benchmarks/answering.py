"""What an answer of the API costs beside the engine calls it makes."""

import asyncio
from collections.abc import Iterator, MutableMapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from starlette.types import ASGIApp

from api.app import app_over, settle
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
ROUNDS = 21


class Recorder:
    """An engine that writes down what it is asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.calls: list[Sequence[Ask]] = []

    def answer(self, asks: Sequence[Ask]) -> list[Found]:
        """What the engine answers."""
        self.calls.append(asks)
        return self._engine.answer(asks)


async def get(app: ASGIApp, path: str, **parameters: str) -> int:
    """Ask the application itself, with no client or network between; the status."""
    status = 0

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        nonlocal status
        status = message.get("status", status)

    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "http_version": "1.1",
        "path": path,
        "raw_path": path.encode(),
        "query_string": urlencode(parameters).encode(),
        "headers": [],
        "root_path": "",
        "server": ("localhost", 80),
        "client": ("localhost", 1),
    }
    await app(scope, receive, send)
    return status


async def each(app: ASGIApp, view: str) -> None:
    """Ask all queries one after another, as one server would be.

    A task for each would start a thread for each, which no server does: it keeps its
    threads.
    """
    for query in QUERIES:
        status = await get(app, f"/api/v1/{view}", q=query)
        assert status == 200, f"{query!r}: {status}"


def lines(index: Index) -> Iterator[Line]:
    """Both views over some queries, against the same calls made alone."""
    with asyncio.Runner() as runner:
        yield from _lines(index, runner)


def _lines(index: Index, runner: asyncio.Runner) -> Iterator[Line]:
    app = app_over(index)
    engine = index.live.engine
    # What a generation reads once is no part of an answer.
    runner.run(get(app, "/api/v1/blueprints"))
    settle()  # as a server does
    for view in ("blueprints", "artefacts"):
        recorder = Recorder(engine)
        index.live.engine = recorder
        runner.run(each(app, view))
        index.live.engine = engine

        def ask(view: str = view) -> None:
            runner.run(each(app, view))

        def bare(calls: list[Sequence[Ask]] = recorder.calls) -> None:
            for asks in calls:
                engine.answer(asks)

        part = 1000 / len(QUERIES)
        api, alone, ratio = paired(ask, bare, ROUNDS)
        yield Line(
            f"API answer, {view}, 10 hits, all facets : its bare engine calls",
            f"{api * part:.1f} ms : {alone * part:.1f} ms,"
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
