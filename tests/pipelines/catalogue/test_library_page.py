"""docs/library.md: its table and its file are read as it says, without a problem."""

import re
from datetime import date
from pathlib import Path

import pytest

from mappings.load import load_mappings
from pipelines.catalogue import read_catalogue
from pipelines.catalogue.columns import fields_by_name, normal

PAGE = (Path(__file__).parents[3] / "docs" / "library.md").read_text("utf-8")
MAPPINGS = load_mappings(None)


def block(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.S)[1]


def columns():
    """The rows of the table of keys: names of a field, and other names of it."""
    table = PAGE.partition("## Columns and keys")[2]
    for names, others in re.findall(r"^\| (`.*?) \|([^|]*)\|", table, re.M):
        yield re.findall(r"`(\w+)`", names), re.findall(r"[^,;]+", others.strip())


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    root = tmp_path_factory.mktemp("library")
    ward = root / "Virtual ward"
    (ward / "annexes").mkdir(parents=True)
    (ward / "annexes" / "Interface specification.pdf").touch()
    (ward / "Core document.docx").touch()
    (ward / "blueprint.yaml").write_text(block("yaml"), "utf-8")
    (root / "catalogue.csv").write_text(block("csv"), "utf-8")
    folders = ["BP7 dictation", "Virtual ward"]
    return read_catalogue(str(root), MAPPINGS, folders, date(2026, 1, 1))


def test_all_of_it_is_understood(found):
    assert found.problems == ()


def test_the_file_wins_over_the_row(found):
    ward = found.by_folder["Virtual ward"]
    assert ward.title == "A virtual ward for frail people"
    assert ward.audience == ("members", "steering-group")
    assert ward.roles == {
        "Core document.docx": "core",
        "annexes/Interface specification.pdf": "annex",
    }
    settings = [given.value for given in ward.values["care_setting"]]
    assert settings == ["acute", "community"]


def test_the_row_speaks_of_the_folder_with_its_reference(found):
    dictation = found.by_folder["BP7 dictation"]
    assert dictation.title == "Dictation in clinics"
    assert (dictation.published, dictation.state) == ("2023-05-01", "in-review")
    settings = [given.value for given in dictation.values["care_setting"]]
    assert settings == ["mental-health", "primary-care"]


def test_every_key_is_in_the_table_with_other_names_of_its_own():
    fields = fields_by_name(MAPPINGS.schema)
    told = {name for names, _ in columns() for name in names}
    assert told == {*fields.values(), "roles"}
    for names, others in columns():
        meant = {fields[normal(other)] for other in others}
        assert meant <= set(names)
