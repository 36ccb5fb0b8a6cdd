"""What people said of the Blueprints: a dirty catalogue.xlsx, some blueprint.yaml."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from urllib.parse import quote

import yaml
from openpyxl import Workbook

from demo.paper import LABEL
from demo.plan import BULK_DATE, Blueprint
from demo.speech import voice
from demo.words import Words
from demo.writers.package import settled

HEADERS = (
    "Title",
    "Organisation name",
    "Date published",
    "Description",
    "Link",
    "Project type",
    "Care setting",
    "Users",
    "Blueprint type",
    "Pillar",
    "Funder",
    "Locality",
)
SITE = "https://collaboration.example/GDEcommunity/blueprints/"
BETWEEN = ("; ", ", ", "\n", "; ")
FIRST_ROW = 5  # below a title, the label, an empty row and the headers
NOT_UNDERSTOOD = {"Care setting": "see notes", "Date published": "TBC", "Pillar": "n/k"}
ELSEWHERE = 5  # Blueprints whose folder nobody has
Cell = str | date | None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The workbook, the titles of rows without folder, and cells without sense.

    A cell is row as people count it, column, value.
    """

    content: bytes
    elsewhere: tuple[str, ...]
    senseless: tuple[tuple[int, str, str], ...]


def catalogue(words: Words, seed: int, plans: Sequence[Blueprint]) -> Catalogue:
    """The programme's index of these Blueprints, as dirty as the real one."""
    random = Random(f"{seed} catalogue")
    listed = [plan for plan in plans if plan.in_catalogue]
    random.shuffle(listed)
    rows = [_row(words, plan, Random(f"{seed} row {plan.number}")) for plan in listed]
    if len(rows) > 20:  # a re-issue has brought one row twice
        rows.insert(20, rows[3])
    elsewhere = [_elsewhere(words, random, rows, n) for n in range(ELSEWHERE)]
    for row in elsewhere:
        rows.insert(random.randrange(len(rows) + 1), row)
    senseless = _spoil(random, rows)
    return Catalogue(
        _workbook(rows), tuple(str(row["Title"]) for row in elsewhere), senseless
    )


def metadata(words: Words, seed: int, plan: Blueprint) -> str:
    """The text of the Blueprint's own blueprint.yaml."""
    speaker = voice(words, plan, Random(f"{seed} yaml {plan.number}"))
    said: dict[str, object] = {
        "title": plan.title,
        "summary": " ".join(speaker.sentences("summary", 2)),
        "organisation": plan.organisation.name,
        "region": plan.organisation.region,
        "state": plan.state,
        "project_type": plan.topic.project_type,
        "technology": [plan.topic.label] if plan.topic.label else [],
        "supplier": [plan.supplier],
        "care_setting": [setting_label(key) for key in plan.settings],
        "pillar": [words.labels["pillars"][key][0] for key in plan.pillars],
    }
    if plan.published:
        said["published"] = date.fromisoformat(plan.published)
    if plan.audience:
        said["audience"] = list(plan.audience)
    roles = {file.path: file.role for file in plan.files if file.role != "artefact"}
    written = yaml.safe_dump(
        {**said, "roles": roles}, sort_keys=False, allow_unicode=True, width=88
    )
    return f"# {LABEL}\n{written}"


def setting_label(key: str) -> str:
    """The label of a care setting in the vocabulary, such as ``Mental health``."""
    return key.replace("-", " ").capitalize()


def _row(words: Words, plan: Blueprint, random: Random) -> dict[str, Cell]:
    speaker = voice(words, plan, random)
    labels = words.labels
    settings = [
        random.choice(labels["settings"][key]["labels"]) for key in plan.settings
    ]
    pillars = [random.choice(labels["pillars"][key]) for key in plan.pillars]
    projects = [plan.topic.project_type]
    if random.random() < 0.25:
        projects.append(random.choice(labels["stages"]))
    names = [plan.organisation.previous, plan.organisation.name]
    title = plan.title + random.choice(("", "", "", "", " ", "  "))
    link = SITE + quote(plan.folder)
    return {
        "Title": title.replace(" ", "  ", 1) if random.random() < 0.05 else title,
        "Organisation name": names[0]
        if names[0] and random.random() < 0.6
        else names[1],
        "Date published": _day(plan.published, random),
        "Description": " ".join(speaker.sentences("summary", random.randint(1, 3))),
        "Link": link if random.random() < 0.85 else None,
        "Project type": _joined(random, projects),
        "Care setting": _joined(random, settings) if random.random() > 0.09 else None,
        "Users": _joined(random, random.sample(labels["users"], random.randint(1, 3))),
        "Blueprint type": _kind(plan, random),
        "Pillar": _joined(random, pillars) if random.random() > 0.2 else None,
        "Funder": random.choice(labels["funders"]) or None,
        "Locality": None,
    }


def _day(published: str, random: Random) -> Cell:
    """A date in one of the ways people write it; the bulk date as a date or text."""
    if not published:
        return None
    day = date.fromisoformat(published)
    if published == BULK_DATE:
        return random.choice((day, "01/10/2020"))
    return random.choice((day, day, f"{day:%d/%m/%Y}", f"{day.day} {day:%B %Y}"))


def _kind(plan: Blueprint, random: Random) -> Cell:
    short = ("Blueprint on a page", "BPOAP", "On a page")
    full = ("Full Blueprint", "Full Blueprint", "full blueprint", None)
    return random.choice(short if plan.on_a_page else full)


def _joined(random: Random, values: Sequence[str]) -> str:
    """Several values in a cell, in one of the ways people part them."""
    return random.choice(BETWEEN).join(values)


def _elsewhere(
    words: Words, random: Random, rows: Sequence[dict[str, Cell]], number: int
) -> dict[str, Cell]:
    topic = words.topics[number * 7 % len(words.topics)]
    like = random.choice(rows)
    title = f"{topic.titles[0]} (withdrawn {2019 + number})"
    return {**like, "Title": title, "Link": None, "Description": None}


def _spoil(
    random: Random, rows: list[dict[str, Cell]]
) -> tuple[tuple[int, str, str], ...]:
    """Cells without sense, each in place of an empty one."""
    spoiled = []
    for column, value in NOT_UNDERSTOOD.items():
        empty = [i for i, row in enumerate(rows) if row[column] is None]
        if empty:
            i = random.choice(empty)
            rows[i] = {**rows[i], column: value}
            spoiled.append((i + FIRST_ROW, column, value))
    return tuple(sorted(spoiled))


def _workbook(rows: Sequence[dict[str, Cell]]) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Blueprint index"
    for row in _lines(rows):
        sheet.append(row)
    notes = book.create_sheet("Notes")
    notes.append([LABEL])
    notes.append(["Rows are checked twice a year; care setting is missing for some."])
    properties = book.properties
    properties.title, properties.creator = "Blueprint index", "Programme office"
    properties.description = properties.keywords = LABEL
    target = io.BytesIO()
    book.save(target)
    return settled(target.getvalue(), "2025-10-01")


def _lines(rows: Sequence[dict[str, Cell]]) -> Iterator[list[Cell]]:
    yield ["Blueprint index"]
    yield [LABEL]
    yield []
    yield list(HEADERS)
    for row in rows:
        yield [row[header] for header in HEADERS]
