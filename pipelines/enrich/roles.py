"""Roles: which file is a Blueprint's core document, summary, annex or artefact."""

import re
from unicodedata import normalize

from pipelines.bundle import Artefact, Metadata, Role
from pipelines.enrich.paths import readable

ROLES: tuple[Role, ...] = ("core", "summary", "annex", "artefact")

# What may follow: "v1.2 FINAL", "DRAFT", "v0.9 comments", "(old)", "2021".
_STATE = r"(?: (?:v?\d[\w.]*|final|draft|comments|signed|approved|copy|old))*$"
_NAMED: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "annex",
        re.compile(r"\b(?:annex(?:e|es)?|appendi(?:x|ces)|technical document)\b"),
    ),
    (
        "summary",  # "plan on a page" and "discovery summary" are of something in it
        re.compile(
            r"^(?:(?:one|1|single) ?pager?|exec(?:utive)? summary)\b"
            r"|(?:\b(?:(?:one|1|single) ?pager?|(?<!plan )on a page|bpoap)"
            r"|(?:^|- |\b(?:pager?|exec(?:utive)?|blueprint) )summary)" + _STATE
        ),
    ),
    (
        "core",
        re.compile(
            r"^(?:blueprint(?! (?:artefacts|files|guide|pack))|core document)\b"
            r"|\b(?:core(?: document)?|main document|(?<!this )blueprint)" + _STATE
        ),
    ),
)
_OTHER = re.compile(r"\b(?:template|example|sample)\b")  # of such a document


def role_of(artefact: Artefact, metadata: Metadata) -> Role:
    """The role people gave the path, else the one its name shows, else artefact.

    A file inside another is an artefact, whatever it is called.
    """
    given = metadata.roles.get(normalize("NFC", artefact.path))
    if given:
        return given
    if artefact.parent is not None:
        return "artefact"
    name = re.sub(r"[()]", "", readable(artefact.path)).casefold()
    for role, pattern in _NAMED:
        if pattern.search(name) and not _OTHER.search(name):
            return role
    return "artefact"
