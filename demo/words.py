"""The vocabulary of the demonstration library, read from vocabulary/*.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "vocabulary"
PHRASES = {
    "objects": "object",
    "problems": "problem",
    "doings": "doing",
    "measures": "measure",
    "ups": "up",
    "hazards": "hazard",
    "lessons": "lesson",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """What a Blueprint is about; `phrases` are its words by slot of the grammar."""

    key: str
    label: str  # of the technology; empty where it is about none
    project_type: str
    weight: int
    pillars: tuple[str, ...]
    settings: tuple[str, ...]
    writings: tuple[str, ...]
    products: tuple[tuple[str, str], ...]  # supplier, product
    phrases: Mapping[str, tuple[str, ...]]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """An invented organisation; `previous` is its name before a merger, if any."""

    name: str
    region: str
    settings: tuple[str, ...]
    previous: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, the section of the grammar under it and its shape."""

    heading: str
    section: str
    shape: str  # text, list, steps or the name of a table


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: how it is named and what stands in it."""

    key: str
    label: str
    family: str
    weight: int
    size: float
    shared: bool  # the same file in many Blueprints
    names: tuple[str, ...]
    title: str
    passages: tuple[Passage, ...]
    boilerplate: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns as header and template, and how many rows there may be."""

    headers: tuple[str, ...]
    cells: tuple[str, ...]
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What may stand before and after the clauses of some sections."""

    openers: tuple[str, ...]
    tails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that is written with."""

    topics: tuple[Topic, ...]
    organisations: tuple[Organisation, ...]
    kinds: Mapping[str, Kind]
    tables: Mapping[str, Table]
    lists: Mapping[str, tuple[str, ...]]  # sections and word lists by slot
    frames: Mapping[str, Frame]  # by section
    formats: Mapping[str, Mapping[str, float]]  # weights by family
    folders: tuple[str, ...]
    labels: Mapping[str, Any]


@cache
def words() -> Words:
    """All vocabulary; a file that lacks an entry raises KeyError with its name."""
    grammar, artefacts = _read("grammar"), _read("artefacts")
    lists = {**grammar["lists"], **grammar["sections"], **artefacts["lists"]}
    frames = {
        section: Frame(_lines(frame["openers"]), _lines(frame["tails"]))
        for frame in grammar["frames"].values()
        for section in frame["sections"]
    }
    return Words(
        topics=tuple(_topic(k, v) for k, v in _read("topics").items()),
        organisations=tuple(_organisation(line) for line in _read("organisations")),
        kinds={k: _kind(k, v) for k, v in artefacts["kinds"].items()},
        tables={k: _table(v) for k, v in artefacts["tables"].items()},
        lists={name: _lines(text) for name, text in lists.items()},
        frames=frames,
        formats=artefacts["formats"],
        folders=_lines(artefacts["folders"]),
        labels=_read("labels"),
    )


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line)


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(";"))


def _topic(key: str, entry: Mapping[str, Any]) -> Topic:
    products = [item.partition("|") for item in _items(entry["products"])]
    return Topic(
        key,
        entry["label"],
        entry["project_type"],
        entry["weight"],
        _items(entry["pillars"]),
        _items(entry["settings"]),
        _items(entry["writings"]),
        tuple((supplier, product) for supplier, _, product in products),
        {slot: _items(entry[name]) for name, slot in PHRASES.items()},
        _items(entry["titles"]),
    )


def _organisation(line: str) -> Organisation:
    name, region, settings, previous = (part.strip() for part in line.split("|"))
    return Organisation(name, region, tuple(settings.split()), previous)


def _kind(key: str, entry: Mapping[str, Any]) -> Kind:
    passages = [line.split(" | ") for line in _lines(entry["parts"])]
    return Kind(
        key,
        entry["label"],
        entry["family"],
        entry["weight"],
        entry.get("size", 1.0),
        entry.get("shared", False),
        _items(entry["names"]),
        entry["title"],
        tuple(Passage(*passage) for passage in passages),
        _lines(entry.get("boilerplate", "")),
    )


def _table(entry: Mapping[str, Any]) -> Table:
    columns = [column.partition("|") for column in entry["columns"]]
    least, _, most = str(entry["rows"]).partition("-")
    return Table(
        tuple(header for header, _, _ in columns),
        tuple(cell for _, _, cell in columns),
        int(least),
        int(most),
    )
