"""The `blueprints` command: its verbs, and the one place that wires all rooms."""

import logging
import re
import socket
import sys
from asyncio import CancelledError
from collections.abc import Iterable
from dataclasses import asdict, fields
from importlib import import_module
from importlib.metadata import version as installed
from typing import Annotated, Any

import typer

from indexer.query import EngineUnavailableError
from indexer.reason import reason_of
from mappings.load import MappingError
from pipelines.building.accounting import is_demonstration
from pipelines.bundle import Problem
from pipelines.command import exits, rendering
from pipelines.command.extract import extract
from pipelines.command.history import history
from pipelines.command.knobs import knobs, read_settings, unknown_variables
from pipelines.command.labelling import labelling
from pipelines.command.last_run import failures as rows_of
from pipelines.command.last_run import problems as problems_of
from pipelines.command.last_run import status as status_of
from pipelines.command.options import AsCsv, AsJson
from pipelines.command.purge import purge
from pipelines.command.questions import index_of, questions
from pipelines.command.rollback import index_rollback
from pipelines.command.runs import ingest, rebuild, worker
from pipelines.command.searches import searches
from pipelines.command.terminal import data, forgiving, say, show, table
from pipelines.errors import WrongUseError
from pipelines.evaluate.command import evaluation
from pipelines.storage.ledger import Row
from pipelines.wording import sentence_of
from settings import Settings

FILE = ("path", "size", "outcome", "status", "reason")  # what is told of one
ROOT_PATH = re.compile(r"(/[\w.~-]+)+", re.ASCII)
LEAVE = 5  # seconds that a server which is to end waits for who still fetches
DEMO_QUERIES = ("discharge summary", "ePMA training", "DCB0129 hazard log")

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog=exits.CODES,
)
config = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
generations = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
app.add_typer(questions)
app.add_typer(evaluation, name="evaluate", help="How good answers and labels are.")
app.add_typer(labelling, name="label", help="People's word on facet values.")
app.add_typer(config, name="config", help="The settings.")
app.add_typer(generations, name="index", help="The generations of the index.")
for verb in (ingest, worker, rebuild, extract, history, searches, purge):
    app.command()(verb)
generations.command("rollback")(index_rollback)


def _version(asked: bool) -> None:
    if asked:
        show([installed("blueprint-search")])
        raise typer.Exit


@app.callback()
def any_command(
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 (its callback has answered)
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="The version, and exit."
        ),
    ] = False,
) -> None:
    """Search over a library of Blueprints."""
    if context.invoked_subcommand != "doctor":  # it tells them with the rest
        for sentence in unknown_variables():
            say(f"warning: {sentence}", "yellow")


@app.command()
def status(as_json: AsJson = False) -> None:
    """The last run, the files by outcome, the live index."""
    found = status_of(read_settings())
    if as_json:
        data({**found, "fault": str(found["fault"] or "")})
    else:
        show(rendering.state(found))
    if found["fault"]:
        raise found["fault"]


@app.command()
def failures(
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    metadata: Annotated[
        bool, typer.Option("--metadata", help="What was not understood instead.")
    ] = False,
    skipped: Annotated[
        bool, typer.Option("--skipped", help="What was left aside, and why, instead.")
    ] = False,
) -> None:
    """The files that failed or were read in part, and why."""
    if metadata and skipped:
        raise WrongUseError("--metadata and --skipped are two lists; ask for one")
    settings = read_settings()
    files = rows_of(settings, ["skipped"]) if skipped else rows_of(settings)
    rows = problems_of(settings) if metadata else _failed(files)
    if as_json:
        data(rows)
    elif as_csv:
        table((f.name for f in fields(Problem)) if metadata else FILE, rows)
    elif not rows:
        none = "no file was skipped" if skipped else "no file failed"
        say("all of the metadata was understood" if metadata else none)
    else:
        show(rendering.problems(rows) if metadata else rendering.failed(rows))


@app.command()
def doctor(as_json: AsJson = False) -> None:
    """Look at all that a run or a search needs, and say what to do."""
    # Loaded here: it needs the extractors, and what speaks to a broker.
    checkup = import_module("pipelines.command.doctor")
    findings = []
    for finding in checkup.examine(read_settings()):
        findings.append(finding)
        if not as_json:
            show(checkup.lines(finding))
    if as_json:
        data([asdict(f) for f in findings])
    verdicts = {f.verdict for f in findings}
    if "unreachable" in verdicts:
        raise typer.Exit(exits.UNAVAILABLE)
    raise typer.Exit(exits.USAGE if "bad" in verdicts else 0)


@app.command()
def serve(
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    root_path: Annotated[
        str, typer.Option(help="Path that a proxy takes off, like /find.")
    ] = "",
) -> None:
    """Serve the pages and the API until Ctrl-C."""
    if root_path and not ROOT_PATH.fullmatch(root_path):
        raise WrongUseError(f"--root-path is a path like /find: {root_path!r}")
    # Loaded here: the other verbs start in half the time without them.
    import uvicorn

    from api.app import create_app

    settings = read_settings()
    try:
        application = create_app(settings)
    except MappingError:
        raise
    except ValueError as error:  # a field that takes the name of a parameter
        raise WrongUseError(str(error)) from error
    with _listening(host, port) as listening:
        _welcome(settings, host, listening.getsockname()[1])
        server = uvicorn.Server(
            uvicorn.Config(
                application,
                root_path=root_path,
                log_level="warning",
                timeout_graceful_shutdown=LEAVE,
            )
        )
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            say("stopped")


@config.command("show")
def config_show(as_json: AsJson = False) -> None:
    """Every setting: its value, where that comes from, what it is for."""
    found = list(knobs(read_settings()))
    if as_json:
        data([asdict(knob) for knob in found])
    else:
        show(line for knob in found for line in rendering.knob(knob))


def main(arguments: list[str] | None = None) -> None:
    """Run the command; ends with SystemExit, whose code `--help` explains."""
    forgiving()
    try:
        app(args=arguments, prog_name="blueprints")
    except exits.EXPECTED as error:
        say(f"error: {sentence_of(error)}", "red")
        sys.exit(exits.code_of(error))


def _failed(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in FILE} for row in rows]


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = reason_of(error)
        raise WrongUseError(f"cannot listen on {host} port {port}: {reason}") from error


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of the server's log is more than the trace of an answer that it
    broke off itself when it ended, of which it has told how many there are.
    """
    error = record.exc_info and record.exc_info[1]
    return not isinstance(error, CancelledError)


def _welcome(settings: Settings, host: str, port: int) -> None:
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    say(f"serving on {address}/ until Ctrl-C", "bold")
    try:
        library = str(index_of(settings).manifest.get("library", ""))
    except EngineUnavailableError as error:
        say(str(error), "yellow")
        return
    if is_demonstration(library):
        say("three queries worth trying:")
        for query in DEMO_QUERIES:
            say(f"  {address}/search?q={query.replace(' ', '+')}")


if __name__ == "__main__":
    main()
