"""Writes a demonstration library to a folder, all of it or nothing."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from demo.catalogue import Catalogue, catalogue, metadata
from demo.library import library
from demo.make import Made, make
from demo.paper import LABEL
from demo.plan import Blueprint
from demo.truth import NAME, blueprint_truth
from demo.words import words

CATALOGUE = "catalogue.xlsx"
METADATA = "blueprint.yaml"


class NotADemoError(ValueError):
    """The folder holds something that this program did not make."""


def write_library(
    folder: Path, seed: int, count: int, processes: int = 0
) -> Iterator[str]:
    """Yields the folder's name of each Blueprint as it is written.

    The library stands in `folder` when the iterator ends, and nothing does before. A
    demonstration library that was there is replaced; NotADemoError for anything else.
    """
    _refuse(folder)
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        truths = []
        for truth in _blueprints(part, seed, count, processes or os.cpu_count() or 1):
            truths.append(truth)
            yield truth["folder"]
        index = catalogue(words(), seed, tuple(plans(seed, count).values()))
        (part / CATALOGUE).write_bytes(index.content)
        whole = _truth(seed, count, truths, index)
        written = json.dumps(whole, indent=1, ensure_ascii=False)
        (part / NAME).write_text(written, "utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


@cache
def plans(seed: int, count: int) -> dict[int, Blueprint]:
    """The library's Blueprints by number."""
    return {plan.number: plan for plan in library(words(), seed, count)}


def _refuse(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise NotADemoError(f"{folder}: not a folder")
    if any(folder.iterdir()) and not (folder / NAME).is_file():
        raise NotADemoError(f"{folder}: holds files that are no demonstration library")


def _blueprints(
    root: Path, seed: int, count: int, processes: int
) -> Iterator[dict[str, Any]]:
    """The truth of each Blueprint, in their order, as it is written below `root`."""
    tasks = [(root, seed, count, number) for number in plans(seed, count)]
    if processes == 1:
        yield from map(_blueprint, tasks)
        return
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(_blueprint, tasks, chunksize=2)


def _blueprint(task: tuple[Path, int, int, int]) -> dict[str, Any]:
    root, seed, count, number = task
    known = plans(seed, count)
    plan = known[number]
    made = tuple(make(words(), file, plan, known) for file in plan.files)
    _save(root / plan.folder, made)
    if plan.has_yaml:
        said = metadata(words(), seed, plan)
        (root / plan.folder / METADATA).write_text(said, "utf-8")
    return blueprint_truth(words(), plan, made, known)


def _save(folder: Path, made: Iterable[Made]) -> None:
    """Writes the files, each as old as its paper."""
    for one in made:
        path = folder / one.file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.content)
        stamp = datetime.fromisoformat(f"{one.date}T09:00:00").replace(tzinfo=UTC)
        os.utime(path, (stamp.timestamp(), stamp.timestamp()))


def _truth(
    seed: int, count: int, truths: list[dict[str, Any]], index: Catalogue
) -> dict[str, Any]:
    return {
        "label": LABEL,
        "seed": seed,
        "count": count,
        "files": sum(len(truth["files"]) for truth in truths),
        "catalogue": {
            "without_folder": list(index.elsewhere),
            "senseless": [
                {"row": row, "column": column, "value": value}
                for row, column, value in index.senseless
            ],
        },
        "blueprints": truths,
    }
