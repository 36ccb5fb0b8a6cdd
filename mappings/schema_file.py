"""schema.yaml: what may stand in it, and the schema it makes."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field as Key

from mappings.reading import Entry, MappingError, Text, parse
from mappings.schema import Field, Kind, Place, Schema

NAME = re.compile(r"[a-z][a-z0-9_]*")
# What an address may have beside fields, and what an engine keeps beside them.
RESERVED = frozenset(
    """
    q view sort page size synonyms explain facets prefix rows columns unit
    audience parent status holder id order by_title digest card rest
    ord parent_ord title_ord published_on
    """.split()
)
# Fields that the code asks for by name, and the kind each must have.
NEEDED: dict[str, Kind] = {
    "title": "text",
    "name": "text",
    "headings": "text",
    "body": "text",
    "blueprint": "keyword",
    "format": "keyword",
    "role": "keyword",
    "state": "keyword",
    "published": "date",
}


class FieldEntry(Entry):
    """One field as written."""

    name: Text
    label: Text
    kind: Kind
    description: Text
    boost: Annotated[float, Key(gt=0, le=10, allow_inf_nan=False)] = 1.0
    find: bool = True
    lift: Annotated[float, Key(ge=0, le=10, allow_inf_nan=False)] = 0.0
    facet: bool = False
    taxonomy: Text | None = None
    open: bool = False
    stored: bool = True
    shown: Annotated[tuple[Place, ...], Key(strict=False)] = ()
    prefix: Text | None = None


class SchemaFile(Entry):
    """The whole file."""

    fields: Annotated[list[FieldEntry], Key(min_length=1)]


def read_schema(text: str, file: str) -> Schema:
    """The schema a file's text declares; MappingError on the first mistake."""
    entries = parse(text, file, SchemaFile).fields
    for entry in entries:
        _check(entry, file)
    _check_names(entries, file)
    return Schema(tuple(Field(**dict(entry)) for entry in entries))


def _check(entry: FieldEntry, file: str) -> None:
    key = f"fields[{entry.name}]"
    if not NAME.fullmatch(entry.name):
        raise MappingError(
            file, f"{key}.name", "only a-z, 0-9 and _ after a first letter"
        )
    ends = entry.name.startswith("exclude_") or entry.name.endswith("_missing")
    if entry.name in RESERVED or ends:
        raise MappingError(file, f"{key}.name", "this name has another meaning")
    if entry.facet and entry.kind not in ("keyword", "year"):
        raise MappingError(
            file, f"{key}.facet", f"a {entry.kind} field cannot be a facet"
        )
    if entry.taxonomy and entry.kind != "keyword":
        raise MappingError(
            file,
            f"{key}.taxonomy",
            f"a {entry.kind} field has no taxonomy, found {entry.taxonomy!r}",
        )
    if entry.boost != 1.0 and entry.kind != "text":
        raise MappingError(
            file, f"{key}.boost", f"only text fields have one, found {entry.boost}"
        )
    if not entry.find and (entry.kind != "text" or entry.prefix):
        raise MappingError(
            file, f"{key}.find", "only a text field without prefix can be false"
        )
    if entry.lift and not entry.taxonomy:
        raise MappingError(
            file, f"{key}.lift", f"without a taxonomy nothing is named: {entry.lift}"
        )
    if entry.shown and not entry.stored:
        raise MappingError(
            file, f"{key}.shown", f"not stored, so not shown: {', '.join(entry.shown)}"
        )
    if entry.prefix and not NAME.fullmatch(entry.prefix):
        raise MappingError(
            file, f"{key}.prefix", f"only a-z, 0-9 and _, found {entry.prefix!r}"
        )
    if entry.prefix and entry.kind == "date":
        raise MappingError(file, f"{key}.prefix", "a date field is not searched")


def _check_names(entries: Sequence[FieldEntry], file: str) -> None:
    if doubled := _doubled(e.name for e in entries):
        raise MappingError(file, f"fields[{doubled}]", "this field stands twice")
    if doubled := _doubled(e.prefix for e in entries if e.prefix):
        raise MappingError(file, "fields", f"two fields have the prefix {doubled!r}")
    kinds = {e.name: e.kind for e in entries}
    for entry in entries:
        if entry.prefix in kinds and entry.prefix != entry.name:
            key = f"fields[{entry.name}].prefix"
            raise MappingError(
                file, key, f"is the name of another field: {entry.prefix!r}"
            )
    for name, kind in NEEDED.items():
        if kinds.get(name) != kind:
            found = kinds.get(name, "no such field")
            raise MappingError(
                file, f"fields[{name}].kind", f"must be {kind}, found {found}"
            )


def _doubled(names: Iterable[str]) -> str | None:
    return next((n for n, count in Counter(names).items() if count > 1), None)
