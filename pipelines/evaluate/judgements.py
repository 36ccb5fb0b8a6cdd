"""Judged questions: what was asked, and which documents answer it how well."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from indexer.query import View
from pipelines.errors import WrongUseError

QUESTIONS = "queries.jsonl"
GRADES = ("qrels.tsv", "qrels/test.tsv", "qrels/dev.tsv")
SHOWN = 80  # letters of a line that is wrong


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the grade of each judged document: 0 does not answer it."""

    id: str
    text: str
    grades: Mapping[str, int]
    kind: str = ""
    view: View = "blueprints"


class Text(BaseModel):
    """A question or a text of a BEIR folder."""

    id: str = Field(alias="_id")
    text: str
    title: str | None = None


def texts_of(path: Path) -> Iterator[Text]:
    """The lines of a JSON Lines file; WrongUseError names the one that is wrong."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield Text.model_validate_json(line)
            except ValidationError as error:
                first = error.errors()[0]
                name = "".join(f"{part}: " for part in first["loc"])
                raise WrongUseError(
                    f"{str(path)!r} line {number}: {name}{first['msg']}:"
                    f" {line.decode(errors='replace').strip()[:SHOWN]!r}"
                ) from error


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


def read_table(
    path: Path, columns: Iterable[str], **dialect: Any
) -> list[dict[str, str]]:
    """The rows of a table with a head; WrongUseError if it lacks one of the columns.

    Cells that a row has not are empty, those beyond its head are left out.
    """
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, restkey="", restval="", **dialect)
            if missing := set(columns) - set(reader.fieldnames or ()):
                first = sorted(missing)[0]
                raise WrongUseError(f"{str(path)!r} has no column {first!r}")
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise WrongUseError(f"{str(path)!r} is no table in UTF-8: {error}") from error
    return [{name: row[name] for name in reader.fieldnames or ()} for row in rows]


def _of_folder(folder: Path) -> list[Judged]:
    graded = next((folder / g for g in GRADES if (folder / g).is_file()), None)
    questions = folder / QUESTIONS
    if graded is None or not questions.is_file():
        raise WrongUseError(f"{str(folder)!r} has no {QUESTIONS} with {GRADES[0]}")
    grades: dict[str, dict[str, int]] = {}
    for row in _rows(graded, ("query-id", "corpus-id", "score")):
        grades.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    texts = {question.id: question.text for question in texts_of(questions)}
    return [
        Judged(id_, texts[id_], found, view="artefacts")
        for id_, found in grades.items()
        if id_ in texts
    ]


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
    rows = read_table(path, columns, delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(rows, start=2):
        grade = row[columns[2]]
        if not grade.isdecimal():
            raise WrongUseError(f"{str(path)!r} line {number}: grade {grade!r}")
    return rows
