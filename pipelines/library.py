"""The library: every file of a folder, or of any fsspec URL, as it lies there."""

import os
import re
import stat as modes
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import fsspec
from fsspec.asyn import AsyncFileSystem

from indexer.reason import reason_of
from pipelines.catalogue.blueprint_file import blueprint_files
from pipelines.catalogue.tables import SUFFIXES
from pipelines.errors import LibraryError
from pipelines.urls import astray, is_remote, local_path

METADATA = "metadata, not an artefact"
OUTSIDE = "not inside a Blueprint folder"
NO_URL = "'::' or '..' in its name, which leads elsewhere in a URL"
PASSWORD = re.compile(r"(?<=://)[^/:\s]*:[^/\s]*(?=@)")  # with the user before it
# What operating systems and office programs leave behind.
LITTER = ("thumbs.db", "desktop.ini", "__macosx", "lost+found")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read.

    `path` is relative to its Blueprint's folder, with forward slashes. The same
    `stamp` means the same bytes; it comes from size and times, or from an ETag.
    """

    uri: str
    blueprint_folder: str
    path: str
    size: int  # bytes
    stamp: str
    modified: str  # YYYY-MM-DD, empty where the library does not know it

    @property
    def key(self) -> str:
        """Its path in the library."""
        return f"{self.blueprint_folder}/{self.path}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path of the library that is not read, and why; `path` is the library's.

    `uri` is where it lies if it would be read, could it be reached; of a folder as of
    a file.
    """

    path: str
    reason: str
    size: int = 0
    stamp: str = ""
    uri: str = ""


Entry = Source | Skipped


def library_url(root: str) -> str:
    """One spelling for a library, however it was written.

    Raises LibraryError for a name that is empty: a path without one is the folder that
    the command happens to run in; and for one with a password, which would be kept with
    all that is told of the library.
    """
    if not root.removeprefix("file://").removeprefix("local://").strip():
        raise LibraryError(
            f"library {root!r} names no folder; for the one you are in write '.'"
        )
    if is_remote(root):
        if "::" in root:
            raise LibraryError(
                f"library {root!r} is a chain of URLs, in which a file has no URL of"
                " its own; name the place that its files lie in"
            )
        if password := PASSWORD.search(root):
            scheme = root.partition("://")[0]
            raise LibraryError(
                f"library {root.replace(password[0], '***')!r} has a password in it,"
                " which would stand in ledger and index; leave it out and set"
                f" FSSPEC_{scheme.upper()}_PASSWORD"
            )
        return root.rstrip("/")
    path = str(local_path(root).resolve())
    if path != path.encode("utf-8", "replace").decode("utf-8"):
        raise LibraryError(f"library {path!r}: the path is not UTF-8")
    return path


def discover(root: str) -> Iterator[Entry]:
    """Every file below every direct sub-folder of `root`, in the order of names.

    Raises LibraryError if `root` is no folder or cannot be listed.
    """
    return _remote(root) if is_remote(root) else _local(local_path(root).resolve())


def litter(path: str) -> str:
    """Why a file of that name is not read; empty if it is."""
    for part in PurePosixPath(path).parts:
        if part.startswith("~$"):
            return "lock file of an office program"
        if part.lower() in LITTER:
            return "left behind by an operating system"
        if part.startswith("."):
            return "hidden"
    return ""


def _metadata(path: str) -> bool:
    """Whether the path in the library is a file in which people describe it."""
    folder, _, name = path.rpartition("/")
    if "/" in folder:
        return False
    plain = PurePosixPath(name.lower())
    table = plain.stem == "catalogue" and plain.suffix in SUFFIXES
    return bool(blueprint_files([name])) if folder else table


