"""Looks at everything a run or a search needs, and says what to do."""

import importlib.util
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from shlex import quote
from typing import Literal

from redis import Redis
from redis.exceptions import RedisError
from rich.text import Text

from indexer.engine import CURRENT
from indexer.engines import generations_of
from indexer.index import Index
from indexer.query import (
    EngineUnavailableError,
    IndexDamagedError,
    IndexMissingError,
    IndexRefusedError,
)
from indexer.reason import reason_of
from mappings.load import MappingError, Mappings, load_mappings
from pipelines.command.knobs import masked, unknown_variables
from pipelines.command.terminal import clean
from pipelines.errors import IngestError
from pipelines.extract import VERSION
from pipelines.extract.file import Limits
from pipelines.extract.tika import TikaFaultError
from pipelines.reading.jobs import Job, Terms
from pipelines.reading.tika import endpoints, version_of
from pipelines.reading.wiring import EXTRACT
from pipelines.reading.workers import Worker
from pipelines.storage.ledger import FILE, Ledger
from pipelines.storage.lock import holder
from pipelines.storage.objects import Objects
from settings import Settings

LITTLE = 2**30  # bytes of free disk below which a run may end early
SECONDS = 5  # for a broker to answer
VERSION_SHOWN = 200  # letters of what a service says of itself
STYLES = {"ok": "green", "note": "yellow", "bad": "red", "unreachable": "red"}
START = "start it, or take it out of the settings"


