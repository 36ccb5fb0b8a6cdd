"""Which row of the catalogue speaks of which folder of the library."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from mappings.taxonomy import fold
from pipelines.bundle import Problem
from pipelines.catalogue.tables import Row
from pipelines.catalogue.titles import bare_title

ALIKE = 0.86  # of difflib, for a title and a folder's name
MARGIN = 0.04  # by which the best must lead, or nothing is chosen
COVERED = 0.6  # share of the words of a folder's name that the row must have
TITLE_START = 25  # characters: a folder's name is often a title cut off
NOISE = frozenset("blueprint the a an of for in at to and with by nhs".split())
NUMBER = re.compile(r"^(?:bp)?\d{1,5}$")
TOLD_BY = ("title", "organisation", "technology", "project_type")


@dataclass(frozen=True, slots=True)
class Speaker:
    """A row as it is compared: folded names and words."""

    row: Row
    folder: str
    reference: str
    link: str  # last part of its path
    title: str
    organisation: tuple[str, ...]  # its first two words
    words: frozenset[str]  # of what it tells, and the title in one word


@dataclass(frozen=True, slots=True)
class Place:
    """A folder as it is compared."""

    folder: str
    name: str
    title: str  # of its blueprint.yaml
    words: tuple[str, ...]  # of its name, without its number


Score = Callable[[Speaker, Place], float]
Pairs = dict[tuple[int, str], float]


def match_rows(
    rows: Sequence[Row], titles: Mapping[str, str]
) -> tuple[dict[str, Row], list[Problem]]:
    """The row of each folder, and a problem for each row without one.

    `titles` has the title that blueprint.yaml gives, or nothing, by folder. The surest
    way goes first: folder column, reference, link, title. Where two rows or
    two folders are equally likely nothing is chosen.
    """
    different, problems = _without_repeats(rows)
    left = {index: _speaker(row) for index, row in enumerate(different)}
    free = {folder: _place(folder, title) for folder, title in titles.items()}
    found: dict[str, Row] = {}
    for score in WAYS:
        pairs = _pairs(left, free, score)
        while chosen := list(_chosen(pairs)):
            for index, folder in chosen:
                found[folder] = left.pop(index).row
                del free[folder]
            # What is taken is no rival any more.
            pairs = {
                (i, f): v for (i, f), v in pairs.items() if i in left and f in free
            }
        for index in sorted({i for i, _ in pairs}):
            likely = sorted(f for i, f in pairs if i == index)
            detail = f"may be {' or '.join(likely)}, or another row is: none chosen"
            problems.append(_problem(left.pop(index).row, detail))
        # A row that names its folder speaks of no other one.
        for index in [i for i, s in left.items() if s.folder]:
            problems.append(_homeless(left.pop(index), found))
    problems += [_homeless(speaker, found) for speaker in left.values()]
    return found, problems


def without_folder(rows: Iterable[Row], found: Mapping[str, Row]) -> list[Row]:
    """The rows that speak of none of the folders that `match_rows` found for them; a
    repeat of one that does is not among them.
    """
    taken = set(map(_told, found.values()))
    return [row for row in rows if _told(row) not in taken]


def meant(rows: Iterable[Row], titles: Mapping[str, str]) -> Iterator[list[str]]:
    """For each row the folders that it names outright, another row's among them."""
    places = [_place(folder, title) for folder, title in titles.items()]
    for speaker in map(_speaker, rows):
        yield [
            place.folder
            for place in places
            if any(score(speaker, place) >= 1 for score in WAYS)
        ]


def _told(row: Row) -> tuple[tuple[str, str], ...]:
    return tuple((s.field, fold(s.text)) for s in row.said)


def _without_repeats(rows: Sequence[Row]) -> tuple[list[Row], list[Problem]]:
    """The rows that say something new, and a problem for each other one."""
    seen: dict[tuple[tuple[str, str], ...], Row] = {}
    problems = []
    for row in rows:
        first = seen.setdefault(_told(row), row)
        if first is not row:
            problems.append(_problem(row, f"says the same as row {first.number}"))
    return list(seen.values()), problems


def _pairs(
    left: Mapping[int, Speaker], free: Mapping[str, Place], score: Score
) -> Pairs:
    scored = (
        ((index, folder), score(speaker, place))
        for index, speaker in left.items()
        for folder, place in free.items()
    )
    return {pair: value for pair, value in scored if value}


