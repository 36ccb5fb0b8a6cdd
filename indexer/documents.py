"""The document: what the index holds of an artefact or a Blueprint."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Kind = Literal["artefact", "blueprint"]
Origin = Literal["given", "suggested"]
Band = Literal["high", "medium", "low"]

EVERYONE = "everyone"
NOBODY = "nobody"  # an audience that no asker has
MEMBERS = "members"  # the folder of the record store with what was packed inside files


class Evidence(NamedTuple):  # there are so many that a dataclass would cost
    """Why a document has a facet value.

    `source` names who gave it (``blueprint.yaml``, ``catalogue.xlsx row 12``) or the
    rule that suggests it. A suggestion also has the phrase as written, the artefact's
    id, the segment's index from 0 and the phrase's character offsets in that segment.
    """

    field: str
    value: str
    origin: Origin
    source: str
    band: Band = "high"
    phrase: str = ""
    artefact: str = ""
    segment: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment, or a part of a long one, so that a hit opens on its page.

    The passages of a segment follow each other without gap or overlap: their texts
    joined are the segment's text. `start` is the offset of `text` in the segment.
    """

    artefact: str
    ordinal: int  # place in the artefact, from 0
    segment: int  # index of the segment in the artefact, from 0
    kind: str  # page, slide, notes, sheet, section, message, body
    number: int | None  # page or slide number as people count it, from 1
    label: str  # "page 12", "slide 3", "sheet Costs", a heading
    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one artefact or one Blueprint.

    `text` has a string for each text field of the schema (may be empty); `values` has
    the ids for each keyword field that has any; `published` is the date people sort
    by, as ``YYYY-MM-DD`` or empty. `stored` is plain JSON data that pages show and no
    query needs: for an artefact at least ``name path location size digest status
    reason media_type format role segments`` (a list of ``{kind, number, label,
    characters}``), ``parent``; for a Blueprint at least ``folder summary artefacts``
    (how many). `location` is the fsspec URL of the original bytes, or of what was
    packed inside another file its name in the record store, in the folder `MEMBERS`.
    """

    kind: Kind
    id: str
    blueprint: str  # id of the Blueprint it belongs to; its own id for a Blueprint
    title: str
    text: Mapping[str, str]
    values: Mapping[str, tuple[str, ...]]
    published: str = ""
    audience: tuple[str, ...] = (EVERYONE,)
    stored: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    passages: tuple[Passage, ...] = ()
