"""Bytes by name, in a folder or at any fsspec URL: what the record store is made of."""

import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import cast

import fsspec

from pipelines.errors import GOES_ON, StoreError
from pipelines.urls import is_remote, local_path


class Objects:
    """Objects of one place, each written in one step.

    `folder` is that place if it is local, else None. Raises StoreError where the place
    cannot be opened, read or written.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.folder = None if is_remote(url) else local_path(self.url)
        if self.folder is None:
            with self._errors("opened"):
                self._fs, self._base = fsspec.core.url_to_fs(self.url)

    def read(self, name: str) -> bytes | None:
        """An object; None if there is none."""
        with self._errors("read"):
            try:
                if self.folder is not None:
                    return (self.folder / name).read_bytes()
                return cast(bytes, self._fs.cat_file(f"{self._base}/{name}"))
            except FileNotFoundError:
                return None

    def read_all(self, names: Iterable[str]) -> dict[str, bytes]:
        """The objects of those names that there are; all at once where that is soon."""
        if self.folder is not None:
            found = {name: self.read(name) for name in names}
            return {
                name: content for name, content in found.items() if content is not None
            }
        with self._errors("read"):
            places = {f"{self._base}/{name}": name for name in names}
            read = self._fs.cat(list(places), on_error="omit") if places else {}
            return {places[place]: content for place, content in read.items()}

    def write(self, name: str, content: bytes) -> None:
        """Put an object in place of the one of that name."""
        with self._errors("written", GOES_ON):
            if self.folder is not None:
                _write_beside(self.folder, name, content)
            else:
                # Object stores show an object only when all of it has arrived.
                self._fs.pipe_file(f"{self._base}/{name}", content)

    def remove(self, *names: str) -> None:
        """Take objects away; one that is gone already is no error."""
        with self._errors("written"):
            if self.folder is not None:
                for name in names:
                    (self.folder / name).unlink(missing_ok=True)
            elif names:
                places = [f"{self._base}/{name}" for name in names]
                try:
                    self._fs.rm(places)
                except FileNotFoundError:  # it may have ended at the one that is gone
                    for place in places:
                        with suppress(FileNotFoundError):
                            self._fs.rm(place)

    def size(self, name: str) -> int | None:
        """The bytes of an object; None if there is none or nobody can tell."""
        try:
            if self.folder is not None:
                return (self.folder / name).stat().st_size
            return int(self._fs.size(f"{self._base}/{name}"))
        except (OSError, TypeError):
            return None

    def location(self, name: str) -> str:
        """The fsspec URL of an object."""
        if self.folder is not None:
            return f"file://{self.folder / name}"
        return f"{self.url}/{name}"

    def names(self, folder: str) -> list[str]:
        """The last parts of the names that lie right below a folder, as of now."""
        with self._errors("read"):
            try:
                if self.folder is not None:
                    return [path.name for path in (self.folder / folder).iterdir()]
                place = f"{self._base}/{folder}"
                self._fs.invalidate_cache(place)
                listed = self._fs.ls(place, detail=False)
            except FileNotFoundError:
                return []
        return [PurePosixPath(place).name for place in listed]

    def sizes(self, folder: str) -> dict[str, int]:
        """The bytes of all objects below a folder, at any depth, by their names.

        One that is taken away meanwhile may be among them or not.
        """
        with self._errors("read"):
            if self.folder is not None:
                return _sizes(self.folder, folder)
            self._fs.invalidate_cache()
            found = self._fs.find(f"{self._base}/{folder}", detail=True)
        return {
            place.removeprefix(self._base).lstrip("/"): int(about["size"] or 0)
            for place, about in found.items()
        }

    def drop(self, folder: str) -> None:
        """Take away all below a folder; somebody may be writing to it."""
        with self._errors("written"):
            if self.folder is not None:
                shutil.rmtree(self.folder / folder, ignore_errors=True)
                return
            place = f"{self._base}/{folder}"
            self._fs.invalidate_cache(place)
            with suppress(FileNotFoundError):
                self._fs.rm(place, recursive=True)

    def sweep(self, seconds: float = 3_600) -> None:
        """Remove what a killed process left half written so long ago.

        What is younger may be at work still, in another folder or on another host.
        """
        if self.folder is not None:
            for left in self.folder.glob("tmp/*"):
                with suppress(FileNotFoundError):  # it came to its place just now
                    if time.time() - left.stat().st_mtime >= seconds:
                        left.unlink()

    @contextmanager
    def _errors(self, what: str, then: str = "") -> Iterator[None]:
        try:
            yield
        except MemoryError:  # of whoever reads a file, not of the store
            raise
        except Exception as error:  # every file system fails in its own way
            reason = getattr(error, "strerror", None) or error
            raise StoreError(
                f"record store {self.url} cannot be {what}: {reason}{then}"
            ) from error


def _sizes(root: Path, folder: str) -> dict[str, int]:
    found = {}
    for place, _, files in os.walk(root / folder):  # passes by folders that are gone
        for path in (Path(place, name) for name in files):
            with suppress(FileNotFoundError):
                found[path.relative_to(root).as_posix()] = path.stat().st_size
    return found


def _write_beside(folder: Path, name: str, content: bytes) -> None:
    fresh = folder / "tmp" / f"{os.getpid()}-{secrets.token_hex(6)}"
    place = folder / name
    try:
        # Not synced to the disk: gzip's checksum finds what a power cut tore.
        try:
            fresh.write_bytes(content)
        except FileNotFoundError:
            fresh.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(content)
        try:
            fresh.replace(place)
        except FileNotFoundError:
            place.parent.mkdir(parents=True, exist_ok=True)
            fresh.replace(place)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