def _entry(path: str, uri: str, size: int, stamp: str, modified: str) -> Entry:
    """What a readable file is to the library, by where it lies."""
    if _metadata(path):
        return Skipped(path, METADATA, size, stamp)
    if reason := litter(path):
        return Skipped(path, reason, size, stamp)
    folder, _, inner = path.partition("/")
    if not inner:
        return Skipped(path, OUTSIDE, size, stamp)
    return Source(uri, folder, inner, size, stamp, modified)


def reach(root: str) -> None:
    """Refuse a library that is not there, as where a disk is not mounted.

    Raises LibraryError.
    """
    if is_remote(root):
        _remote_folder(root)
    elif next(_local(local_path(root)), None) is None:
        raise LibraryError(f"library {root!r} is empty")


def uri_in(root: str, path: str) -> str:
    """The URL of a path of the library; LibraryError if it leads out of it."""
    if ".." in path.split("/"):
        raise LibraryError(f"path {path!r} leads out of library {root!r}")
    return f"{root}/{path}" if is_remote(root) else f"file://{local_path(root)}/{path}"


def _local(root: Path) -> Iterator[Entry]:
    if not root.is_dir():
        what = "is not a folder" if root.exists() else "does not exist"
        raise LibraryError(f"library {str(root)!r} {what}")
    # A stack, not recursion: folders nest deeper than Python does.
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                names = sorted(listing, key=lambda e: e.name)
        except OSError as error:
            if folder == root:
                raise LibraryError(
                    f"library {str(root)!r} cannot be listed: {error.strerror}"
                ) from error
            if not isinstance(error, FileNotFoundError):
                yield _unreached(_shown(folder, root), f"file://{folder}", error)
            continue
        folders = []
        for found in names:
            entry = _local_entry(found, root)
            if isinstance(entry, Path):
                folders.append(entry)
            elif entry:
                yield entry
        waiting += reversed(folders)


def _local_entry(found: os.DirEntry[str], root: Path) -> Entry | Path | None:
    """The entry of a name in a folder; a Path if it is a folder, None if it is gone."""
    path = Path(found.path)
    shown = _shown(path, root)
    try:
        found.name.encode("utf-8")
        if found.is_symlink() and (reason := astray(path, root)):
            return Skipped(shown, reason)
        about = found.stat()
    except UnicodeEncodeError:
        return Skipped(shown, "name is not UTF-8")
    except FileNotFoundError:
        return None
    except OSError as error:
        return _unreached(shown, f"file://{path}", error)
    if modes.S_ISDIR(about.st_mode):
        return path
    if not modes.S_ISREG(about.st_mode):
        return Skipped(shown, "not a regular file")
    uri, modified = f"file://{path}", _day(about.st_mtime)
    entry = _entry(shown, uri, about.st_size, _stamp(about), modified)
    wanted = isinstance(entry, Source) or entry.reason == METADATA
    if wanted and not os.access(path, os.R_OK):
        return Skipped(shown, "permission denied", about.st_size, uri=uri)
    return entry


def _unreached(shown: str, uri: str, error: OSError) -> Skipped:
    """What a file or folder is to the library that the system does not let it see."""
    if reason := litter(shown):
        return Skipped(shown, reason)
    return Skipped(shown, reason_of(error), uri=uri)


def stamp_of(path: Path) -> str:
    """The stamp a local file has now; empty if it is gone."""
    try:
        return _stamp(path.stat())
    except OSError:
        return ""


def _stamp(about: os.stat_result) -> str:
    # The change time too: copying tools set the modified time as they please.
    return f"{about.st_size}-{about.st_mtime_ns}-{about.st_ctime_ns}"


def _shown(path: Path, root: Path) -> str:
    """The path in the library as text, undecodable bytes written as escapes."""
    inner = os.fsencode(path.relative_to(root).as_posix())
    return inner.decode("utf-8", "backslashreplace")


def _day(moment: float | datetime | str | None) -> str:
    """The day of a time as file systems give it, empty where it makes no sense."""
    try:
        if isinstance(moment, int | float):
            return datetime.fromtimestamp(moment, UTC).date().isoformat()
        if isinstance(moment, str):
            return datetime.fromisoformat(moment).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
    return moment.date().isoformat() if moment else ""


