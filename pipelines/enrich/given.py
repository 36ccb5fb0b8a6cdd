"""Given: what people said of a Blueprint, and how it meets what rules suggest.

People's word wins. Where a field of a Blueprint has a given value, no suggested one
stands beside it: suggestions of that field are kept as evidence only, so that a
librarian can see a disagreement.

Artefacts inherit what is true of the whole Blueprint and people filter files by
(organisation, region, project type, users, care setting ...); there too the given
values replace suggested ones. What a single file is about is its own: technologies,
pillars, suppliers, standards of the file stand beside those given for the Blueprint,
each with its origin. What kind of file it is is never inherited.
"""

from collections.abc import Iterable, Mapping

from indexer.documents import Evidence
from pipelines.bundle import Given

OWN = frozenset({"technology", "pillar", "success_measure", "supplier", "standard"})
NEVER_INHERITED = frozenset({"artefact_type", "format", "language", "role"})


def given_evidence(values: Mapping[str, tuple[Given, ...]]) -> tuple[Evidence, ...]:
    """A piece of evidence for each given value: who said so."""
    return tuple(
        Evidence(field, given.value, "given", given.source)
        for field, found in values.items()
        for given in found
    )


def inherited(values: Mapping[str, tuple[Given, ...]]) -> dict[str, tuple[Given, ...]]:
    """The given values of a Blueprint that are its artefacts' too."""
    return {f: g for f, g in values.items() if f not in NEVER_INHERITED}


def settled(
    field: str, given: Iterable[Given], suggested: Iterable[str], *, artefact: bool
) -> tuple[str, ...]:
    """The values of a field: given first, suggested where the rules above let them."""
    said = tuple(dict.fromkeys(g.value for g in given))
    if said and not (artefact and field in OWN):
        return said
    return tuple(dict.fromkeys((*said, *suggested)))
