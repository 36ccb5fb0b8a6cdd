"""The schema: every field once, read from schema.yaml."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "keyword", "year", "date"]
Place = Literal["result", "page", "filter", "export"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a document.

    `text` fields are searched; `keyword` and `year` fields hold ids people filter and
    count by; `date` fields sort. `taxonomy` names the list a keyword's ids come from;
    without one the ids are their own labels. A text field that does not `find` only
    moves what others find. `lift` is the score that a document gains where a query's
    text names its value of a keyword field. An `open` field also holds names that
    people wrote and its list lacks. `prefix` is what people may write before
    a colon in the search box.
    """

    name: str
    label: str
    kind: Kind
    description: str
    boost: float = 1.0
    find: bool = True
    lift: float = 0.0
    facet: bool = False
    taxonomy: str | None = None
    open: bool = False
    stored: bool = True
    shown: tuple[Place, ...] = ()
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """All fields in the order of the file."""

    fields: tuple[Field, ...]

    @property
    def facets(self) -> tuple[Field, ...]:
        """Fields people filter and count by, in the order of the file."""
        return tuple(f for f in self.fields if f.facet)

    @property
    def texts(self) -> tuple[Field, ...]:
        """Fields of words."""
        return tuple(f for f in self.fields if f.kind == "text")

    @property
    def searched(self) -> tuple[Field, ...]:
        """Fields of words that find documents."""
        return tuple(f for f in self.texts if f.find)

    @property
    def keywords(self) -> tuple[Field, ...]:
        """Fields that hold ids: keyword and year."""
        return tuple(f for f in self.fields if f.kind in ("keyword", "year"))

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        for found in self.fields:
            if found.name == name:
                return found
        raise KeyError(name)
