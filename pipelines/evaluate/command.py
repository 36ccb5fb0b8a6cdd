"""The verb `evaluate`: how well the index answers judged questions."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from indexer.engines import generations_of
from indexer.index import Index
from mappings.load import load_mappings
from pipelines.command.knobs import read_settings
from pipelines.command.options import AsJson
from pipelines.command.terminal import data, show
from pipelines.errors import WrongUseError
from pipelines.evaluate.judgements import Judged, read_judged
from pipelines.evaluate.labels_command import labels
from settings import Settings

WORST = 10
FIGURE = 6  # letters of a share, as 0.9743


class Verbs(TyperGroup):
    """Questions are what is evaluated where the first word is no other verb."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments with the verb that is meant before them."""
        if args and args[0] not in (*self.commands, *ctx.help_option_names):
            args = ["questions", *args]
        return super().parse_args(ctx, args)


evaluation = typer.Typer(cls=Verbs, no_args_is_help=True, rich_markup_mode=None)
evaluation.command()(labels)


@evaluation.command()
def questions(
    judgements: Annotated[
        Path, typer.Argument(metavar="JUDGED", help="BEIR folder, or TSV file.")
    ],
    run: Annotated[
        Path | None, typer.Option("--run", help="Write the answers as a TREC run.")
    ] = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="Compare with this TREC run.")
    ] = None,
    depth: Annotated[int, typer.Option(min=1, max=100, help="Hits of each.")] = 100,
    each: Annotated[bool, typer.Option("--each", help="Every question too.")] = False,
    as_json: AsJson = False,
) -> None:
    """How well judged questions are answered.

    A TSV file (query, id, grade, perhaps kind and view) is asked of the live index; a
    BEIR folder is indexed first, in a place of its own.
    """
    judged = read_judged(judgements)
    runs, measures = _measuring()
    with _index(judgements, read_settings()) as index:
        found = runs.asked(index, judged, depth)
    if run:
        runs.write_run(found, run)
    values = measures.measured(found, judged)
    report: dict[str, Any] = {
        "questions": len(judged),
        "total": measures.totals(values),
        "kinds": _by_kind(judged, values, measures),
    }
    if each:
        report["each"] = [{"query": q.text, **values[q.id]} for q in judged]
    if against:
        before = measures.measured(runs.read_run(against), judged)
        report["against"] = _compared(measures.compared(before, values), judged)
    if as_json:
        data(report)
    else:
        show(_lines(report, judged, values))


def _measuring() -> tuple[Any, Any]:
    """What measures; it is installed on demand and loaded for this verb alone."""
    try:
        return (
            import_module("pipelines.evaluate.runs"),
            import_module("pipelines.evaluate.measures"),
        )
    except ModuleNotFoundError as error:
        raise WrongUseError(
            f"{error.name!r} is not installed; run: pip install"
            " 'blueprint-search[evaluate]'"
        ) from error


@contextmanager
def _index(judgements: Path, settings: Settings) -> Iterator[Index]:
    """The live index, or for a folder one of its texts that is gone afterwards."""
    mappings = load_mappings(settings.mappings)
    if not judgements.is_dir():
        yield Index(generations_of(settings), mappings)
        return
    index_collection = import_module("pipelines.evaluate.collection").index_collection
    with tempfile.TemporaryDirectory() as folder:
        apart = {
            "data": Path(folder),
            "opensearch_prefix": f"{settings.opensearch_prefix}-evaluate",
        }
        place = generations_of(settings.model_copy(update=apart))
        index_collection(judgements, place, mappings)
        try:
            yield Index(place, mappings)
        finally:
            for name in place.names():
                place.discard(name)


def _by_kind(
    judged: Sequence[Judged], values: Mapping[str, Mapping[str, float]], measures: Any
) -> dict[str, dict[str, float]]:
    kinds = dict.fromkeys(q.kind for q in judged if q.kind)
    return {
        kind: measures.totals({q.id: values[q.id] for q in judged if q.kind == kind})
        for kind in kinds
    }


def _compared(comparison: Any, judged: Sequence[Judged]) -> dict[str, Any]:
    texts = {q.id: q.text for q in judged}
    return {
        "before": comparison.before,
        "after": comparison.after,
        "chance": comparison.chance,
        "moved": [{"query": texts[q], "by": by} for q, by in comparison.moved],
    }


def _lines(
    report: Mapping[str, Any],
    judged: Sequence[Judged],
    values: Mapping[str, Mapping[str, float]],
) -> Iterator[str]:
    yield f"{report['questions']} questions"
    widths = {name: max(len(name), FIGURE) for name in report["total"]}
    yield f"{'':<14}" + "  ".join(f"{name:>{w}}" for name, w in widths.items())
    for kind, found in {**report["kinds"], "all": report["total"]}.items():
        figures = (f"{found[name]:{w}.4f}" for name, w in widths.items())
        yield f"{kind:<14}" + "  ".join(figures)
    if "each" in report:
        yield from (f"{e['nDCG@10']:.4f}  {e['query']}" for e in report["each"])
    yield "worst:"
    for question in sorted(judged, key=lambda q: values[q.id]["nDCG@10"])[:WORST]:
        yield f"{values[question.id]['nDCG@10']:.4f}  {question.text}"
    if "against" in report:
        moved = report["against"]
        yield (
            f"nDCG@10 {moved['before']:.4f} → {moved['after']:.4f},"
            f" by chance {moved['chance']:.4f}"
        )
        yield from (f"{m['by']:+.4f}  {m['query']}" for m in moved["moved"])
