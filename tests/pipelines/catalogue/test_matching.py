import pytest

from pipelines.catalogue.matching import match_rows
from pipelines.catalogue.said import Said
from pipelines.catalogue.tables import Row

NORTHVALE = {"organisation": "Northvale Teaching"}


def row(number, **cells):
    said = (Said(f, (v,), "catalogue.xlsx", number, f) for f, v in cells.items())
    return Row("catalogue.xlsx", number, tuple(said))


def matched(rows, folders):
    found, problems = match_rows(rows, dict.fromkeys(folders, ""))
    return {f: r.number for f, r in found.items()}, problems


@pytest.mark.parametrize(
    ("folder", "cells"),
    [
        ("Virtual wards", {"folder": "virtual WARDS"}),
        ("Virtual wards", {"folder": r"S:\Library\Virtual wards"}),
        ("BP012 Virtual wards", {"title": "Nothing like it", "reference": "BP012"}),
        (
            "Virtual wards",
            {"title": "X", "link": "https://x.nhs.uk/a/Virtual%20wards/"},
        ),
        ("Virtual wards", {"title": "Virtual Wards!"}),
        ("Virtual wards", {"title": "Virtual wards", "link": "https://[to follow]"}),
        ("BP007 Virtual wards at home", {"title": "Virtual wards at home"}),
        ("Cafe\u0301 notes", {"title": "Caf\u00e9 notes"}),
        ("BPhome - Northvale", {"title": "BP@home", "organisation": "Northvale"}),
        ("Virtual wards at hom", {"title": "Virtual wards at home"}),
        (
            "Dictation in all our clinics - Northvale Teaching",
            {"title": "Dictation in all our clinics"},
        ),
        ("Northvale ePMA chart", {"title": "Paper chart to ePMA", **NORTHVALE}),
        (
            "Replacing the paper drug chart on eleven wards of",
            {
                "title": "Replacing the paper drug chart on eleven wards of a trust"
                " that has two hospitals, no money and a hundred years of habits"
            },
        ),
        ("Virtual wards BP012", {"title": "Nothing like it", "reference": "BP012"}),
        ("BP012", {"title": "Nothing like it", "reference": "bp012"}),
        (
            "Virtual wards - Northvale Teaching",
            {"title": "Virtual wards", "organisation": "Northvale Teaching Hospitals"},
        ),
        (
            "Northvale_Teaching_ePMA_Blueprint",
            {
                "title": "Replacing the drug chart with ePMA",
                "organisation": "Northvale Teaching Hospitals NHS Trust",
            },
        ),
    ],
)
def test_a_row_finds_its_folder(folder, cells):
    found, problems = matched([row(2, **cells)], [folder, "Something else entirely"])
    assert found == {folder: 2}
    assert problems == []


def test_the_title_in_blueprint_yaml_names_the_folder():
    found, _ = match_rows([row(2, title="Virtual wards")], {"bp-1": "Virtual Wards"})
    assert found["bp-1"].number == 2


def test_the_organisation_tells_equal_titles_apart():
    rows = [
        row(2, title="Voice recognition", organisation="Northvale Teaching"),
        row(3, title="Voice recognition", organisation="EASTMARCH, Partnership"),
    ]
    folders = ["Voice recognition - Eastmarch Partnership", "Voice recognition"]
    assert matched(rows, folders)[0] == {folders[0]: 3, folders[1]: 2}


def test_of_two_rows_the_one_of_the_folder_s_organisation_has_it():
    title = "Voice recognition in clinics"
    rows = [
        row(number, title=title, organisation=organisation)
        for number, organisation in ((2, "Eastmarch"), (3, "Northvale"))
    ]
    found, [problem] = matched(rows, [f"{title} - Northvale"])
    assert found == {f"{title} - Northvale": 3}
    assert (problem.row, problem.detail) == (2, "no such folder in the library")


def test_two_equal_rows_are_not_guessed():
    rows = [
        row(2, title="Voice recognition", summary="Dictation"),
        row(3, title="Voice recognition", summary="Dictation, one year on"),
    ]
    found, problems = matched(rows, ["Voice recognition"])
    assert found == {}
    assert [(p.row, p.column, p.value) for p in problems] == [
        (2, "title", "Voice recognition"),
        (3, "title", "Voice recognition"),
    ]
    assert problems[0].detail.startswith("may be Voice recognition")


def test_two_equal_folders_are_not_guessed():
    folders = ["BP01 Voice recognition", "BP02 Voice recognition"]
    found, [problem] = matched([row(2, title="Voice recognition")], folders)
    assert found == {}
    assert "BP01 Voice recognition or BP02 Voice recognition" in problem.detail


def test_each_row_is_told_of_the_folders_that_it_may_mean():
    folders = ["BP01 Bed boards", "BP02 Bed boards", "BP03 Dictation", "BP04 Dictation"]
    rows = [row(2, title="Bed boards"), row(3, title="Dictation")]
    found, problems = matched(rows, folders)
    assert found == {}
    assert [p.detail.partition(",")[0] for p in problems] == [
        "may be BP01 Bed boards or BP02 Bed boards",
        "may be BP03 Dictation or BP04 Dictation",
    ]


@pytest.mark.parametrize(
    ("cells", "detail"),
    [
        ({"title": "Bed management"}, "no such folder in the library"),
        ({"folder": "gone", "title": "Virtual wards"}, "no such folder in the library"),
        ({"folder": "gone", "reference": "BP012"}, "no such folder in the library"),
        ({"organisation": "Northvale"}, "names neither a title nor a folder"),
        ({"title": "X", "reference": "12"}, "no such folder in the library"),
        ({"title": "X", "reference": "7"}, "no such folder in the library"),
        ({"title": "Virtual words"}, "no such folder in the library"),
        ({"title": "Paper chart to ePMA"}, "no such folder in the library"),
        ({"title": "ePMA for all", **NORTHVALE}, "no such folder in the library"),
        ({"title": "Dictation of letters in clinics"}, "no such folder in the library"),
    ],
)
def test_a_row_without_a_folder_is_a_problem(cells, detail):
    folders = ["Virtual wards", "BP012 Bed boards", "Ward 12", "7 wards", "Dictation"]
    folders += ["ePMA paper chart", "Northvale ePMA"]
    found, [problem] = matched([row(2, **cells)], folders)
    assert found == {}
    assert problem.detail == detail
    assert problem.value == cells.get("folder", cells.get("title", ""))


def test_a_second_row_for_a_folder_names_the_first():
    rows = [row(2, folder="a", title="A"), row(3, title="A")]
    found, [problem] = matched(rows, ["a"])
    assert found == {"a": 2}
    assert problem.row == 3
    assert problem.detail == "row 2 has the folder a"


def test_it_is_the_same_organisation_however_it_is_written():
    cells = ({"organisation": o} for o in ("North Vale", "NORTH-VALE", "Eastmarch"))
    rows = [row(n, title="A", **own) for n, own in enumerate(cells, 2)]
    rows[0] = row(2, folder="a", title="A", organisation="North Vale")
    assert [p.detail for p in matched(rows, ["a"])[1]] == [
        "row 2 has the folder a",
        "no such folder in the library",
    ]


def test_a_row_twice_is_one_row():
    rows = [row(n, title="Voice recognition", summary="Dictation") for n in (2, 9)]
    found, [problem] = matched(rows, ["Voice recognition"])
    assert found == {"Voice recognition": 2}
    assert (problem.row, problem.detail) == (9, "says the same as row 2")
