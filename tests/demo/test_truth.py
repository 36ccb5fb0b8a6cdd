"""What the truth says of each file is what the extractors find."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from demo.writers.formats import WRITERS
from pipelines.extract import extract_file
from pipelines.records import Extraction
from tests.demo.test_writers import PAPER

TOLD = 0.97  # share of the planted phrases found on their page, slide or sheet


@pytest.fixture(scope="module")
def read(small, truth, tmp_path_factory):
    """Each file of the truth with what extraction got of it, members too."""
    inside = tmp_path_factory.mktemp("member") / "content"
    found: list[tuple[dict[str, Any], Extraction]] = []
    for blueprint in truth["blueprints"]:
        members: dict[str, bytes] = {}
        for file in blueprint["files"]:
            path = small / blueprint["folder"] / file["path"]
            if "!/" in file["path"]:
                inside.write_bytes(members.pop(file["path"]))
                path = inside
            extraction = extract_file(path, Path(file["path"]).name)
            members |= {
                f"{file['path']}!/{child.name}": child.content
                for child in extraction.children
            }
            found.append((file, extraction))
        assert members == {}
    return found


def test_every_file_has_the_status_that_is_expected(read):
    wrong = {
        file["path"]: (file["status"], extraction.status, extraction.reason)
        for file, extraction in read
        if extraction.status != file["status"]
    }
    assert wrong == {}


def test_planted_phrases_are_found_where_they_were_planted(read):
    found = Counter(
        is_found(phrase, file, extraction)
        for file, extraction in read
        for phrase in file["phrases"]
    )
    assert found[True] >= TOLD * found.total() > 0


@pytest.mark.parametrize("format", sorted(set(WRITERS) - {"zip", "png", "jpg"}))
def test_each_format_is_read_where_it_was_written(format, tmp_path):
    made = WRITERS[format](PAPER)
    path = tmp_path / f"paper.{format}"
    path.write_bytes(made.content)
    extraction = extract_file(path, path.name)
    assert extraction.status == "ok"
    for sentence in ("went missing", "Build & test", "minutes per drug round", "Pause"):
        places = [unit for unit in made.units if sentence in unit.text]
        for unit in places:
            phrase = {
                "text": sentence,
                "kind": unit.kind,
                "number": unit.number,
                "label": unit.label,
            }
            assert is_found(phrase, {"units": len(made.units)}, extraction)


def is_found(
    phrase: dict[str, Any], file: dict[str, Any], extraction: Extraction
) -> bool:
    place = (phrase["kind"], phrase["number"], phrase["label"])
    return any(
        file["units"] == 1
        or place == (segment.kind, segment.number, segment.label)
        or (phrase["kind"] == "section" and phrase["label"] == segment.label)
        for segment in extraction.segments
        if phrase["text"] in " ".join(segment.text.split())
    )
