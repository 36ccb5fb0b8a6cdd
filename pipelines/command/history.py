"""The verb of what changed in the library: history."""

from typing import Annotated, Any

import typer

from pipelines.building.history import FILE, FILES, LABELS, History
from pipelines.command.knobs import read_settings
from pipelines.command.options import AsJson
from pipelines.command.terminal import data, say, show


def history(
    blueprint: Annotated[str, typer.Argument(metavar="[BLUEPRINT]")] = "",
    as_json: AsJson = False,
) -> None:
    """What changed in a Blueprint, or in all, the newest first."""
    found = History(read_settings().data / FILE).entries(blueprint)
    if as_json:
        data(found)
    elif not found:
        say("no change is known" + (f" of {blueprint!r}" if blueprint else ""))
    else:
        show(
            line
            for name, entries in sorted(found.items())
            for entry in entries
            for line in _entry(name, entry)
        )


def _entry(name: str, entry: Any) -> tuple[str, ...]:
    head = f"{name}  {entry['date']}" + ("  new" if entry["first"] else "")
    files = [f"  {what}: {path}" for what in FILES for path in entry[what]]
    labels = [
        f"  {what}: {la['field']} {la['value']}"
        for what in LABELS
        for la in entry[what]
    ]
    cut = [f"  and {entry['cut']} more"] if entry["cut"] else []
    return (head, *files, *labels, *cut)
