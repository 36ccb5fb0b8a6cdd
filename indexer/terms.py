"""Values of a facet as people write them, in an address or a command."""

import re
from difflib import get_close_matches

from indexer.query import MISSING
from mappings.schema import Field
from mappings.taxonomy import Taxonomy, fold

LIKE = 0.7  # how alike a value and its suggestion are, of 1
SUGGESTED = 3
YEAR = re.compile(r"[0-9]{4}")


def today(terms: Taxonomy | None, value: str) -> str:
    """The id that a term has now, by that id, a former one or another name; the value
    itself if no term has it.
    """
    if terms is None or value in terms.by_id:
        return value
    term = terms.resolve(value)
    return term.id if term else value


def strange(field: Field, terms: Taxonomy | None, value: str) -> str:
    """What is wrong with a value that the field cannot have, with ids that are near;
    empty if it can.
    """
    if value == MISSING or field.open:
        return ""
    if field.kind == "year":
        return "" if YEAR.fullmatch(value) else "must be a year of four digits"
    if terms is None or value in terms.by_id:
        return ""
    ids = near_ids(terms, value)
    hint = f"; did you mean {' or '.join(ids)}" if ids else ""
    return f"there is no such value{hint}"


def near_ids(terms: Taxonomy, value: str) -> tuple[str, ...]:
    """The ids of terms of which a name is much like `value`, the nearest first."""
    near = get_close_matches(fold(value), terms.by_name, SUGGESTED, LIKE)
    return tuple(dict.fromkeys(terms.by_name[name].id for name in near))