def _chosen(pairs: Pairs) -> Iterator[tuple[int, str]]:
    """Pairs that lead in the eyes of both the row and the folder."""
    rivals: dict[int | str, list[float]] = {}
    for pair, value in pairs.items():
        for side in pair:
            rivals.setdefault(side, []).append(value)
    for (index, folder), value in pairs.items():
        near = [v for side in (index, folder) for v in rivals[side]]
        # The pair itself is among both sides' values.
        if sum(1 for v in near if v > value - MARGIN) == 2:
            yield index, folder


def _speaker(row: Row) -> Speaker:
    written = row.text("folder").replace("\\", "/").rstrip("/ ")
    link = _path(row.text("link"))
    title = fold(bare_title(row.text("title")))
    words = {w for field in TOLD_BY for w in fold(row.text(field)).split()}
    return Speaker(
        row,
        fold(written.rpartition("/")[2]),
        fold(row.text("reference")),
        fold(unquote(link.rpartition("/")[2])),
        title,
        tuple(fold(row.text("organisation")).split()[:2]),
        frozenset(words | {title.replace(" ", "")}),
    )


def _path(link: str) -> str:
    """The path of an address; empty where people wrote something else."""
    try:
        return urlsplit(link).path.rstrip("/")
    except ValueError:  # as of https://[to follow]
        return ""


def _place(folder: str, title: str) -> Place:
    name = fold(normalize("NFC", folder))
    words = tuple(name.split())
    unnumbered = tuple(w for w in words if not NUMBER.match(w))
    return Place(folder, name, fold(bare_title(title)), unnumbered or words)


def _by_folder(speaker: Speaker, place: Place) -> float:
    return float(speaker.folder == place.name != "")


def _by_reference(speaker: Speaker, place: Place) -> float:
    """The reference begins or ends the folder's name, as in "BP012 Virtual wards"."""
    reference, name = speaker.reference, place.name
    if len(reference) < 2:
        return 0
    found = name == reference or name.startswith(f"{reference} ")
    found = found or (not reference.isdigit() and name.endswith(f" {reference}"))
    return found and 1 + _organisation(speaker, place)


def _by_link(speaker: Speaker, place: Place) -> float:
    return float(speaker.link == place.name != "")


def _by_title(speaker: Speaker, place: Place) -> float:
    """How much the folder's name is like the row's title and organisation."""
    if speaker.title and speaker.title in (place.name, place.title):
        return 1 + _organisation(speaker, place)
    words = [w for w in place.words if w not in NOISE]
    covered = sum(1 for w in words if w in speaker.words) / max(1, len(words))
    if covered < COVERED or not speaker.title:
        return 0
    title, name = speaker.title, " ".join(place.words)
    # A folder's name may lose characters that a title has: "BP@home", "BPhome".
    begins = name.replace(" ", "").startswith(title.replace(" ", ""))
    cut_off = begins or title.startswith(name)
    organisation = _organisation(speaker, place)
    likeness = max(
        SequenceMatcher(None, name, title, autojunk=False).ratio(),
        0.95 if cut_off and min(len(name), len(title)) >= TITLE_START else 0,
        0.9 if covered == 1 and begins else 0,
        0.88 if covered == 1 and len(words) > 2 and organisation else 0,
    )
    return likeness + organisation if likeness >= ALIKE else 0


def _organisation(speaker: Speaker, place: Place) -> float:
    """A little more where the folder's name has the organisation's first words."""
    return 0.1 * sum(1 for word in speaker.organisation if word in place.words)


# The surest way first.
WAYS: tuple[Score, ...] = (_by_folder, _by_reference, _by_link, _by_title)


def _homeless(speaker: Speaker, found: Mapping[str, Row]) -> Problem:
    row = speaker.row
    if not speaker.folder and not speaker.title:
        return _problem(row, "names neither a title nor a folder")
    for folder, taken in found.items():
        title = fold(bare_title(taken.text("title")))
        trust = fold(taken.text("organisation"))
        if (title, trust) == (speaker.title, fold(row.text("organisation"))):
            return _problem(row, f"row {taken.number} has the folder {folder}")
    return _problem(row, "no such folder in the library")


def _problem(row: Row, detail: str) -> Problem:
    field = "folder" if row.text("folder") else "title"
    column = next((s.column for s in row.said if s.field == field), "")
    return Problem(row.source, row.number, column, row.text(field), detail)
