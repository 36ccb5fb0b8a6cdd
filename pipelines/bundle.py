"""A Blueprint on its way to documents: its artefacts, and what people said of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from indexer.documents import EVERYONE
from pipelines.records import Record

Role = Literal["core", "summary", "annex", "artefact"]
# Ids of mappings/taxonomies/states.yaml.
State = Literal["proposed", "in-production", "in-review", "published", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Given:
    """A facet value that people gave, and where: ``catalogue.xlsx row 12``."""

    value: str  # id of the taxonomy's term
    source: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What people said of a Blueprint; empty where they said nothing.

    `values` has the given ids by keyword field, and `labels` the written name of those
    ids that no taxonomy knows (organisations, suppliers); `roles` has the role by path
    inside the Blueprint; `published` is ``YYYY-MM-DD``.
    """

    title: str = ""
    summary: str = ""
    published: str = ""
    state: State = "published"
    audience: tuple[str, ...] = (EVERYONE,)
    link: str = ""
    values: Mapping[str, tuple[Given, ...]] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the metadata that was not understood, and where it stands."""

    source: str  # file
    row: int | None
    column: str
    value: str
    detail: str


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file of a Blueprint with its record.

    `path` is relative to the Blueprint with forward slashes; for a member of a ZIP or
    a mail it is ``parent path!/member name``. `location` is where its bytes lie: the
    fsspec URL of a file in the library, or of a member its name in the record store,
    which may be moved.
    """

    id: str
    path: str
    location: str
    record: Record
    parent: str | None = None  # id of the artefact it was inside
    modified: str = ""  # YYYY-MM-DD of the file, where the library knows it


@dataclass(frozen=True, slots=True)
class Bundle:
    """One Blueprint: a direct sub-folder of the library."""

    id: str  # slug of the folder's name
    folder: str
    artefacts: tuple[Artefact, ...]
    metadata: Metadata = Metadata()
