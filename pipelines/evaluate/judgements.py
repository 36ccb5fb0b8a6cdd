"""Judged questions: what was asked, and which documents answer it how well."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.query import View
from pipelines.errors import WrongUseError

QUESTIONS = "queries.jsonl"
GRADES = ("qrels.tsv", "qrels/test.tsv", "qrels/dev.tsv")


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the grade of each judged document: 0 does not answer it."""

    id: str
    text: str
    grades: Mapping[str, int]
    kind: str = ""
    view: View = "blueprints"


def read_judged(path: Path) -> tuple[Judged, ...]:
    """The judged questions of a BEIR folder or a TSV file.

    Questions without an answer among the judged are left out. WrongUseError names
    the file, and the line where one is wrong.
    """
    judged = _of_folder(path) if path.is_dir() else _of_table(path)
    kept = tuple(q for q in judged if any(g > 0 for g in q.grades.values()))
    if not kept:
        raise WrongUseError(f"{str(path)!r} has no judged question")
    return kept


def _of_folder(folder: Path) -> list[Judged]:
    graded = next((folder / g for g in GRADES if (folder / g).is_file()), None)
    questions = folder / QUESTIONS
    if graded is None or not questions.is_file():
        raise WrongUseError(f"{str(folder)!r} has no {QUESTIONS} with {GRADES[0]}")
    grades: dict[str, dict[str, int]] = {}
    for row in _rows(graded, ("query-id", "corpus-id", "score")):
        grades.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    texts = {q["_id"]: q["text"] for q in read_lines(questions)}
    return [
        Judged(id_, texts[id_], found, view="artefacts")
        for id_, found in grades.items()
        if id_ in texts
    ]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSONL file of a BEIR folder, each with an id and a text.

    WrongUseError names the file, and the line of one that is none.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                found = json.loads(line)
                whole = isinstance(found, dict) and {"_id", "text"} <= found.keys()
            except ValueError:
                whole = False
            if not whole:
                raise WrongUseError(
                    f"{str(path)!r} line {number}: no JSON with _id and text"
                )
            yield found


def _of_table(path: Path) -> list[Judged]:
    """Rows of the same text, kind and view are one question."""
    grades: dict[tuple[str, str, View], dict[str, int]] = {}
    for row in _rows(path, ("query", "id", "grade")):
        view: View = "artefacts" if row.get("view") == "artefacts" else "blueprints"
        question = (row["query"], row.get("kind") or "", view)
        grades.setdefault(question, {})[row["id"]] = int(row["grade"])
    return [
        Judged(str(n), text, found, kind, view)
        for n, ((text, kind, view), found) in enumerate(grades.items(), start=1)
    ]


def _rows(path: Path, columns: tuple[str, str, str]) -> list[dict[str, str]]:
    """The rows of a TSV file with a head; the last of the columns is a grade."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        if missing := set(columns) - set(reader.fieldnames or ()):
            raise WrongUseError(f"{str(path)!r} has no column {sorted(missing)[0]!r}")
        rows = list(reader)
    for number, row in enumerate(rows, start=2):
        grade = row[columns[2]] or ""
        if not grade.isdecimal():
            raise WrongUseError(f"{str(path)!r} line {number}: grade {grade!r}")
    return rows
