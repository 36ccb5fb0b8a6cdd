"""The catalogue is as dirty as a real one, and says so in the truth."""

import openpyxl
import pytest
import yaml

from demo.catalogue import ELSEWHERE, FIRST_ROW, HEADERS, catalogue
from demo.library import library
from demo.paper import LABEL
from demo.words import words


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The catalogue of a whole library, and its rows below the headers."""
    plans = library(words(), 1, 170)
    made = catalogue(words(), 1, plans)
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.xlsx"
    path.write_bytes(made.content)
    sheet = openpyxl.load_workbook(path)["Blueprint index"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[FIRST_ROW - 2] == HEADERS
    named = [dict(zip(HEADERS, row, strict=True)) for row in rows[FIRST_ROW - 1 :]]
    return plans, made, named


def test_it_holds_every_listed_blueprint_and_a_few_more(whole):
    plans, _, rows = whole
    listed = sum(plan.in_catalogue for plan in plans)
    assert listed < len(plans)
    assert len(rows) == listed + ELSEWHERE + 1  # one row stands there twice


def test_it_is_dirty(whole):
    _, _, rows = whole
    settings = {row["Care setting"] for row in rows}
    assert {"Ambulance", "Ambulance Service", None} <= settings
    assert any(";" in row["Project type"] for row in rows)
    assert any("\n" in row["Users"] for row in rows)
    assert sum(row["Date published"] == "01/10/2020" for row in rows) > 20
    assert any(row["Title"] != row["Title"].strip() for row in rows)


def test_cells_without_sense_are_named(whole):
    _, made, rows = whole
    for number, column, value in made.senseless:
        assert rows[number - FIRST_ROW][column] == value
    assert len(made.senseless) == 3


def test_a_blueprint_file_says_what_is_true(small, truth):
    fields = ("title", "technology", "care_setting", "pillar", "supplier", "region")
    for blueprint in truth["blueprints"]:
        path = small / blueprint["folder"] / "blueprint.yaml"
        assert path.exists() == blueprint["has_yaml"]
        if not path.exists():
            continue
        written = path.read_text("utf-8")
        said = yaml.safe_load(written)
        assert LABEL in written
        for field in fields:
            assert said[field] == blueprint[field]
        roles = {f["path"]: f["role"] for f in blueprint["files"]}
        assert said["roles"].items() <= roles.items()
