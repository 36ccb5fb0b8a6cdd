"""The verbs of people's word on facet values: label."""

from dataclasses import asdict, fields, replace
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from indexer.judgements.judging import Claim, judgement_of
from indexer.judgements.log import LOG, Judgement, Log, Words
from indexer.judgements.review import Doubt, review, told
from indexer.judgements.standing import IN_FORCE, Standing
from indexer.query import QueryError
from indexer.wording import counted
from pipelines.command import worksheet
from pipelines.command.interrupts import interruptible
from pipelines.command.knobs import read_settings
from pipelines.command.options import AsCsv, AsJson
from pipelines.command.progress_bar import drawn
from pipelines.command.questions import index_of
from pipelines.command.terminal import data, messages, say, show, table
from pipelines.errors import WrongUseError
from settings import Settings

SHOWN = "`blueprints rebuild` shows what was written down"
NOBODY = "nobody has labelled anything yet"
HEADS = (*(f.name for f in fields(Judgement)), "state", "against")

labelling = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Id = Annotated[str, typer.Argument(metavar="ID", help="Of a Blueprint or artefact.")]
Facet = Annotated[
    str, typer.Argument(metavar="FIELD", help="Facet, as in searches; or FIELD=VALUE.")
]
Value = Annotated[str, typer.Argument(metavar="VALUE", help="Id or label of a term.")]
By = Annotated[str, typer.Option("--by", help="Your name; pages show it.")]
Why = Annotated[str, typer.Option("--why", help="What you saw; kept in the log.")]
Now = Annotated[bool, typer.Option("--rebuild", help="Show it at once.")]


@labelling.command()
def confirm(
    id_: Id, field: Facet, by: By, why: Why, value: Value = "", now: Now = False
) -> None:
    """Say that a value somebody or something suggested is right."""
    _write(Claim("confirm", id_, *_pair(field, value), by, why), now)


@labelling.command()
def reject(
    id_: Id, field: Facet, by: By, why: Why, value: Value = "", now: Now = False
) -> None:
    """Say that a value is wrong: it is taken away, whoever gave it."""
    _write(Claim("reject", id_, *_pair(field, value), by, why), now)


@labelling.command("set")
def set_(
    id_: Id, field: Facet, by: By, why: Why, value: Value = "", now: Now = False
) -> None:
    """Give a value that nobody suggested."""
    _write(Claim("set", id_, *_pair(field, value), by, why), now)


@labelling.command("list")
def list_(as_json: AsJson = False) -> None:
    """The labels people gave, with what is disputed or of no effect."""
    found = [_plain(s) for s in _told(read_settings()) if s.state != "overruled"]
    if as_json:
        data(found)
    elif not found:
        say(NOBODY)
    else:
        show(_line(one) for one in found)


@labelling.command("review")
def review_(
    size: Annotated[int, typer.Option(min=1, max=1000, help="How many.")] = 20,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """The values most worth a look.

    Disputed ones come first, then those most seen and least sure. As CSV it is a table
    to fill in, which `label import` reads.
    """
    settings = read_settings()
    index = index_of(settings)
    found = review(index, Log(settings.data / LOG).read(), size)
    if as_json:
        data([asdict(one) for one in found])
    elif as_csv:
        table(worksheet.HEADS, map(worksheet.asked, found))
    elif not found:
        say("there is nothing to review")
    else:
        show(line for one in found for line in _asked(one))


@labelling.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV.")],
    now: Now = False,
) -> None:
    """Write down the labels of a CSV, all of them or none.

    None is, if a row is wrong. The first row names the columns verdict, id, field,
    value, by and why. Rows without a verdict are left out, and those that say what was
    said before.
    """
    settings = read_settings()
    index, kept = index_of(settings), Log(settings.data / LOG)
    words = kept.read()
    made: list[Judgement] = []
    wrong = 0
    for number, claim in worksheet.filled(file.name, file.read_bytes()):
        try:
            made.append(judgement_of(index, words, claim))
        except QueryError as error:
            wrong += 1
            say(f"{file.name} row {number}: {error}", "yellow")
    if wrong:
        raise WrongUseError(f"nothing was written down: {counted(wrong, 'wrong row')}")
    new = [one for one in made if not _repeats(words, one)]
    kept.add(*new)
    known = len(made) - len(new)
    say(f"{counted(len(new), 'label')} written down, {known} known before")
    if new:
        _seen(settings, now)


