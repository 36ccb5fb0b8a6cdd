"""Rows that say who may see a Blueprint, and are not heard: they open nothing."""

from collections.abc import Collection, Iterable, Mapping

from indexer.documents import EVERYONE
from pipelines.bundle import Metadata, Problem
from pipelines.catalogue.columns import GUARDED
from pipelines.catalogue.matching import meant, without_folder
from pipelines.catalogue.said import Said
from pipelines.catalogue.tables import Row
from pipelines.catalogue.understand import Reader, understand

NAMED = 10  # folders in one message


def unheard(
    reader: Reader,
    rows: Iterable[Row],
    found: Mapping[str, Row],
    titles: Mapping[str, str],
    silent: Collection[str],
) -> tuple[set[str], list[Problem]]:
    """The folders that are for nobody, and a problem for each row that makes them so.

    Such a row has an audience and speaks of no folder, as when that was renamed, or it
    stands in a second table. It may mean those of `silent`, of which nobody says an
    audience, that it names outright, else those that no row names. `titles` has every
    folder of the library with the title of its blueprint.yaml.
    """
    closed: set[str] = set()
    problems = []
    lost = [row for row in without_folder(rows, found) if not is_open(reader, row.said)]
    unnamed = titles.keys() - found.keys()
    for row, named in zip(lost, meant(lost, titles), strict=True):
        if some := sorted(set(named or unnamed) & set(silent)):
            closed.update(some)
            said = next(one for one in row.said if one.field == GUARDED)
            detail = (
                "this row is not used: until it is, or is taken away, nobody"
                f" sees {_names(some)}, unless a blueprint.yaml there says who"
            )
            problems.append(said.problem(said.text, detail))
    return closed, problems


def says_audience(said: Iterable[Said]) -> bool:
    """Whether any of this tells who may see a Blueprint."""
    return any(one.field == GUARDED and one.text for one in said)


def is_open(reader: Reader, said: Iterable[Said]) -> bool:
    """Whether everyone may see what this is said of."""
    guarding = (one for one in said if one.field == GUARDED)
    metadata, _ = understand(reader, guarding, Metadata(), "")
    return EVERYONE in metadata.audience


def _names(folders: list[str]) -> str:
    more = len(folders) - NAMED
    return ", ".join(folders[:NAMED]) + (f" and {more} more" if more > 0 else "")
