"""Rows that say who may see a Blueprint and speak of no folder open nothing."""

import csv

import openpyxl
import pytest

from pipelines.catalogue import read_catalogue
from tests.pipelines.catalogue.lists import MAPPINGS

HEADS = ("Folder", "Title", "Audience")
WARD = ("Ward", "A virtual ward", "members")


def library(root, *sheets, folders=("Clinic", "Ward"), files=None):
    """The catalogue of a library with these sheets; one is written as CSV."""
    for folder in folders:
        (root / folder).mkdir()
    for folder, text in (files or {}).items():
        (root / folder / "blueprint.yaml").write_text(text)
    if len(sheets) == 1:
        with (root / "catalogue.csv").open("w", newline="") as file:
            csv.writer(file).writerows(sheets[0])
    else:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for sheet in sheets:
            page = book.create_sheet()
            for row in sheet:
                page.append(row)
        book.save(root / "catalogue.xlsx")
    return read_catalogue(str(root), MAPPINGS, list(folders))


def open_to_all(catalogue):
    found = catalogue.by_folder.items()
    return {folder for folder, said in found if "everyone" in said.audience}


def test_a_renamed_folder_is_for_nobody_until_its_row_has_its_name(tmp_path):
    rows = [HEADS, WARD, ("Clinic", "Dictation", "")]
    found = library(tmp_path, rows, folders=("Clinic", "Extra", "New name"))
    assert open_to_all(found) == {"Clinic"}
    assert found.by_folder["New name"].audience == ("nobody",)
    assert found.shut == {"Extra", "New name"}
    assert found.silent == {"Clinic"}  # what is shut needs nobody's word
    (told,) = (p for p in found.problems if p.column == "Audience")
    assert (told.row, told.value) == (2, "members")
    assert "nobody sees Extra, New name, unless" in told.detail


def test_a_file_says_more_than_a_row_that_is_lost(tmp_path):
    files = {"New name": "audience: everyone\n", "Extra": "audience: staff\n"}
    folders = ("Extra", "New name")
    found = library(tmp_path, [HEADS, WARD], folders=folders, files=files)
    assert open_to_all(found) == {"New name"}
    assert found.by_folder["Extra"].audience == ("staff",)
    assert found.shut == frozenset()


@pytest.mark.parametrize(
    "row", [("Gone", "Title", ""), ("Gone", "Title", "everyone"), WARD]
)
def test_a_row_that_guards_nothing_or_is_heard_shuts_nothing(tmp_path, row):
    found = library(tmp_path, [HEADS, row, ("Clinic", "Dictation", "")])
    assert found.shut == frozenset()
    assert "Clinic" in open_to_all(found)


def test_a_row_of_a_folder_without_files_is_not_lost(tmp_path):
    (tmp_path / "Empty").mkdir()
    found = library(tmp_path, [HEADS, ("Empty", "To come", "members")])
    assert found.shut == frozenset()


@pytest.mark.parametrize(
    "sheets",
    [
        [[HEADS, WARD, ("Ward", "A virtual ward", "")]],
        [[HEADS[:2], ("Ward", "A ward")], [HEADS[::2], ("Ward", "members")]],
        [[HEADS[1:], ("Ward", "members"), ("Ward!", "staff")]],
        [
            [("Title", "Organisation"), ("Ward", "Clinic")],
            [HEADS[1:], ("Ward", "members")],
        ],
    ],
)
def test_two_rows_of_one_folder_shut_that_alone(tmp_path, sheets):
    found = library(tmp_path, *sheets)
    assert found.shut == {"Ward"}
    assert open_to_all(found) == {"Clinic"}


def test_many_folders_are_counted(tmp_path):
    folders = tuple(f"Folder {n:02}" for n in range(12))
    found = library(tmp_path, [HEADS, WARD], folders=folders)
    (told,) = (p for p in found.problems if p.column == "Audience")
    assert "Folder 09 and 2 more" in told.detail
    assert "Folder 10" not in told.detail


@pytest.mark.parametrize("first", [[HEADS], [HEADS[:2], ("Ward", "A ward")]])
def test_a_second_table_opens_nothing(tmp_path, first):
    book = openpyxl.Workbook()
    for row in first:
        book.active.append(row)
    book.save(tmp_path / "catalogue.xlsx")
    found = library(tmp_path, [HEADS, WARD, ("Clinic", "Dictation", "")])
    assert open_to_all(found) == {"Clinic"}
    assert any(
        p.detail == "not used: catalogue.xlsx is there too" for p in found.problems
    )


def test_a_second_table_says_nothing_of_what_the_first_tells(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEADS, ("Ward", "A ward", "everyone")):
        book.active.append(row)
    book.save(tmp_path / "catalogue.xlsx")
    found = library(tmp_path, [HEADS, WARD])
    assert open_to_all(found) == {"Clinic", "Ward"}


@pytest.mark.parametrize(
    "name", ["blueprint.yaml", "Blueprint.yaml", "BLUEPRINT.YML", "blueprint.yaml.txt"]
)
def test_a_file_is_read_however_its_name_is_typed(tmp_path, name):
    (tmp_path / "Ward").mkdir()
    (tmp_path / "Ward" / name).write_text("audience: members\n")
    found = read_catalogue(str(tmp_path), MAPPINGS, ["Ward"])
    assert found.by_folder["Ward"].audience == ("members",)
    assert found.problems == ()


@pytest.mark.parametrize(
    ("first", "second", "audience"),
    [
        ("title: Open\n", "audience: members\n", "nobody"),
        ("audience: staff\n", "audience: members\n", "staff"),
        ("title: Open\n", "title: Other\n", "everyone"),
        ("title: Open\n", "[\naudience: members", "nobody"),
    ],
)
def test_a_second_file_only_closes(tmp_path, first, second, audience):
    (tmp_path / "Ward").mkdir()
    (tmp_path / "Ward" / "blueprint.yml").write_text(first)
    (tmp_path / "Ward" / "Blueprint.yaml").write_text(second)
    found = read_catalogue(str(tmp_path), MAPPINGS, ["Ward"])
    assert found.by_folder["Ward"].audience == (audience,)
    (problem,) = (p for p in found.problems if "not used" in p.detail)
    assert problem.source == "Ward/Blueprint.yaml"


def test_a_second_file_hides_no_mistake_of_the_first(tmp_path):
    (tmp_path / "Ward").mkdir()
    (tmp_path / "Ward" / "blueprint.yml").write_text("mood: good\n")
    (tmp_path / "Ward" / "Blueprint.yaml").write_text("title: Other\n")
    found = read_catalogue(str(tmp_path), MAPPINGS, ["Ward"])
    assert [p.column for p in found.problems] == ["", "mood"]
