"""Generations of the embedded engine: a folder each, two files that point."""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from indexer.analysis.vocabulary import Vocabulary
from indexer.embedded.engine import EmbeddedEngine
from indexer.embedded.writer import EmbeddedWriter
from indexer.engine import COLLECTIONS, Part
from indexer.query import IndexDamagedError, IndexUnwrittenError

MANIFEST, WORDS = "manifest.json", "vocabulary.json"
BUILDING = ".building"  # how the name of one ends that is not complete


class Folder:
    """The generations in a folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        # In full: a command that runs in another folder than the last one looks there.
        return str(self._path.absolute())

    def prepare(self) -> None:
        """Make the folder."""
        self._path.mkdir(parents=True, exist_ok=True)

    def writer(
        self,
        name: str,
        part: Part,
        base: str | None = None,  # noqa: ARG002 (to write all costs little here)
    ) -> EmbeddedWriter:
        """A writer for a part of a new generation, which writes all of it."""
        place = self._unfinished(name)
        place.mkdir(exist_ok=True)
        return EmbeddedWriter(place / part.collection, part)

    def keep(
        self, name: str, manifest: Mapping[str, Any], vocabulary: Vocabulary
    ) -> None:
        """Complete a generation that was written, in one step."""
        place = self._unfinished(name)
        (place / WORDS).write_text(vocabulary.as_json(), "utf-8")
        (place / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
        place.replace(self._path / name)

    def discard(self, name: str) -> None:
        """Remove all there is of a generation."""
        for place in (self._path / name, self._unfinished(name)):
            shutil.rmtree(place, ignore_errors=True)

    def sweep(self) -> None:
        """Remove what a build left that was killed; no other one may go on."""
        for left in self._path.glob(f"*{BUILDING}"):
            shutil.rmtree(left, ignore_errors=True)

    def size(self, name: str) -> int:
        """The bytes that a generation takes."""
        places = (self._path / name, self._unfinished(name))
        files = (file for place in places for file in place.rglob("*"))
        return sum(file.stat().st_size for file in files if file.is_file())

    def names(self) -> list[str]:
        """All generations here, complete or not."""
        found = {p.name.removesuffix(BUILDING) for p in self._path.glob("g*-a*")}
        return sorted(found)

    def manifest(self, name: str) -> dict[str, Any]:
        """What is said of a complete generation."""
        path = self._path / name / MANIFEST
        try:
            manifest: dict[str, Any] = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise _damaged(path, error) from error
        return manifest

    def vocabulary(self, name: str) -> Vocabulary:
        """Its words."""
        path = self._path / name / WORDS
        try:
            return Vocabulary.of_json(path.read_text("utf-8"))
        except (OSError, ValueError, KeyError) as error:
            raise _damaged(path, error) from error

    def engine(self, name: str) -> EmbeddedEngine:
        """Its collections, open for reading."""
        return EmbeddedEngine({c: self._path / name / c for c in COLLECTIONS})

    def pointed(self, pointer: str) -> str | None:
        """The generation a pointer names."""
        path = self._path / pointer
        try:
            # Torn bytes name a generation that is not there: a build goes on.
            return path.read_text("utf-8", errors="replace").strip() or None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _damaged(path, error) from error

    def point(self, pointers: Mapping[str, str]) -> None:
        """Set the pointers, each in one step. IndexUnwrittenError."""
        for pointer, name in sorted(pointers.items(), reverse=True):
            fresh = self._path / f".{pointer}.{os.getpid()}"
            place = self._path / pointer
            try:
                fresh.write_text(name + "\n", "utf-8")
                fresh.replace(place)
            except OSError as error:
                with suppress(OSError):
                    fresh.unlink(missing_ok=True)
                raise IndexUnwrittenError(
                    f"{place} cannot be written ({error.strerror}); the live index"
                    " stays"
                ) from error

    def check(self) -> None:
        """Nothing but the files themselves, which a question opens."""

    def _unfinished(self, name: str) -> Path:
        return self._path / f"{name}{BUILDING}"


def _damaged(path: Path, error: Exception) -> IndexDamagedError:
    return IndexDamagedError(
        f"{path} cannot be read ({error!s}); run `blueprints rebuild`"
    )
