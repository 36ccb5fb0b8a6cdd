"""Small shapes that many answers have in them.

What an answer has by the dozen is not frozen: that takes four times as long to make.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Links = Mapping[str, str]


@dataclass(frozen=True)
class Value:
    """An id and what people call it."""

    value: str
    label: str


@dataclass
class Labelled:
    """The values a document has of one field."""

    field: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class FieldValue:
    """A value of a field, both with what people call them."""

    field: str
    field_label: str
    value: str
    label: str


@dataclass
class Reference:
    """A document named in another: its id, its title, where it is."""

    id: str
    title: str
    links: Links


@dataclass(frozen=True)
class Counted:
    """How many, exactly, in both units."""

    blueprints: int
    artefacts: int
