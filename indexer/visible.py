"""Who may see what: the filters that every question is asked under."""

from indexer.entries import AUDIENCE
from indexer.tree import Key, Node

STATE = "state"
PUBLISHED = Key(STATE, ("published",))


def open_to(audience: tuple[str, ...]) -> Node:
    """The filter of what an audience may open."""
    return Key(AUDIENCE, audience)


def visible(audience: tuple[str, ...]) -> tuple[Node, ...]:
    """The filters of what it finds without asking for another state: published too."""
    return (open_to(audience), PUBLISHED)
