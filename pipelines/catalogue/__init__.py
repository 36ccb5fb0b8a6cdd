"""What people said of the library's Blueprints, as dirty as it is.

The library's root may have a catalogue (``catalogue.xlsx`` or ``catalogue.csv``), and
each folder a ``blueprint.yaml``, which wins over the row field by field.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs

from mappings.load import Mappings
from mappings.taxonomy import fold
from pipelines.bundle import Metadata, Problem, Role
from pipelines.catalogue.blueprint_file import (
    blueprint_files,
    read_blueprint_file,
    role_paths,
)
from pipelines.catalogue.columns import GUARDED, fields_by_name
from pipelines.catalogue.dates import read_date
from pipelines.catalogue.guard import is_open, says_audience, unheard
from pipelines.catalogue.matching import match_rows, without_folder
from pipelines.catalogue.names import former_names
from pipelines.catalogue.said import Said, closed
from pipelines.catalogue.tables import SUFFIXES, Row, read_rows, unreadable
from pipelines.catalogue.understand import Reader, understand
from pipelines.errors import LibraryError

LARGEST = 50_000_000  # bytes of a catalogue
LARGEST_FILE = 100_000  # bytes of a blueprint.yaml: the YAML reader is slow
BULK_SHARE, BULK_ROWS = 0.2, 10


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Metadata for every folder, and what was not understood.

    Of the folders in `silent` nobody says an audience; those in `shut` are for nobody,
    because a row of an audience is not used.
    """

    by_folder: Mapping[str, Metadata]
    problems: tuple[Problem, ...]
    silent: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()


def read_catalogue(
    root: str, mappings: Mappings, folders: Sequence[str], today: date | None = None
) -> Catalogue:
    """What people said of each of `folders`, the direct sub-folders of `root`.

    `root` is a path or any fsspec URL. Never raises for what people wrote: it is a
    problem with its file, row and column. Dates after `today` are problems.
    LibraryError if there is a catalogue and nothing of it can be read, or if none of
    the folders is there, as where a disk is not mounted; one that is gone is closed.
    """
    fs, path = url_to_fs(root)
    path = path.rstrip("/")
    fields = fields_by_name(mappings.schema)
    listed, problems = _listed(fs, path)
    if folders and listed.keys().isdisjoint(folders):
        raise LibraryError(
            f"library {root!r} holds none of the folders that were read, so what it"
            " says of audience and state is not known; nothing was changed;"
            " is it mounted?"
        )
    rows, unused, not_read = _rows(fs, path, listed, fields)
    problems += not_read
    files = {
        folder: _blueprint_file(fs, path, folder, fields)
        if folder in listed
        else _File(said=closed(folder))
        for folder in folders
    }
    titles = {folder: _title(file.said) for folder, file in files.items()}
    matched, unmatched = match_rows(rows, titles)
    reader = Reader(mappings, today or date.today())
    silent = {
        folder
        for folder, file in files.items()
        if not says_audience((*_said(matched.get(folder)), *file.said))
    }
    places = {**dict.fromkeys(_folders(listed), ""), **titles}
    shut, not_heard = unheard(reader, [*rows, *unused], matched, places, silent)
    problems += not_heard
    for folder in shut:
        said = (*closed(folder, [GUARDED]), *files[folder].said)
        files[folder] = replace(files[folder], said=said)
    told = [(*_said(matched.get(folder)), *file.said) for folder, file in files.items()]
    told += [row.said for row in without_folder(rows, matched)]
    # A name that a closed Blueprint brings is for those who may see it.
    everyones = [one for said in told if is_open(reader, said) for one in said]
    reader = replace(reader, now=_present_names(mappings, everyones))
    by_folder = {}
    for folder, file in files.items():
        row = matched.get(folder)
        metadata, not_understood = _metadata(reader, row, file)
        by_folder[folder] = metadata
        problems += not_understood
        if rows and row is None:
            detail = "no row of the catalogue speaks of this folder"
            problems.append(Problem(rows[0].source, None, "", folder, detail))
    problems += [*unmatched, *_bulk_dates(reader.today, rows)]
    return Catalogue(
        by_folder, tuple(problems), frozenset(silent - shut), frozenset(shut)
    )


