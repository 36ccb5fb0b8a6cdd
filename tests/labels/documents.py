"""Files read as an ingest reads them, for the rules that label them."""

from collections.abc import Iterator
from pathlib import Path

from pipelines.bundle import Artefact
from pipelines.extract import extract_file
from pipelines.records import ExtractError, Record


def artefacts_of(folder: Path) -> Iterator[Artefact]:
    """The files of a folder that can be read, by name."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        try:
            yield _artefact_of(folder, path.relative_to(folder).as_posix())
        except ExtractError:
            continue


def _artefact_of(folder: Path, name: str) -> Artefact:
    path = folder / name
    read = extract_file(path, path.name)
    id_ = f"{folder.name}/{name}"
    record = Record(
        id_,
        "native",
        path.stat().st_size,
        read.media_type,
        read.status,
        segments=read.segments,
        metadata=read.metadata,
    )
    return Artefact(id_, name, path.as_uri(), record)
