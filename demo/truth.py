"""What is true of a demonstration library, for tests and benchmarks."""

from collections.abc import Iterator, Mapping
from typing import Any

from demo.catalogue import setting_label
from demo.compose import phrase
from demo.make import Made
from demo.paper import Unit
from demo.plan import Blueprint, Fate, PlannedFile
from demo.words import Words

NAME = ".truth.json"
# What a reader of the file is to say of it; see the list of statuses of a record.
STATUSES: Mapping[Fate, str] = {
    "ok": "ok",
    "misnamed": "ok",
    "truncated": "corrupt",
    "locked": "encrypted",
    "blank": "empty",
    "hollow": "empty",
    "scanned": "empty",
}
PICTURES = {"png", "jpg"}


def blueprint_truth(
    words: Words,
    plan: Blueprint,
    made: tuple[Made, ...],
    plans: Mapping[int, Blueprint],
) -> dict[str, Any]:
    """Labels of the Blueprint, and each of its files with its planted phrases."""
    topic = plan.topic
    return {
        "folder": plan.folder,
        "title": plan.title,
        "technology": [topic.label] if topic.label else [],
        "project_type": [topic.project_type],
        "care_setting": [setting_label(key) for key in plan.settings],
        "pillar": [words.labels["pillars"][key][0] for key in plan.pillars],
        "supplier": [plan.supplier],
        "product": plan.product,
        "organisation": plan.organisation.name,
        "previous_organisation": plan.organisation.previous,
        "region": plan.organisation.region,
        "published": plan.published,
        "state": plan.state,
        "audience": list(plan.audience),
        "on_a_page": plan.on_a_page,
        "in_catalogue": plan.in_catalogue,
        "has_yaml": plan.has_yaml,
        "files": [
            _file_truth(words, path, one, plan, plans)
            for path, one in _with_members(made)
        ],
    }


def _with_members(made: tuple[Made, ...]) -> Iterator[tuple[str, Made]]:
    for one in made:
        yield one.file.path, one
        for path, member in _with_members(one.members):
            yield f"{one.file.path}!/{path}", member


def _file_truth(
    words: Words, path: str, made: Made, plan: Blueprint, plans: Mapping[int, Blueprint]
) -> dict[str, Any]:
    file = made.file
    copied = file.origin != plan.number
    return {
        "path": path,
        "format": file.format,
        "bytes": len(made.content),
        "artefact_type": words.kinds[file.kind].label,
        "role": file.role,
        "fate": file.fate,
        "status": expected(file),
        "copied_from": plans[file.origin].folder if copied else "",
        "rebadged": file.badge,
        "draft": file.draft,
        "units": len(made.units),
        "phrases": [_place(phrase(words, n), made.units) for n in file.plants],
    }


def expected(file: PlannedFile) -> str:
    """The status that reading the file must end with."""
    if file.fate == "ok" and file.format in PICTURES:
        return "empty"
    return STATUSES[file.fate]


def _place(text: str, units: tuple[Unit, ...]) -> dict[str, Any]:
    """The unit with that phrase; LookupError where it did not land in the file."""
    for unit in units:
        if text in " ".join(unit.text.split()):
            return {
                "text": text,
                "kind": unit.kind,
                "number": unit.number,
                "label": unit.label,
            }
    raise LookupError(text)