@dataclass(frozen=True, slots=True)
class _File:
    """What the blueprint.yaml of a folder says; nothing where there is none."""

    name: str = ""
    said: tuple[Said, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def _listed(
    fs: AbstractFileSystem, root: str
) -> tuple[Mapping[str, Mapping[str, Any]], list[Problem]]:
    """What lies in the library's root, by name."""
    try:
        listed = fs.ls(root, detail=True)
    except FileNotFoundError as error:
        return {}, [Problem(root, None, "", "", f"cannot be listed: {error}")]
    except OSError as error:
        raise unreadable(root, f"cannot be listed: {error}") from error
    return {e["name"].rstrip("/").rpartition("/")[2]: e for e in listed}, []


def _folders(listed: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    return (name for name, entry in listed.items() if entry["type"] == "directory")


def _said(row: Row | None) -> tuple[Said, ...]:
    return row.said if row else ()


def _rows(
    fs: AbstractFileSystem,
    root: str,
    listed: Mapping[str, Mapping[str, Any]],
    fields: Mapping[str, str],
) -> tuple[list[Row], list[Row], list[Problem]]:
    """The rows of the library's catalogue, and those of others, which are not used."""
    found = sorted(
        (SUFFIXES.index(PurePosixPath(name).suffix.lower()), name, entry["size"])
        for name, entry in listed.items()
        if PurePosixPath(name).stem.lower() == "catalogue"
        and PurePosixPath(name).suffix.lower() in SUFFIXES
        and entry["type"] != "directory"
    )
    if not found:
        return [], [], []
    (rows, problems), *others = (
        _table(fs, root, n, size, fields) for _, n, size in found
    )
    for _, name, _ in found[1:]:
        detail = f"not used: {found[0][1]} is there too"
        problems.append(Problem(name, None, "", "", detail))
    return rows, [row for unused, _ in others for row in unused], problems


def _table(
    fs: AbstractFileSystem,
    root: str,
    name: str,
    size: int | None,
    fields: Mapping[str, str],
) -> tuple[list[Row], list[Problem]]:
    if size and size > LARGEST:  # some stores tell no size
        raise unreadable(name, f"is larger than {LARGEST} bytes")
    try:
        return read_rows(name, fs.cat_file(f"{root}/{name}"), fields)
    except OSError as error:
        raise unreadable(name, f"cannot be read: {error}") from error


def _blueprint_file(
    fs: AbstractFileSystem, root: str, folder: str, fields: Mapping[str, str]
) -> _File:
    """What the blueprint.yaml of a folder says. A second one only closes: it may say
    who may see what.
    """
    try:
        names = blueprint_files(fs.ls(f"{root}/{folder}", detail=False))
    except FileNotFoundError:  # gone since the library was listed
        return _File(said=closed(folder))
    except OSError as error:
        problem = Problem(folder, None, "", "", f"cannot be listed: {error}")
        return _File(said=closed(folder), problems=(problem,))
    if not names:
        return _File()
    file, *others = (_one_file(fs, root, folder, name, fields) for name in names)
    for other in others:
        source = f"{folder}/{other.name}"
        detail = f"not used: {file.name} is there too"
        told = (*file.problems, Problem(source, None, "", "", detail))
        guard = closed(source, [GUARDED]) if says_audience(other.said) else ()
        file = replace(file, said=(*guard, *file.said), problems=told)
    return file


def _one_file(
    fs: AbstractFileSystem, root: str, folder: str, name: str, fields: Mapping[str, str]
) -> _File:
    source = f"{folder}/{name}"
    try:
        content = fs.cat_file(f"{root}/{source}", end=LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise OSError(f"larger than {LARGEST_FILE} bytes")
    except OSError as error:
        problem = Problem(source, None, "", "", f"cannot be read: {error}")
        return _File(name, closed(source), problems=(problem,))
    said, written, problems = read_blueprint_file(content, source, fields)
    paths = _paths(fs, f"{root}/{folder}") if written else []
    roles, unknown = role_paths(written, paths, source)
    return _File(name, tuple(said), roles, (*problems, *unknown))


def _paths(fs: AbstractFileSystem, folder: str) -> list[str]:
    """Every file of the folder, relative to it."""
    start = fs._strip_protocol(folder).rstrip("/") + "/"
    return [str(path).removeprefix(start) for path in fs.find(folder)]


def _metadata(
    reader: Reader, row: Row | None, file: _File
) -> tuple[Metadata, list[Problem]]:
    metadata, problems = Metadata(), list(file.problems)
    if row:
        metadata, found = understand(reader, row.said, metadata, row.name)
        problems += found
    metadata, found = understand(reader, file.said, metadata, file.name)
    return replace(metadata, roles=file.roles), problems + found


def _title(said: Sequence[Said]) -> str:
    return next((s.text for s in said if s.field == "title"), "")


def _present_names(mappings: Mappings, said: Iterable[Said]) -> dict[str, str]:
    """The present name by a folded former one, from what any cell says of it."""
    free = {f.name for f in mappings.schema.fields if f.open}
    return {
        fold(former): present
        for one in said
        if one.field in free
        for former, present in former_names(one.text)
    }


def _bulk_dates(today: date, rows: Sequence[Row]) -> Iterator[Problem]:
    """A problem for each date that so many rows share that it says little."""
    days: Counter[str] = Counter()
    columns = {}
    for said in (s for row in rows for s in row.said if s.field == "published"):
        with suppress(ValueError):
            day = read_date(said.cells[0], today)
            days[day] += 1
            columns[day] = said
    for day, count in days.items():
        if count >= max(BULK_ROWS, BULK_SHARE * len(rows)):
            detail = f"on {count} of {len(rows)} rows: kept, but it says little"
            yield replace(columns[day].problem(day, detail), row=None)