def _remote(root: str) -> Iterator[Entry]:
    fs, base = _remote_folder(root)
    with _listing_errors(root):
        listing, unreached = _listed(fs, base)
    for path, error in sorted(unreached.items()):
        inner = _inner(path, base)
        if reason := _unaddressed(inner):
            yield Skipped(inner, reason)
        else:
            yield _unreached(inner, uri_in(root, inner), error)
    for path, about in sorted(listing.items()):
        inner = _inner(path, base)
        if not _first(about, _MARKS + _TIMES):
            # A web server lists names alone, and tells more where it is asked of one.
            with _listing_errors(root):
                try:
                    about = fs.info(path)
                except FileNotFoundError:  # a link to nothing
                    continue
        size = int(about.get("size") or 0)
        changed = _first(about, _TIMES)
        stamp = f"{size}-{_first(about, _MARKS) or changed}"
        if reason := _unaddressed(inner):
            yield Skipped(inner, reason, size, stamp)
        else:
            yield _entry(inner, uri_in(root, inner), size, stamp, _day(changed))


def _inner(path: str, base: str) -> str:
    """A path of the store as one of the library that begins at `base`."""
    return path.removeprefix(base.rstrip("/") + "/").lstrip("/")


def _unaddressed(inner: str) -> str:
    """Why a path of a remote library has no URL; empty if it has one."""
    return NO_URL if "::" in inner or ".." in inner.split("/") else ""


def _listed(
    fs: fsspec.AbstractFileSystem, base: str
) -> tuple[Mapping[str, Mapping[str, Any]], Mapping[str, OSError]]:
    """What the store tells of each file, and the folders that cannot be listed.

    fsspec's own walk passes over such a folder: all that is in it would be gone.
    """
    if _lists_at_once(fs):
        return fs.find(base, detail=True), {}
    files: dict[str, Mapping[str, Any]] = {}
    unreached: dict[str, OSError] = {}
    waiting, seen = [base], {base}
    while waiting:
        folder = waiting.pop()
        try:
            inside = fs.ls(folder, detail=True)
        except OSError as error:  # also "not found": so FTP says that it may not look
            if folder == base:
                raise
            unreached[folder] = error
            continue
        for about in inside:
            path = str(about["name"])
            if about["type"] != "directory":
                files[path] = about
            elif (inner := path.rstrip("/")) not in seen:
                seen.add(inner)
                waiting.append(inner)
    return files, unreached


def _lists_at_once(fs: fsspec.AbstractFileSystem) -> bool:
    """Whether a store has a listing of its own, as those without real folders have."""
    if isinstance(fs, AsyncFileSystem):
        return type(fs)._find is not AsyncFileSystem._find
    return type(fs).find is not fsspec.AbstractFileSystem.find


def _first(about: Mapping[str, Any], keys: Iterable[str]) -> Any:
    """The first of these that a store tells of a file; None if it tells none."""
    return next((about[key] for key in keys if about.get(key)), None)


def _remote_folder(root: str) -> tuple[fsspec.AbstractFileSystem, str]:
    with _listing_errors(root):
        fs, base = fsspec.core.url_to_fs(root)
        if fs.isdir(base):
            return fs, base
    raise LibraryError(f"library {root!r} is not a folder or does not exist")


@contextmanager
def _listing_errors(root: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # every file system fails in its own way
        raise LibraryError(f"library {root!r} cannot be listed: {error}") from error


# What stores call the time of a change, and what tells one content from another.
_TIMES = (
    "mtime", "LastModified", "Last-Modified", "last_modified", "modified", "modify",
    "modificationTime", "updated", "created",
)  # fmt: skip
_MARKS = ("ETag", "etag", "md5Hash", "content_md5", "checksum", "sha")
