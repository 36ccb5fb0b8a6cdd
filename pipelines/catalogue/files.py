"""The files in which people speak of a library's Blueprints, read but not understood.

A catalogue beside the folders, and a blueprint.yaml in each of them.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from pipelines.bundle import Problem, Role
from pipelines.catalogue.blueprint_file import (
    blueprint_files,
    read_blueprint_file,
    role_paths,
)
from pipelines.catalogue.columns import GUARDED
from pipelines.catalogue.guard import says_audience
from pipelines.catalogue.said import Said, closed
from pipelines.catalogue.tables import SUFFIXES, Row, read_rows, unreadable
from pipelines.errors import LibraryError
from pipelines.urls import astray

LARGEST = 50_000_000  # bytes of a catalogue
LARGEST_FILE = 100_000  # bytes of a blueprint.yaml: the YAML reader is slow

Listed = Mapping[str, Mapping[str, Any]]  # what a folder holds, by name


@dataclass(frozen=True, slots=True)
class File:
    """What the blueprint.yaml of a folder says; nothing where there is none."""

    name: str = ""
    said: tuple[Said, ...] = ()
    roles: Mapping[str, Role] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        """The title it gives; empty for none."""
        return next((s.text for s in self.said if s.field == "title"), "")

    def shut(self, source: str) -> "File":
        """The same for nobody, unless it says itself who may see the Blueprint."""
        return replace(self, said=(*self.said, *closed(source, [GUARDED])))


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in all of them.

    `rows` are those of the catalogue, `unused` those of a second one beside it. `files`
    has each folder that was asked for; `folders` are all that the library holds.
    """

    files: Mapping[str, File]
    folders: Collection[str]
    rows: Sequence[Row]
    unused: Sequence[Row]
    problems: tuple[Problem, ...]


def read_files(root: str, folders: Sequence[str], fields: Mapping[str, str]) -> Written:
    """What stands in the files of the library at `root`, a path or any fsspec URL.

    `fields` has the field for each normal name of a column or a key. A folder that is
    gone is closed. LibraryError if there is a catalogue and nothing of it can be read,
    or if none of the folders is there, as where a disk is not mounted.
    """
    fs, path = url_to_fs(root)
    place = _Root(fs, path.rstrip("/"), fields)
    listed, problems = place.listed()
    if folders and listed.keys().isdisjoint(folders):
        raise LibraryError(
            f"library {root!r} holds none of the folders that were read, so what it"
            " says of audience and state is not known; nothing was changed;"
            " is it mounted?"
        )
    rows, unused, not_read = place.rows(listed)
    files = {
        folder: place.file_of(folder) if folder in listed else File(said=closed(folder))
        for folder in folders
    }
    there = [name for name, entry in listed.items() if entry["type"] == "directory"]
    return Written(files, there, rows, unused, (*problems, *not_read))


@dataclass(frozen=True, slots=True)
class _Root:
    """Where a library lies, and the field for each name of a column or a key."""

    fs: AbstractFileSystem
    path: str
    fields: Mapping[str, str]

    def listed(self) -> tuple[Listed, list[Problem]]:
        """What lies in the library's root, by name."""
        try:
            listed = self.fs.ls(self.path, detail=True)
        except FileNotFoundError as error:
            detail = f"cannot be listed: {error}"
            return {}, [Problem(self.path, None, "", "", detail)]
        except OSError as error:
            raise unreadable(self.path, f"cannot be listed: {error}") from error
        return {e["name"].rstrip("/").rpartition("/")[2]: e for e in listed}, []

    def rows(self, listed: Listed) -> tuple[list[Row], list[Row], list[Problem]]:
        """The rows of the catalogue, and those of others, which are not used."""
        found = sorted(
            (SUFFIXES.index(PurePosixPath(name).suffix.lower()), name, entry["size"])
            for name, entry in listed.items()
            if PurePosixPath(name).stem.lower() == "catalogue"
            and PurePosixPath(name).suffix.lower() in SUFFIXES
            and entry["type"] != "directory"
        )
        if not found:
            return [], [], []
        (rows, problems), *others = (self._table(name, size) for _, name, size in found)
        for _, name, _ in found[1:]:
            detail = f"not used: {found[0][1]} is there too"
            problems.append(Problem(name, None, "", "", detail))
        return rows, [row for unused, _ in others for row in unused], problems

    def file_of(self, folder: str) -> File:
        """What the blueprint.yaml of a folder says.

        A second one only closes: it may say who may see what.
        """
        try:
            names = blueprint_files(self.fs.ls(f"{self.path}/{folder}", detail=False))
        except FileNotFoundError:  # gone since the library was listed
            return File(said=closed(folder))
        except OSError as error:
            problem = Problem(folder, None, "", "", f"cannot be listed: {error}")
            return File(said=closed(folder), problems=(problem,))
        if not names:
            return File()
        file, *others = (self._one_file(folder, name) for name in names)
        for other in others:
            source = f"{folder}/{other.name}"
            detail = f"not used: {file.name} is there too"
            told = (*file.problems, Problem(source, None, "", "", detail))
            file = replace(file, problems=told)
            if says_audience(other.said):
                file = file.shut(source)
        return file

    def _table(self, name: str, size: int | None) -> tuple[list[Row], list[Problem]]:
        if size and size > LARGEST:  # some stores tell no size
            raise unreadable(name, f"is larger than {LARGEST} bytes")
        try:
            return read_rows(name, self._content(name), self.fields)
        except OSError as error:
            raise unreadable(name, f"cannot be read: {error}") from error

    def _one_file(self, folder: str, name: str) -> File:
        source = f"{folder}/{name}"
        try:
            content = self._content(source, LARGEST_FILE + 1)
            if len(content) > LARGEST_FILE:
                raise OSError(f"larger than {LARGEST_FILE} bytes")
        except OSError as error:
            problem = Problem(source, None, "", "", f"cannot be read: {error}")
            return File(name, closed(source), problems=(problem,))
        said, written, problems = read_blueprint_file(content, source, self.fields)
        paths = self._paths(folder) if written else []
        roles, unknown = role_paths(written, paths, source)
        return File(name, tuple(said), roles, (*problems, *unknown))

    def _content(self, name: str, end: int | None = None) -> bytes:
        """The bytes of a file up to `end`.

        OSError also for a link out of the library, and for a pipe or a device: reading
        it might never end.
        """
        path = f"{self.path}/{name}"
        if isinstance(self.fs, LocalFileSystem):
            about = self.fs.info(path)
            root = Path(self.path).resolve()
            if about["islink"] and (reason := astray(Path(path), root)):
                raise OSError(reason)
            if about["type"] != "file":
                raise OSError("not a regular file")
        content: bytes = self.fs.cat_file(path, end=end)
        return content

    def _paths(self, folder: str) -> list[str]:
        """Every file of the folder, relative to it."""
        place = f"{self.path}/{folder}"
        start = self.fs._strip_protocol(place).rstrip("/") + "/"
        return [str(path).removeprefix(start) for path in self.fs.find(place)]
