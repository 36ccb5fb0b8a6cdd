"""synonyms.yaml: what may stand in it, and the groups it makes."""

from collections.abc import Iterable

from mappings.reading import Entry, MappingError, Text, Texts, parse
from mappings.synonyms import Mark, SynonymGroup


class GroupEntry(Entry):
    """One group as written."""

    canonical: Text
    equivalents: Texts = ()
    related: Texts = ()
    ambiguous: Texts = ()
    one_way: Texts = ()
    mark: Mark
    category: Text
    source: str = ""


class SynonymsFile(Entry):
    """The whole file."""

    groups: list[GroupEntry]


def read_synonyms(text: str, file: str) -> tuple[SynonymGroup, ...]:
    """The groups a file's text declares; MappingError on the first mistake."""
    entries = parse(text, file, SynonymsFile).groups
    canonicals: set[str] = set()
    for entry in entries:
        _check(entry, file)
        if entry.canonical.casefold() in canonicals:
            raise MappingError(
                file, f"groups[{entry.canonical}].canonical", "this group stands twice"
            )
        canonicals.add(entry.canonical.casefold())
    return tuple(SynonymGroup(**dict(entry)) for entry in entries)


def _check(entry: GroupEntry, file: str) -> None:
    key = f"groups[{entry.canonical}]"
    own = (entry.canonical, *entry.equivalents)
    if doubled := _doubled((*own, *entry.related)):
        raise MappingError(file, key, f"lists {doubled!r} twice")
    for part, names in (("ambiguous", entry.ambiguous), ("one_way", entry.one_way)):
        for name in names:
            if name not in own:
                raise MappingError(
                    file, f"{key}.{part}", f"not an equivalent of it: {name!r}"
                )


def _doubled(names: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            return name
        seen.add(name.casefold())
    return None
