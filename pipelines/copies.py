"""The same file in several Blueprints: each copy names the others."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from indexer.documents import EVERYONE, Document

MOST = 20  # copies named of one file: a template may lie in every Blueprint


def with_copies(documents: Sequence[Document]) -> list[Document]:
    """The documents, with ``also_in`` where others have the very same bytes.

    ``also_in`` has ids of artefacts in other Blueprints. Only published files that
    everyone may see are named.
    """
    copies: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        digest = document.stored.get("digest")
        if document.kind == "artefact" and digest and _is_open(document):
            copies[str(digest)].append(document)
    return [
        _told(d, copies.get(str(d.stored.get("digest")), ()))
        if d.kind == "artefact"
        else d
        for d in documents
    ]


def _is_open(document: Document) -> bool:
    state = document.values.get("state", ())
    return EVERYONE in document.audience and state == ("published",)


def _told(document: Document, copies: Sequence[Document]) -> Document:
    others = [c.id for c in copies if c.blueprint != document.blueprint]
    if not others:
        return document
    stored = {**document.stored, "also_in": sorted(others)[:MOST]}
    return replace(document, stored=stored)
