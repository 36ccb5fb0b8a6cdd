"""Ids that stay: the same folder and path have the same id in every run."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

LONGEST = 80


def slug(name: str) -> str:
    """A name as lower-case letters, digits and hyphens; a digest if none is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST].strip("-")
    return words or f"blueprint-{_digest(name, 8)}"


def blueprint_ids(folders: Iterable[str]) -> Mapping[str, str]:
    """An id for each folder; where several would have the same, none of them has it.

    By order alone a folder that comes or goes would give its id, and with it what
    people said of it, to another one.
    """
    names = sorted(set(folders))
    alike = Counter(map(slug, names))
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for folder in names:
        unique = plain = slug(folder)
        if alike[plain] > 1:
            unique = f"{plain}-{_digest(folder, 8)}"
        while unique in taken:  # somebody named a folder after a digest
            unique += "-2"
        taken.add(unique)
        ids[folder] = unique
    return ids


def artefact_id(blueprint: str, path: str) -> str:
    """The id of a file by its Blueprint's id and its path there."""
    return f"{blueprint}-{_digest(path, 12)}"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:length]
