"""The whole plan: Blueprints with files, copies between them, fates and phrases."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import count as counting
from random import Random

from demo.files import files_of
from demo.plan import Blueprint, Fate, PlannedFile, all_files, blueprints
from demo.speech import voice
from demo.words import Words

COMMON = {"pdf", "docx", "pptx", "xlsx"}
UNWRITTEN = {"png", "jpg", "zip"}  # no text that an extractor would find
COPIED = {"document", "sheet", "slides"}
FIRST_PLANT = 1001
# How many files meet with which fate, in a library of 170 Blueprints.
FATES: tuple[tuple[Fate, str, int], ...] = (
    ("truncated", "pdf", 2),
    ("truncated", "docx", 2),
    ("truncated", "pptx", 1),
    ("truncated", "xlsx", 1),
    ("truncated", "doc", 1),
    ("truncated", "zip", 1),
    ("locked", "pdf", 3),
    ("locked", "docx", 2),
    ("locked", "xlsx", 2),
    ("blank", "docx", 2),
    ("blank", "txt", 1),
    ("blank", "pdf", 1),
    ("hollow", "docx", 1),
    ("hollow", "xlsx", 1),
    ("scanned", "pdf", 5),
    ("misnamed", "pdf", 3),
    ("misnamed", "docx", 2),
    ("misnamed", "xlsx", 2),
    ("misnamed", "html", 2),
)
WRONG_ENDINGS = {"pdf": "docx", "docx": "doc", "xlsx": "xls", "html": "doc"}


def library(words: Words, seed: int, count: int) -> tuple[Blueprint, ...]:
    """That many Blueprints with their files; the same for the same seed and count."""
    plans = []
    for blueprint in blueprints(words, seed, count):
        speaker = voice(words, blueprint, Random(f"{seed} files {blueprint.number}"))
        files = files_of(words, seed, blueprint, speaker)
        plans.append(replace(blueprint, files=files))
    plans = _share(Random(f"{seed} copies"), plans, words)
    plans = _doom(Random(f"{seed} fates"), plans)
    return tuple(_plant(Random(f"{seed} plants"), plans))


def _share(random: Random, plans: list[Blueprint], words: Words) -> list[Blueprint]:
    """Copies of files in other Blueprints: some identical, some with a new badge."""
    templates = [
        file
        for plan in plans
        for file in plan.files
        if words.kinds[file.kind].shared and not file.draft
    ][:3]
    shared = []
    for plan in plans:
        files = [
            _template(file, templates) if words.kinds[file.kind].shared else file
            for file in plan.files
        ]
        if random.random() < 0.4:
            files += _borrowed(random, plan, plans, words)
        shared.append(replace(plan, files=tuple(_distinct(files))))
    return shared


def _template(file: PlannedFile, templates: list[PlannedFile]) -> PlannedFile:
    """One of a few templates under the name of the file."""
    found = templates[file.origin % len(templates)]
    stem = file.path.rpartition(".")[0]
    return replace(found, path=f"{stem}.{found.format}")


def _borrowed(
    random: Random, plan: Blueprint, plans: list[Blueprint], words: Words
) -> list[PlannedFile]:
    others = [p for p in plans if p.number != plan.number and not p.audience]
    near = [p for p in others if p.topic == plan.topic] or others
    if not near:
        return []
    other = random.choice(near)
    fitting = [
        file
        for file in other.files
        if words.kinds[file.kind].family in COPIED
        and file.origin == other.number
        and not file.draft
    ]
    chosen = random.sample(fitting, min(len(fitting), random.randint(1, 3)))
    return [replace(file, badge=random.random() < 0.4) for file in chosen]


def _distinct(files: list[PlannedFile]) -> Iterator[PlannedFile]:
    taken: set[str] = set()
    for file in files:
        stem, _, ending = file.path.rpartition(".")
        path = file.path
        for again in counting(1):
            if path.casefold() not in taken:
                break
            path = f"{stem} copy {again}.{ending}"
        taken.add(path.casefold())
        yield replace(file, path=path)


def _doom(random: Random, plans: list[Blueprint]) -> list[Blueprint]:
    """A handful of files broken, locked, empty or wrongly named."""
    seeds = _seeds(plans)
    places = [(p, f) for p in range(len(plans)) for f in range(len(plans[p].files))]
    random.shuffle(places)
    share = len(plans) / 170
    files = [list(plan.files) for plan in plans]
    for fate, format, most in FATES:
        left = max(1, round(most * share))
        for p, f in places:
            file = files[p][f]
            fits = file.format == format and file.fate == "ok"
            if not left or not fits or seeds[file.seed] > 1 or file.role != "artefact":
                continue
            files[p][f] = _meet(file, fate)
            left -= 1
    return [
        replace(plan, files=tuple(_distinct(made)))
        for plan, made in zip(plans, files, strict=True)
    ]


def _meet(file: PlannedFile, fate: Fate) -> PlannedFile:
    if fate != "misnamed":
        return replace(file, fate=fate, members=())
    stem = file.path.rpartition(".")[0]
    return replace(file, fate=fate, path=f"{stem}.{WRONG_ENDINGS[file.format]}")


def _plant(random: Random, plans: list[Blueprint]) -> list[Blueprint]:
    """Findable phrases, each in one file only."""
    seeds = _seeds(plans)
    numbers = counting(FIRST_PLANT)

    def planted(file: PlannedFile, inside: bool) -> PlannedFile:
        members = tuple(planted(member, True) for member in file.members)
        share = 0.6 if inside or file.format not in COMMON else 0.13
        alone = seeds[file.seed] == 1 and file.fate in ("ok", "misnamed")
        if file.format in UNWRITTEN or not alone or random.random() > share:
            return replace(file, members=members)
        wanted = 2 if file.format in ("pptx", "ppt", "odp") else 1
        plants = tuple(next(numbers) for _ in range(wanted))
        return replace(file, members=members, plants=plants)

    return [
        replace(plan, files=tuple(planted(file, False) for file in plan.files))
        for plan in plans
    ]


def _seeds(plans: list[Blueprint]) -> Counter[str]:
    """How many files share each seed."""
    return Counter(f.seed for plan in plans for _, f in all_files(plan.files))
