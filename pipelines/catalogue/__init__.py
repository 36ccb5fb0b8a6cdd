"""What people said of the library's Blueprints, as dirty as it is.

The library's root may have a catalogue (``catalogue.xlsx`` or ``catalogue.csv``), and
each folder a ``blueprint.yaml``, which wins over the row field by field.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from mappings.load import Mappings
from mappings.taxonomy import fold
from pipelines.bundle import Metadata, Problem
from pipelines.catalogue.columns import fields_by_name
from pipelines.catalogue.dates import read_date
from pipelines.catalogue.files import File, read_files
from pipelines.catalogue.guard import is_open, says_audience, unheard
from pipelines.catalogue.matching import match_rows, without_folder
from pipelines.catalogue.names import former_names
from pipelines.catalogue.said import Said
from pipelines.catalogue.tables import Row
from pipelines.catalogue.understand import Reader, understand

BULK_SHARE, BULK_ROWS = 0.2, 10


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Metadata for every folder, and what was not understood.

    Of the folders in `silent` nobody says an audience; those in `shut` are for nobody,
    because a row of an audience is not used.
    """

    by_folder: Mapping[str, Metadata]
    problems: tuple[Problem, ...]
    silent: frozenset[str] = frozenset()
    shut: frozenset[str] = frozenset()


def read_catalogue(
    root: str, mappings: Mappings, folders: Sequence[str], today: date | None = None
) -> Catalogue:
    """What people said of each of `folders`, the direct sub-folders of `root`.

    `root` is a path or any fsspec URL. Never raises for what people wrote: it is a
    problem with its file, row and column, told in their order. Dates after `today` are
    problems.
    LibraryError if there is a catalogue and nothing of it can be read, or if none of
    the folders is there, as where a disk is not mounted; one that is gone is closed.
    """
    written = read_files(root, folders, fields_by_name(mappings.schema))
    files, rows = dict(written.files), written.rows
    titles = {folder: file.title for folder, file in files.items()}
    matched, unmatched = match_rows(rows, titles)
    reader = Reader(mappings, today or date.today())
    silent = {
        folder
        for folder, file in files.items()
        if not says_audience(_said(matched.get(folder), file))
    }
    places = {**dict.fromkeys(written.folders, ""), **titles}
    shut, not_heard = unheard(reader, [*rows, *written.unused], matched, places, silent)
    files |= {folder: files[folder].shut(folder) for folder in shut}
    told = [_said(matched.get(folder), file) for folder, file in files.items()]
    told += [row.said for row in without_folder(rows, matched)]
    reader = replace(reader, now=_present_names(reader, told))
    by_folder = {}
    problems = [*written.problems, *not_heard]
    for folder, file in files.items():
        row = matched.get(folder)
        by_folder[folder], not_understood = _metadata(reader, row, file)
        problems += not_understood
        if rows and row is None:
            detail = "no row of the catalogue speaks of this folder"
            problems.append(Problem(rows[0].source, None, "", folder, detail))
    problems += [*unmatched, *_bulk_dates(reader.today, rows)]
    in_order = tuple(sorted(problems, key=lambda p: (p.source, p.row or 0)))
    return Catalogue(by_folder, in_order, frozenset(silent - shut), frozenset(shut))


def _said(row: Row | None, file: File) -> tuple[Said, ...]:
    return (*(row.said if row else ()), *file.said)


def _metadata(
    reader: Reader, row: Row | None, file: File
) -> tuple[Metadata, list[Problem]]:
    metadata, problems = Metadata(), list(file.problems)
    if row:
        metadata, found = understand(reader, row.said, metadata, row.name)
        problems += found
    metadata, found = understand(reader, file.said, metadata, file.name)
    return replace(metadata, roles=file.roles), problems + found


def _present_names(reader: Reader, told: Iterable[Sequence[Said]]) -> dict[str, str]:
    """The present name by a folded former one, from what any cell says of it.

    A name that a closed Blueprint brings is for those who may see it.
    """
    free = {f.name for f in reader.mappings.schema.fields if f.open}
    return {
        fold(former): present
        for said in told
        if is_open(reader, said)
        for one in said
        if one.field in free
        for former, present in former_names(one.text)
    }


def _bulk_dates(today: date, rows: Sequence[Row]) -> Iterator[Problem]:
    """A problem for each date that so many rows share that it says little."""
    days: Counter[str] = Counter()
    columns = {}
    for said in (s for row in rows for s in row.said if s.field == "published"):
        with suppress(ValueError):
            day = read_date(said.cells[0], today)
            days[day] += 1
            columns[day] = said
    for day, count in days.items():
        if count >= max(BULK_ROWS, BULK_SHARE * len(rows)):
            detail = f"on {count} of {len(rows)} rows: kept, but it says little"
            yield replace(columns[day].problem(day, detail), row=None)
