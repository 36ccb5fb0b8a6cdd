"""The verbs that ask the index: search, similar, export."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

import typer

from indexer.documents import EVERYONE
from indexer.engines import generations_of
from indexer.index import Index
from indexer.query import Hit, Query
from mappings.load import load_mappings
from pipelines.command import answers, queries
from pipelines.command.knobs import read_settings
from pipelines.command.options import AsJson
from pipelines.command.terminal import data, say, show, table
from pipelines.errors import WrongUseError
from settings import Settings

TOP = 100  # hits or pages that a search may ask for

questions = typer.Typer()

Words = Annotated[
    list[str] | None,
    typer.Argument(help="Words to look for; put -- before words that begin with -."),
]
View = Annotated[str, typer.Option(help="blueprints or artefacts.")]
Facets = Annotated[
    list[str] | None,
    typer.Option("--facet", metavar="FIELD=VALUE", help="Only these; repeatable."),
]
Without = Annotated[
    list[str] | None,
    typer.Option("--exclude", metavar="FIELD=VALUE", help="All but these; repeatable."),
]
Synonyms = Annotated[bool, typer.Option(help="Search other names of a thing too.")]


@questions.command()
def search(
    words: Words = None,
    view: View = "blueprints",
    size: Annotated[int, typer.Option(min=0, max=TOP, help="Hits shown.")] = 10,
    page: Annotated[int, typer.Option(min=1, max=TOP, help="Page, from 1.")] = 1,
    facet: Facets = None,
    exclude: Without = None,
    synonyms: Synonyms = True,
    as_json: AsJson = False,
) -> None:
    """Search as the pages do.

    Words, "phrases", -not, OR, word*, field:value.
    """
    index = index_of(read_settings())
    query = _query(index, words, view, facet, exclude)
    query = replace(query, page=page, size=size, synonyms=synonyms, facets=())
    if as_json:
        data(answers.plain_answer(index.search(query)))
        return
    wider = [replace(query, selections=(), page=1)] if query.selections else []
    result = index.search(query, wider)
    show(answers.answer(result, query, index.lexicon.schema))


@questions.command()
def similar(
    blueprint: Annotated[str, typer.Argument(metavar="ID", help="Of a Blueprint.")],
    size: Annotated[int, typer.Option(min=1, max=TOP)] = 5,
    as_json: AsJson = False,
) -> None:
    """The Blueprints most like one, and why."""
    index = index_of(read_settings())
    if index.open("blueprint", blueprint) is None:
        raise WrongUseError(f"no Blueprint has the id {blueprint!r}")
    found = index.similar(blueprint, (EVERYONE,), size)
    if as_json:
        data([answers.plain_similar(one) for one in found])
    elif not found:
        say(f"no other Blueprint is like {blueprint!r}")
    else:
        show(answers.similar(found, index.lexicon.mappings))


@questions.command()
def export(
    words: Words = None,
    form: Annotated[str, typer.Option("--format", help="ndjson or csv.")] = "ndjson",
    view: View = "blueprints",
    facet: Facets = None,
    exclude: Without = None,
    synonyms: Synonyms = True,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Why each value is there instead.")
    ] = False,
) -> None:
    """All hits of a search, or everything."""
    if form not in ("ndjson", "csv"):
        raise WrongUseError(f"--format {form!r} must be ndjson or csv")
    index = index_of(read_settings())
    query = _query(index, words, view, facet, exclude)
    hits = queries.every(index, replace(query, synonyms=synonyms))
    facets = tuple(f.name for f in index.lexicon.schema.facets)
    rows: Iterator[dict[str, Any]]
    heads = (*answers.HIT, *facets)
    if evidence:
        heads = answers.REASON
        rows = (why for hit in hits for why in _reasons(index, hit))
    elif form == "csv":
        rows = (answers.row_of(hit, facets) for hit in hits)
    else:
        rows = map(answers.plain_hit, hits)
    if form == "csv":
        table(heads, rows)
    else:
        for row in rows:
            data(row)


def _reasons(index: Index, hit: Hit) -> Iterator[dict[str, Any]]:
    """Why a hit has its values; nothing if it has gone since it was found."""
    opened = index.open(hit.kind, hit.id)
    if opened is None:
        return iter(())
    return answers.reasons(opened, index.lexicon, index.live.written())


def index_of(settings: Settings) -> Index:
    """The index of the data folder; it is looked for at the first question."""
    return Index(generations_of(settings), load_mappings(settings.mappings))


def _query(
    index: Index,
    words: list[str] | None,
    view: str,
    facet: list[str] | None,
    exclude: list[str] | None,
) -> Query:
    chosen = queries.selections(index, facet or (), exclude or ())
    return Query(queries.view_of(view), " ".join(words or ()), chosen)
