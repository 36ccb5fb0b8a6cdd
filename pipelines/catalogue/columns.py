"""Which field a column of a catalogue, or a key of blueprint.yaml, is about."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from mappings.schema import Schema
from mappings.taxonomy import fold

# Fields of pipelines.bundle.Metadata, and the two that name a folder.
OWN = {
    "title": "title|name|blueprint|blueprint title|blueprint name|name of blueprint",
    "summary": "summary|description|short description|overview|abstract|about",
    "published": "published|date published|publication date|published date|date"
    "|published on|date of publication",
    "link": "link|url|hyperlink|web link|web address|futurenhs link|document link",
    "state": "state|status|lifecycle|lifecycle state|blueprint status|current status"
    "|publication status|blueprint state",
    "audience": "audience|permission|access|visibility|visible to|access level",
    "folder": "folder|folder name|directory|library folder|blueprint folder",
    "reference": "reference|ref|id|no|number|blueprint id|blueprint number"
    "|blueprint reference|blueprint ref|reference number|ref no|unique id",
}
# Those of them that say which folder a row speaks of, and nothing about it.
PLACES = ("folder", "reference")
# Other names of the fields that schema.yaml declares.
SHARED = (
    "organisation|organization|organisation name|organization name|trust|trust name"
    "|provider|author organisation|lead organisation|submitting organisation",
    "care setting|setting|care sector|sector",
    "technology|technologies|tech|system type|capability",
    "project type|type of project|project category|category",
    "user|user type|users|user group|who it is for|intended users|staff group",
    "blueprint type|type of blueprint|type|format of blueprint",
    "pillar|wgll pillar|wgll|what good looks like|what good looks like pillar",
    "supplier|vendor|system supplier|supplier name|product|supplier product",
    "region|nhs region|nhs england region|area|geography",
    "standard|information standard|standard met|standard and assurance",
    "project stage|phase|stage|implementation stage",
    "success measure|wgll success measure|measure",
    "artefact type|document type",
)
# Who may see a Blueprint: a slip of the pen in these names must not open it to all.
GUARDED = "audience"
SLIP = 0.85  # likeness from which a name is one of them, written wrong
# Other names that say so ("Who can see it"). No word of them is a field's.
LIKEWISE = re.compile(
    r"\b(can|may|should|must) (see|view|read|open|access)\b"
    r"|\b(who has access|visib|viewer|restrict|confidential)"
)
# Names that people do not give: they are known of the folder or of a file.
DERIVED = frozenset(("blueprint", "format", "state", "year", "role", "status"))


def fields_by_name(schema: Schema) -> Mapping[str, str]:
    """The field for every name a column may have, as `normal` writes it."""
    names: dict[str, str] = {}
    groups = [_normals(group) for group in SHARED]
    for field in schema.keywords:
        if field.name in DERIVED or not (field.taxonomy or field.open):
            continue
        own = {normal(field.name), normal(field.label)}
        for group in groups:
            if own & group:
                own |= group
        for name in sorted(own):
            names.setdefault(name, field.name)
    for field_name, written in OWN.items():
        names |= dict.fromkeys(_normals(written), field_name)
    return names


def normal(written: str) -> str:
    """A column's name without brackets, plural and the number of a second column."""
    plain = fold(re.sub(r"\([^)]*\)|\d+\s*$", " ", written))
    return " ".join(_singular(word) for word in plain.split())


def guards(written: str, fields: Mapping[str, str]) -> bool:
    """Whether a name is GUARDED's or most likely means it: one of its names, written
    right or wrong, or other words for it.
    """
    name = normal(written)
    names = [known for known, field in fields.items() if field == GUARDED]
    return bool(get_close_matches(name, names, 1, SLIP) or LIKEWISE.search(name))


def _normals(group: str) -> set[str]:
    return {normal(name) for name in group.split("|")}


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and len(word) > 3 else word
