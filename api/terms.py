"""Values of a list as people write them in an address."""

from difflib import get_close_matches

from indexer.query import MISSING
from mappings.taxonomy import Taxonomy, fold

LIKE = 0.7  # how alike a value and its suggestion are, of 1
SUGGESTED = 3


def today(terms: Taxonomy, value: str) -> str:
    """The id that a term has now, by that id, a former one or another name; the value
    itself if no term has it.
    """
    if value in terms.by_id:
        return value
    term = terms.resolve(value)
    return term.id if term else value


def strange(terms: Taxonomy, value: str) -> str:
    """What is wrong with a value that is no id of the list, with ids that are near."""
    if value in terms.by_id or value == MISSING:
        return ""
    near = get_close_matches(fold(value), terms.by_name, SUGGESTED, LIKE)
    ids = dict.fromkeys(terms.by_name[name].id for name in near)
    hint = f"; did you mean {' or '.join(ids)}" if ids else ""
    return f"there is no such value{hint}"
