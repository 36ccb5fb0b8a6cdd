"""The verb `evaluate labels`: how right the labels are that the rules give."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipelines.command.knobs import read_settings
from pipelines.command.options import AsJson
from pipelines.command.terminal import data, show

if TYPE_CHECKING:
    from pipelines.evaluate.labels import Figures


def labels(
    known: Annotated[
        Path | None,
        typer.Option(
            metavar="TABLE",
            help="CSV of folder, path and ids by field; else what the"
            " demonstration library says of itself.",
        ),
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="The rules, without what people gave.")
    ] = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="What went wrong, by kind.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """How right the labels are of the library that was ingested last.

    Made anew from what was read, and compared with what people know of each file.
    """
    # Loaded late: what it takes slows every verb's start.
    made = import_module("pipelines.evaluate.labels_of_library").labelled(
        read_settings(), known, alone
    )
    report: dict[str, Any] = {
        "library": made.library,
        "documents": made.documents,
        "misplaced": made.misplaced,
        "fields": {name: f.told(errors) for name, f in made.figures.items()},
    }
    if as_json:
        data(report)
    else:
        show(_lines(report, made.figures, errors))


def _lines(
    report: Mapping[str, Any], found: "Mapping[str, Figures]", errors: bool
) -> Iterator[str]:
    yield f"{report['library']}: {report['documents']} documents known"
    yield (
        f"{'field':<15}{'precision':>10}{'recall':>8}{'F1':>7}{'says':>7}"
        f"{'high':>7}{'first 2':>9}"
    )
    for name, f in found.items():
        yield (
            f"{name:<15}{f.precision:>10.3f}{f.recall:>8.3f}{f.f1:>7.3f}"
            f"{f.says:>7.2f}{f.precision_of('high'):>7.2f}{f.first_two:>9.2f}"
        )
    yield f"evidence not where it says: {report['misplaced']}"
    if errors:
        for name, f in found.items():
            yield f"{name}:"
            yield from (f"{count:>6}  {what}" for what, count in f.errors.most_common())
