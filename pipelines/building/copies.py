"""The same file in several places: each copy names the others."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from indexer.documents import EVERYONE, Document

MOST = 20  # copies named of one file: a template may lie in every Blueprint
MARK = 16  # characters of a digest that tell two contents apart


def with_copies(documents: Sequence[Document]) -> list[Document]:
    """The documents, files with the very same bytes as another with what tells that.

    `same` is equal for all copies of one file. `also_in` names copies in other
    Blueprints by artefact and Blueprint, `copies` is how many there are of them. Only
    published files that everyone may see are named and counted.
    """
    copies: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        digest = document.stored.get("digest")
        if document.kind == "artefact" and digest:
            copies[str(digest)].append(document)
    return [_told(d, copies.get(str(d.stored.get("digest")), ())) for d in documents]


def _told(document: Document, copies: Sequence[Document]) -> Document:
    if len(copies) < 2:
        return document
    told: dict[str, Any] = {"same": str(document.stored["digest"])[:MARK]}
    others = sorted(
        (c.blueprint, c.id)
        for c in copies
        if c.blueprint != document.blueprint and _is_open(c)
    )
    if others:
        told["copies"] = len(others)
        told["also_in"] = [{"id": i, "blueprint": b} for b, i in others[:MOST]]
    return replace(document, stored={**document.stored, **told})


def _is_open(document: Document) -> bool:
    state = document.values.get("state", ())
    return EVERYONE in document.audience and state == ("published",)
