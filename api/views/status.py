"""What programs are told of the library and of the process that answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Numbers = Mapping[str, int]


@dataclass(frozen=True)
class LedgerView:
    """The files that were `found`, each of them indexed, partial, failed or skipped.

    `by_status` says how they were read, `by_format` has the outcomes of each format.
    """

    found: int
    indexed: int
    partial: int
    failed: int
    skipped: int
    by_status: Numbers
    by_format: Mapping[str, Numbers]


@dataclass(frozen=True)
class StatusView:
    """The state of the library: its `generation` changes whenever an answer may.

    `counts` are the documents of the index, whoever may see them; `ledger` is null
    where the index does not know of files.
    """

    version: str
    generation: str
    created: str
    analyser: str
    mappings: str
    counts: Numbers
    ledger: LedgerView | None


@dataclass(frozen=True)
class HealthView:
    """The process answers: `status` is ok."""

    status: str
    version: str


@dataclass(frozen=True)
class ReadyView:
    """It can search: `status` is ready."""

    status: str
    generation: str


def status_view(version: str, manifest: Mapping[str, Any]) -> StatusView:
    """What the manifest of an index tells of the library."""
    told = manifest.get("ledger")
    return StatusView(
        version,
        manifest["generation"],
        manifest["created"],
        manifest["analyser"],
        manifest["mappings"],
        manifest["counts"],
        LedgerView(**told) if told else None,
    )
