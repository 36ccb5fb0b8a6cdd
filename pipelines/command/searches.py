"""The verb of what people searched for: searches."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from indexer.searches import STAMP, Question, Summary, read, summed
from indexer.wording import counted, number
from pipelines.command.knobs import read_settings
from pipelines.command.options import AsCsv, AsJson
from pipelines.command.terminal import data, say, show, table
from pipelines.errors import WrongUseError

MOST = 10  # questions told of each kind
NO_LOG = "no searches are written down; name a file in BLUEPRINTS_SEARCH_LOG"


def searches(
    days: Annotated[
        int, typer.Option(min=1, max=36_500, help="Of the last so many days.")
    ] = 30,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """What people searched for, how often, and what nothing answers."""
    file = read_settings().search_log
    if file is None:
        raise WrongUseError(NO_LOG)
    found, unread = read(file)
    since = (datetime.now(UTC) - timedelta(days=days)).strftime(STAMP)
    summary = summed([one for one in found if one.at >= since])
    if unread:
        say(f"{counted(unread, 'line')} of {file} cannot be read", "yellow")
    if as_json:
        data(asdict(summary) if summary else {})
    elif as_csv:
        questions = summary.questions if summary else ()
        table((f.name for f in fields(Question)), map(asdict, questions))
    elif summary:
        show(_lines(summary, days))
    else:
        say(f"no search in the last {counted(days, 'day')}")


def _lines(told: Summary, days: int) -> Iterator[str]:
    yield (
        f"{counted(told.searches, 'search', 'searches')} in"
        f" {counted(days, 'day')}, {told.since} to {told.until}"
    )
    yield (
        f"half of the answers took less than {told.median:.0f} ms, 19 of 20 less than"
        f" {told.slow:.0f} ms"
    )
    for what, count in (
        ("found nothing", told.nothing),
        ("found some of the words only", told.some_words),
        ("had a word misspelt", told.misspelt),
    ):
        yield f"{number(count):>6} {what} ({count / told.searches:.0%})"
    yield from _questions("asked most", told.questions)
    yield from _questions("nothing has all of the words", told.unanswered)


def _questions(head: str, questions: Iterable[Question]) -> Iterator[str]:
    for place, one in enumerate(list(questions)[:MOST]):
        if not place:
            yield ""
            yield head
        right = f"; “{one.suggestion}” was meant?" if one.suggestion else ""
        yield (
            f"{number(one.searches):>6} {one.text}:"
            f" {counted(one.blueprints, 'Blueprint')},"
            f" {counted(one.artefacts, 'artefact')}{right}"
        )
