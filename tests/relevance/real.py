"""Judged questions over real documents, which are kept elsewhere.

`real.tsv` has the path of each judged file below the folder of the documents (of a
Blueprint its folder's name), so that it holds over every new index: 2 answers the
question, 1 helps, 0 was read and does neither.
"""

import csv
import sys
from collections.abc import Mapping
from pathlib import Path

from indexer.query import View
from pipelines.evaluate.judgements import Judged
from pipelines.ids import artefact_id, blueprint_ids
from tests.relevance.domain import show

FILE = Path(__file__).with_name("real.tsv")


def questions(documents: Path) -> tuple[Judged, ...]:
    """The questions, with the ids that the files of this folder have in an index."""
    ids = blueprint_ids(folder.name for folder in documents.iterdir())
    grades: dict[tuple[str, View, str], dict[str, int]] = {}
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            view: View = "artefacts" if row["view"] == "artefacts" else "blueprints"
            question = row["kind"], view, row["query"]
            found = _id(row["path"], view, ids)
            grades.setdefault(question, {})[found] = int(row["grade"])
    return tuple(
        Judged(f"{kind}-{n}", text, found, kind, view)
        for n, ((kind, view, text), found) in enumerate(grades.items(), start=1)
    )


def _id(path: str, view: View, ids: Mapping[str, str]) -> str:
    folder, _, rest = path.partition("/")
    return artefact_id(ids[folder], rest) if view == "artefacts" else ids[folder]


if __name__ == "__main__":
    show(questions(Path(sys.argv[1])))
