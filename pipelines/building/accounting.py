"""What a build accounts for, in numbers that stay with its index."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from indexer.documents import Document
from pipelines.storage.ledger import OUTCOMES, Row
from pipelines.urls import is_remote, local_path

TRUTH = ".truth.json"  # only the library that the demonstration makes holds it


def accounted(rows: Iterable[Row], documents: Iterable[Document]) -> dict[str, Any]:
    """The files found, by outcome, by status, and by format and outcome."""
    known = list(rows)
    outcomes: Counter[str] = Counter(r.outcome for r in known)
    statuses = Counter(r.status for r in known if r.status)
    outcome_of = {r.id: r.outcome for r in known if r.id}
    formats: dict[str, Counter[str]] = {}
    for document in documents:
        if document.kind == "artefact":
            counted = formats.setdefault(document.stored["format"], Counter())
            counted[outcome_of[document.id]] += 1
    return {
        "found": len(known),
        **{name: outcomes[name] for name in OUTCOMES},
        "by_status": dict(sorted(statuses.items())),
        "by_format": {name: dict(formats[name]) for name in sorted(formats)},
    }


def is_demonstration(library: str) -> bool:
    """Whether a library is the synthetic one, which says so on every page."""
    return not is_remote(library) and (local_path(library) / TRUTH).is_file()
