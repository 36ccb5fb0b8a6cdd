"""The `blueprints` command: every verb, and the one place that wires all rooms."""

import json
import socket
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from importlib import import_module
from importlib.metadata import version as installed
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console

from indexer.generations import IndexMissingError
from indexer.index import Index, open_index
from indexer.query import EngineUnavailableError, Query, QueryError
from mappings.load import MappingError, load_mappings
from pipelines import asking, showing
from pipelines.drawing import drawn, say
from pipelines.errors import IngestError, LibraryError
from pipelines.places import is_remote, local_path
from pipelines.plain import forgiving
from pipelines.report import status as report
from settings import Settings

FAILED, UNEXPECTED, USAGE, UNAVAILABLE, INTERRUPTED = 3, 1, 2, 69, 130
DEMO_TRUTH = ".truth.json"
DEMO_QUERIES = ("discharge summary", "ePMA training", "DCB0129 hazard log")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Search over a library of Blueprints.",
)
config = typer.Typer(no_args_is_help=True, help="The settings.")
index_verbs = typer.Typer(no_args_is_help=True, help="The generations of the index.")
app.add_typer(config, name="config")
app.add_typer(index_verbs, name="index")

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
View = Annotated[str, typer.Option(help="artefacts or blueprints.")]
Facets = Annotated[
    list[str] | None, typer.Option("--facet", help="field=value; may be repeated.")
]
Without = Annotated[
    list[str] | None, typer.Option("--exclude", help="field=value to leave out.")
]


@app.command()
def ingest(
    source: Annotated[str, typer.Argument(metavar="SRC", help="Folder or URL.")],
    as_json: AsJson = False,
    fresh: Annotated[bool, typer.Option(help="Read every file again.")] = False,
    retry: Annotated[bool, typer.Option(help="Read failed files again.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Extraction processes.")
    ] = None,
) -> None:
    """Bring the index to what the library at SRC holds now."""
    settings = Settings()
    if workers:
        settings = settings.model_copy(update={"workers": workers})
    # Loaded here: a serving process must not hold the extractors.
    run = import_module("pipelines.ingest")
    with drawn(messages()) as progress:
        totals = run.ingest(settings, source, progress, fresh=fresh, retry=retry)
    _ended(asdict(totals), as_json)


@app.command()
def rebuild(as_json: AsJson = False) -> None:
    """Make all documents and the index anew from what was read; opens no file."""
    settings = Settings()
    run = import_module("pipelines.ingest")
    with drawn(messages()) as progress:
        totals = run.rebuild(settings, progress)
    _ended(asdict(totals), as_json)


@app.command()
def status(as_json: AsJson = False) -> None:
    """The last run, the files by outcome, the live index."""
    found = report(Settings())
    if as_json:
        data(found)
    else:
        for line in showing.state(found):
            out().print(line, soft_wrap=True)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Words to look for.")] = "",
    view: View = "blueprints",
    size: Annotated[int, typer.Option(min=0, max=100)] = 10,
    page: Annotated[int, typer.Option(min=1, max=100)] = 1,
    facet: Facets = None,
    exclude: Without = None,
    synonyms: bool = True,
    as_json: AsJson = False,
) -> None:
    """Search, as the pages do: words, "phrases", -not, OR, word*, field:value."""
    opened = _index(Settings())
    query = _query(opened, text, view, facet, exclude, synonyms)
    result = opened.search(replace(query, page=page, size=size, facets=()))
    if as_json:
        data(showing.plain_answer(result))
        return
    for line in showing.answer(result, (page - 1) * size + 1, view):
        out().print(line, soft_wrap=not out().is_terminal)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    host: str = "127.0.0.1",
) -> None:
    """Serve the pages and the API until Ctrl-C."""
    import uvicorn

    from api.app import create_app

    settings = Settings()
    application = create_app(settings)
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise QueryError("port", f"{host}:{port}", _reason(error)) from error
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listening.getsockname()[1]}"
    for line in _welcome(settings, address):
        say(messages(), line)
    server = uvicorn.Server(uvicorn.Config(application, log_level="warning"))
    try:
        with listening:
            server.run(sockets=[listening])
    except KeyboardInterrupt:
        say(messages(), "stopped")


@app.command()
def version() -> None:
    """The version of the program."""
    out().print(installed("blueprint-search"), highlight=False)


def main(arguments: list[str] | None = None) -> None:
    """Run the command; ends with SystemExit, its code as documented."""
    forgiving()
    try:
        app(args=arguments)
    except ERRORS as error:
        say(messages(), f"error: {_sentence(error)}", "red")
        sys.exit(_code(error))


ERRORS = (
    IngestError,
    MappingError,
    EngineUnavailableError,
    QueryError,
    ValidationError,
    ValueError,
)


def _code(error: Exception) -> int:
    if isinstance(error, IndexMissingError | LibraryError | ValueError):
        return USAGE
    return UNAVAILABLE if type(error) is EngineUnavailableError else UNEXPECTED


def _sentence(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    found = error.errors()[0]
    where = ".".join(map(str, found["loc"]))
    return f"setting {where}={found['input']!r}: {found['msg'].lower()}"


def messages() -> Console:
    """Where messages go: standard error."""
    return Console(stderr=True, highlight=False)


def out() -> Console:
    """Where data goes: standard output."""
    return Console(highlight=False)


def data(value: Any) -> None:
    """Print a line of JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def _index(settings: Settings) -> Index:
    return open_index(settings.data / "index", load_mappings(settings.mappings))


def _query(
    opened: Index,
    text: str,
    view: str,
    facet: list[str] | None,
    exclude: list[str] | None,
    synonyms: bool,
) -> Query:
    mappings = opened.lexicon.mappings
    chosen = asking.selections(mappings, facet or (), exclude or ())
    return Query(asking.view_of(view), text, chosen, synonyms=synonyms)


def _ended(totals: Mapping[str, Any], as_json: bool) -> None:
    """Say what a run came to, and leave with the code for it."""
    for line in showing.ended(totals):
        say(messages(), line)
    if as_json:
        data(dict(totals) | {"problems": len(totals["problems"])})
    raise typer.Exit(FAILED if totals["failed"] else 0)


def _welcome(settings: Settings, address: str) -> Iterable[str]:
    yield f"serving on {address}, Ctrl-C ends it"
    try:
        library = str(_index(settings).manifest.get("library", ""))
    except EngineUnavailableError as error:
        yield str(error)
        return
    if not is_remote(library) and (local_path(library) / DEMO_TRUTH).is_file():
        yield "three queries worth trying:"
        for query in DEMO_QUERIES:
            yield f"  {address}/search?q={query.replace(' ', '+')}"


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