Verdict = Literal["ok", "note", "bad", "unreachable"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do where it is not well."""

    name: str
    verdict: Verdict
    detail: str
    remedy: str = ""


def lines(found: Finding) -> Iterator[Text]:
    """One finding as people read it."""
    line = Text(f"{found.verdict:<12}", STYLES[found.verdict])
    yield line.append(clean(f"{found.name}: {found.detail}"), "default")
    if found.remedy and found.verdict != "ok":
        yield Text(clean(f"{'':<12}{found.remedy}"))


def examine(settings: Settings) -> Iterator[Finding]:
    """Everything, one after the other."""
    engine = f"tantivy {version('tantivy')}"
    yield Finding("python", "ok", f"{platform.python_version()}, {engine}")
    yield from map(_unknown, unknown_variables())
    yield _data(settings.data)
    try:
        mappings = load_mappings(settings.mappings)
    except MappingError as error:
        yield Finding("mappings", "bad", str(error), "correct the file")
    else:
        facets = len(mappings.schema.facets)
        yield Finding("mappings", "ok", f"{facets} facets")
        yield _index(settings, mappings)
    yield _ledger(settings.data)
    yield _records(settings.record_store)
    yield _spacy(settings.spacy_pipeline)
    yield _workers(settings)
    for name, urls, ask in (
        ("Tika", endpoints(settings.tika_endpoint), version_of),
        ("broker", filter(None, [settings.broker_url]), _broker),
    ):
        yield from _service(name, urls, ask)


def _unknown(sentence: str) -> Finding:
    return Finding("settings", "note", sentence, "see: blueprints config show")


def _data(folder: Path) -> Finding:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        detail = f"{folder} cannot be written: {reason_of(error)}"
        return Finding("data", "bad", detail, "set BLUEPRINTS_DATA to another folder")
    detail = f"{folder.resolve()}, {free / 2**30:.1f} GiB free"
    if free < LITTLE:
        return Finding("data", "note", detail, "make room before the next ingest")
    return Finding("data", "ok", detail)


def _index(settings: Settings, mappings: Mappings) -> Finding:
    place = generations_of(settings)
    try:
        if place.pointed(CURRENT) is None:
            remedy = "run: blueprints ingest FOLDER"
            return Finding("index", "note", f"none yet in {place}", remedy)
        manifest = Index(place, mappings).manifest
    except (IndexMissingError, IndexDamagedError) as error:
        return Finding("index", "bad", str(error), "run: blueprints rebuild")
    except IndexRefusedError as error:
        return Finding("index", "bad", str(error), "let this user write there")
    except EngineUnavailableError as error:
        return Finding("index", "unreachable", str(error), START)
    counts = ", ".join(f"{n} {name}" for name, n in manifest["counts"].items())
    detail = f"{manifest['generation']} in {place}, {counts}"
    if manifest.get("mappings") != mappings.digest:
        other = f"{detail}, made with other mappings"
        return Finding("index", "note", other, "run: blueprints rebuild")
    return Finding("index", "ok", detail)


def _ledger(data: Path) -> Finding:
    hint = "run: blueprints ingest FOLDER"
    path = data / FILE
    if not path.exists():
        return Finding("ledger", "note", "no run yet", hint)
    try:
        with closing(Ledger(path, write=False)) as ledger:
            run = ledger.last_run()
    except IngestError as error:
        return Finding("ledger", "bad", str(error), "do as it says")
    if run is None:
        return Finding("ledger", "note", "no run yet", hint)
    if run["finished"] is None and (who := holder(data)):
        return Finding("ledger", "ok", f"run {run['run']} goes on: {who}")
    if run["finished"] is None:
        remedy = f"run: blueprints ingest {quote(run['library'])}"
        return Finding("ledger", "note", f"run {run['run']} did not finish", remedy)
    return Finding("ledger", "ok", f"run {run['run']} finished {run['finished']}")


def _records(url: str) -> Finding:
    remedy = "set BLUEPRINTS_RECORDS to a folder or URL that can be written"
    try:
        place = Objects(url)
        place.write("tmp/probe", b"a probe")
        place.remove("tmp/probe")
    except IngestError as error:
        return Finding("records", "bad", masked(str(error)), remedy)
    return Finding("records", "ok", masked(place.url))


def _spacy(pipeline: str) -> Finding:
    if not pipeline:
        return Finding("spaCy", "ok", "phrases only, no trained pipeline is set")
    if Path(pipeline).is_dir() or importlib.util.find_spec(pipeline):
        return Finding("spaCy", "ok", pipeline)
    remedy = f"install it, as with: python -m spacy download {pipeline}"
    return Finding("spaCy", "bad", f"pipeline {pipeline!r} is not installed", remedy)


def _workers(settings: Settings) -> Finding:
    """Reads a file in a real worker process, within the limits that are set."""
    count = settings.workers or os.cpu_count() or 1
    limits = f"{settings.memory_mb} MiB and {settings.timeout_seconds:g} s each"
    detail = f"{count} of {limits}"
    remedy = "raise BLUEPRINTS_MEMORY_MB or BLUEPRINTS_TIMEOUT_SECONDS"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "probe.txt"
        path.write_text("a probe", "utf-8")
        terms = Terms(
            EXTRACT,
            VERSION,
            str(Path(folder) / "records"),
            Limits(),
            settings.memory_mb * 2**20,
            settings.timeout_seconds,
        )
        worker = Worker(terms)
        try:
            reading = worker.read(Job(str(path), path.name, "0" * 64, 7))
        except IngestError as error:
            return Finding("workers", "bad", f"{detail}: {error}", remedy)
        finally:
            worker.close()
    if reading.status != "ok":
        return Finding("workers", "bad", f"{detail}: {reading.reason}", remedy)
    return Finding("workers", "ok", detail)


def _service(
    name: str, urls: Iterable[str], ask: Callable[[str], str]
) -> Iterator[Finding]:
    for url in urls:
        shown = masked(url)
        try:
            yield Finding(name, "ok", f"{shown}, {ask(url)[:VERSION_SHOWN]}")
        except TikaFaultError as error:
            yield Finding(name, "unreachable", f"{shown} {error}", START)
        except (RedisError, OSError, ValueError) as error:
            detail = f"{shown} does not answer ({type(error).__name__})"
            yield Finding(name, "unreachable", detail, START)


def _broker(url: str) -> str:
    with Redis.from_url(
        url, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
    ) as broker:
        return f"version {broker.info('server')['redis_version']}"
