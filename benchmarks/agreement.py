"""One library ingested on one machine and on the services that the settings name.

    python -m benchmarks.agreement LIBRARY QUESTIONS.tsv...

A column `query` of the files has the questions; each is asked in both views over the
API of both, and the answers are compared. What was made on the cluster is removed.
"""

import argparse
import csv
import json
import secrets
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import mean
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from indexer.engines import generations_of
from pipelines.ingest import ingest
from settings import Settings

VIEWS = ("blueprints", "artefacts")
SHOWN = 5  # questions named of those that are answered otherwise
Answer = Mapping[str, Any]


def main() -> None:
    """Print how many answers are the same, part by part."""
    arguments = argparse.ArgumentParser("python -m benchmarks.agreement")
    arguments.add_argument("library")
    arguments.add_argument("questions", nargs="+", type=Path)
    named = arguments.parse_args()
    library: str = named.library
    given = Settings(opensearch_prefix=f"alike-{secrets.token_hex(3)}")
    alone: dict[str, Any] = dict.fromkeys(
        ("opensearch_url", "tika_endpoint", "broker_url"), ""
    )
    with tempfile.TemporaryDirectory() as folder:
        one, other = (
            given.model_copy(update={"data": Path(folder) / name, **more})
            for name, more in (("alone", alone), ("services", {}))
        )
        try:
            for settings in (one, other):
                totals = ingest(settings, library)
                print(
                    f"{generations_of(settings)}: {totals.found} files found,"
                    f" {totals.indexed} indexed, {totals.partial} partial,"
                    f" {totals.failed} failed, {totals.skipped} skipped"
                )
            asked = list(questions(named.questions))
            print(report(asked, list(answers(one, asked)), list(answers(other, asked))))
        finally:
            place = generations_of(other)
            for name in place.names():
                place.discard(name)


def questions(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Each view with each question of the files, once."""
    texts: dict[str, None] = {}
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            texts |= dict.fromkeys(row["query"] for row in rows)
    return ((view, text) for view in VIEWS for text in texts)


def answers(settings: Settings, asked: Iterable[tuple[str, str]]) -> Iterator[Answer]:
    """What the API answers, in the parts that are compared."""
    with TestClient(create_app(settings)) as client:
        for view, text in asked:
            answer = client.get(f"/api/v1/{view}", params={"q": text})
            assert answer.status_code == 200, f"{text!r}: {answer.text}"
            yield parts(answer.json())


def parts(body: Mapping[str, Any]) -> Answer:
    """The parts of an answer, each a value that is the same or is not."""
    return {
        "total of Blueprints and of artefacts": body["total"],
        "both counts of every value of every facet": body["facets"],
        "first ten, in order": [hit["id"] for hit in body["results"]],
        "all that is shown of them: text, marks, files inside": body["results"],
        "notices, suggestion, words added": [
            body[name] for name in ("notices", "suggestion", "expansions")
        ],
    }


def report(asked: list[tuple[str, str]], one: list[Answer], other: list[Answer]) -> str:
    """A Markdown table, and the first questions that are answered otherwise."""
    pairs = list(zip(one, other, strict=True))
    lines = ["", f"| of {len(asked)} answers the same | |", "|---|---|"]
    for name in one[0]:
        lines.append(f"| {name} | {sum(a[name] == b[name] for a, b in pairs)} |")
    found = "first ten, in order"
    shared = mean(_shared(a[found], b[found]) for a, b in pairs)
    lines += ["", f"of ten first hits {10 * shared:.2f} are the same in any order"]
    differing = [q for q, (a, b) in zip(asked, pairs, strict=True) if a != b]
    return "\n".join(lines + [json.dumps(q) for q in differing[:SHOWN]])


def _shared(one: list[str], other: list[str]) -> float:
    both = len(set(one) & set(other))
    return both / max(len(one), len(other), 1) if one or other else 1.0


if __name__ == "__main__":
    main()
