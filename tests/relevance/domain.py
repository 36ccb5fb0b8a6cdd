"""Judged questions over the demonstration library.

`domain.tsv` says for each question which Blueprints or artefacts answer it, in the
words of the library's truth file; the ids follow from the library, whatever its seed.

A wish is `field=value` pairs joined by ` & `, all of which must hold; several wishes
are joined by ` | `: the first is graded 2, what only the others have is graded 1.
"""

import csv
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipelines.evaluate.judgements import Judged
from pipelines.ids import artefact_id, blueprint_ids

FILE = Path(__file__).with_name("domain.tsv")


def questions(library: Path) -> tuple[Judged, ...]:
    """The questions that something in this library answers."""
    truth = json.loads((library / ".truth.json").read_text("utf-8"))
    shown = [
        b
        for b in truth["blueprints"]
        if b["state"] == "published" and not b["audience"]
    ]
    folders = blueprint_ids(b["folder"] for b in truth["blueprints"])
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    judged = (
        Judged(
            f"{row['kind']}-{n}",
            row["query"],
            _grades(shown, folders, row["view"], row["answered by"]),
            row["kind"],
            "artefacts" if row["view"] == "artefacts" else "blueprints",
        )
        for n, row in enumerate(rows, start=1)
    )
    return tuple(q for q in judged if q.grades)


def _grades(
    blueprints: list[dict[str, Any]], ids: Any, view: str, wanted: str
) -> dict[str, int]:
    grades: dict[str, int] = {}
    for grade, wish in zip((2, 1, 1, 1), wanted.split(" | "), strict=False):
        pairs = [tuple(p.split("=", 1)) for p in wish.split(" & ")]
        for id_, facts in _facts(blueprints, ids, view):
            if all(_holds(facts, field, value) for field, value in pairs):
                grades.setdefault(id_, grade)
    return grades


def _facts(
    blueprints: list[dict[str, Any]], ids: Any, view: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    for blueprint in blueprints:
        id_ = ids[blueprint["folder"]]
        kinds = [f["artefact_type"] for f in blueprint["files"]]
        if view == "blueprints":
            yield id_, {**blueprint, "artefact_type": kinds}
            continue
        for file in blueprint["files"]:
            if file["status"] == "ok":
                yield artefact_id(id_, file["path"]), {**blueprint, **file}


def _holds(facts: dict[str, Any], field: str, value: str) -> bool:
    if field == "phrase":
        return any(value == p["text"] for p in facts.get("phrases", ()))
    found = facts[field]
    if isinstance(found, list):
        return value in found
    return value in str(found) if field in ("title", "organisation") else value == found


def show(judged: Iterable[Judged]) -> None:
    """Print judged questions as `blueprints evaluate` reads them."""
    rows = csv.writer(sys.stdout, "excel-tab", lineterminator="\n")
    rows.writerow(("query", "id", "grade", "kind", "view"))
    for q in judged:
        for id_, grade in q.grades.items():
            rows.writerow((q.text, id_, grade, q.kind, q.view))


if __name__ == "__main__":
    show(questions(Path(sys.argv[1])))
