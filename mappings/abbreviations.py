"""Which words of the mappings are abbreviations that a stemmer would hurt."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from mappings.synonyms import SynonymGroup
from mappings.taxonomy import Taxonomy

LONGEST = 8
# Abbreviations that are ordinary words in lower case: those must be stemmed.
ORDINARY = frozenset(
    """
    aids aims are bars care cares does dose ease egos ice loose maps mesh must news none
    notes one raid respect sad safe sees shrewd soap spine tie use who
    """.split()
)


def abbreviations(
    taxonomies: Iterable[Taxonomy], synonyms: Iterable[SynonymGroup]
) -> Mapping[str, str]:
    """The abbreviations among all names as they are most often written, by the same in
    lower case; without ordinary words.

    Plurals are left out: the analysis takes them for the singular (EPRs, EPR).
    """
    of_synonyms = (name for group in synonyms for name in group.names)
    names = (*_of_taxonomies(taxonomies), *of_synonyms)
    written: dict[str, str] = {}
    for name, _ in Counter(filter(is_abbreviation, names)).most_common():
        written.setdefault(name.casefold(), name)
    return {lower: name for lower, name in written.items() if lower not in ORDINARY}


def is_abbreviation(name: str) -> bool:
    """True for PACS, eRS, EPaCCS; not for Epic, CareFlow, APIs, e-RS or NHS App."""
    capitals = sum(c.isupper() for c in name)
    plural = name.endswith("s") and name[:-1].isupper()
    return (
        name.isascii()
        and name.isalpha()
        and capitals >= 2
        and len(name) <= min(LONGEST, capitals * 2)
        and not plural
    )


def _of_taxonomies(taxonomies: Iterable[Taxonomy]) -> Iterator[str]:
    for taxonomy in taxonomies:
        for term in taxonomy.terms:
            yield term.label
            yield from term.aliases
            # What needs company may be a plural elsewhere: ECS, and endothelial cells.
            yield from (p.text for p in term.phrases if not p.context)