@labelling.command()
def log(as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """Every decision ever made, the oldest first."""
    found = [_plain(s) for s in _told(read_settings())]
    if as_json:
        data(found)
    elif as_csv:
        table(HEADS, ({**one, "against": "; ".join(one["against"])} for one in found))
    elif not found:
        say(NOBODY)
    else:
        show(f"{one['at']}  {_line(one)}" for one in found)


def _pair(field: str, value: str) -> tuple[str, str]:
    """The field and the value, which may stand together as in searches."""
    if value:
        return field, value
    name, _, value = (part.strip() for part in field.partition("="))
    if not value:
        raise WrongUseError(
            f"no value of {name!r} is given; write {name} VALUE, or {name}=VALUE"
        )
    return name, value


def _write(claim: Claim, now: bool) -> None:
    settings = read_settings()
    log = Log(settings.data / LOG)
    judgement = judgement_of(index_of(settings), log.read(), claim)
    log.add(judgement)
    line = {**asdict(judgement), "state": "in force", "against": ()}
    say(f"written down: {_line(line)}")
    _seen(settings, now)


def _repeats(words: Words, new: Judgement) -> bool:
    """Whether the last word of this person on this value is the same."""
    about = (new.by, new.document, new.field, new.value, new.digest)
    before = [
        j.verdict
        for line in words.lines
        if (j := line.judgement)
        and (j.by, j.document, j.field, j.value, j.digest) == about
    ]
    return before[-1:] == [new.verdict]


def _seen(settings: Settings, now: bool) -> None:
    if now:
        # Loaded here: who only labels needs none of what makes an index.
        run = import_module("pipelines.ingest").rebuild
        with interruptible(SHOWN), drawn(messages()) as progress:
            run(settings, progress)
        say("the index has it")
    else:
        say("searches have it after the next `blueprints rebuild` or ingest")


def _told(settings: Settings) -> tuple[Standing, ...]:
    words = Log(settings.data / LOG).read()
    for number in words.damaged:
        say(f"line {number} of {LOG} cannot be read, and is ignored", "yellow")
    return told(index_of(settings), words) if words.lines else ()


def _plain(standing: Standing) -> dict[str, Any]:
    against = [f"{j.verdict} {j.label} by {j.by}" for j in standing.against]
    plain = asdict(replace(standing, against=()).judgement)
    return {**plain, "state": standing.state, "against": against}


def _line(one: dict[str, Any]) -> str:
    where = f"{one['document']} ({one['path']})" if one["path"] else one["document"]
    said = f"{one['verdict']} {one['field']} {one['label']!r} of {where}"
    state = "" if one["state"] == IN_FORCE[0] else f"; {one['state']}"
    against = f"; against it: {', '.join(one['against'])}" if one["against"] else ""
    return f"{said} by {one['by']} on {one['at'][:10]}: {one['why']}{state}{against}"


def _asked(one: Doubt) -> tuple[str, ...]:
    place = f", segment {one.segment}" if one.segment is not None else ""
    said = f"  {one.phrase!r} in {one.artefact}{place}" if one.phrase else ""
    given = f"  given: {', '.join(one.given)}" if one.given else ""
    head = (
        f"{one.document} {one.field} {one.value}  {one.title}: {one.label}?"
        f"  [{one.reason}, {one.band}, seen on {one.seen}]"
    )
    return tuple(line for line in (head, said, given) if line)
