"""Roles: which file is a Blueprint's core document, summary, annex or artefact."""

import re

from pipelines.bundle import Artefact, Metadata, Role

ROLES: tuple[Role, ...] = ("core", "summary", "annex", "artefact")

_NAMED: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("annex", re.compile(r"\b(?:annex|appendix|technical document)\b")),
    (
        "summary",
        re.compile(
            r"\b(?:(?:one|1|single) ?pager?|on a page|bpoap|(?:executive )?summary)\b"
        ),
    ),
    ("core", re.compile(r"\b(?:core|full blueprint|main document|blueprint)\b")),
)


def role_of(artefact: Artefact, metadata: Metadata) -> Role:
    """The role people gave the path, else the one its name shows, else artefact.

    A file inside another is an artefact, whatever it is called.
    """
    given = metadata.roles.get(artefact.path)
    if given:
        return given
    if artefact.parent is not None:
        return "artefact"
    name = artefact.path.rsplit("/", 1)[-1].casefold()
    name = " ".join(re.sub(r"[\W_]+", " ", name).split())
    for role, pattern in _NAMED:
        if pattern.search(name):
            return role
    return "artefact"
