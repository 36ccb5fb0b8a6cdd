"""Whole libraries: a catalogue, folders, blueprint.yaml."""

import os
from datetime import date

import fsspec
import openpyxl
import pytest

from indexer.documents import NOBODY
from mappings.load import load_mappings
from pipelines.bundle import Given, Metadata
from pipelines.catalogue import read_catalogue
from pipelines.catalogue.files import LARGEST
from pipelines.errors import LibraryError
from tests.pipelines.catalogue.lists import MAPPINGS

TODAY = date(2025, 6, 1)
HEADER = ("Title", "Organisation name", "Date published", "Care setting", "Status")


def library(root, rows=(), files=None):
    """A library of a catalogue with `rows` and blueprint.yaml texts by folder."""
    if rows:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(root / "catalogue.xlsx")
    for folder, text in (files or {}).items():
        (root / folder).mkdir()
        if text:
            (root / folder / "blueprint.yaml").write_text(text)
    return read_catalogue(str(root), MAPPINGS, list(files or ()), TODAY)


def values(metadata, field):
    return [given.value for given in metadata.values.get(field, ())]


def brief(catalogue):
    return [(p.source, p.row, p.column, p.value) for p in catalogue.problems]


def test_a_library_without_metadata_has_no_problems(tmp_path):
    catalogue = library(tmp_path, files={"a": "", "b": ""})
    assert catalogue.by_folder == {"a": Metadata(), "b": Metadata()}
    assert catalogue.problems == ()


def test_a_row_is_understood(tmp_path):
    row = (
        "Virtual wards",
        "Northvale NHS FT",
        date(2020, 10, 1),
        "Acute; Mental Health",
        "",
        "https://future.nhs.uk/wards",
    )
    rows = [(*HEADER, "Web address"), row]
    catalogue = library(tmp_path, rows, {"Virtual wards": ""})
    assert catalogue.problems == ()
    found = catalogue.by_folder["Virtual wards"]
    assert found.link == "https://future.nhs.uk/wards"
    assert found.title == "Virtual wards"
    assert found.published == "2020-10-01"
    assert found.state == "published"
    assert found.audience == ("everyone",)
    source = "catalogue.xlsx row 2"
    assert found.values == {
        "organisation": (Given("northvale-nhs-foundation-trust", source),),
        "care_setting": (Given("acute", source), Given("mental-health", source)),
    }
    assert found.labels == {
        "organisation": {
            "northvale-nhs-foundation-trust": "Northvale NHS Foundation Trust"
        }
    }


def test_blueprint_yaml_wins_field_by_field(tmp_path):
    row = ("Virtual wards", "Northvale", date(2020, 10, 1), "Acute", "Live")
    text = "title: Wards at home\ncare_setting: Ambulance\naudience: [Steering Group]\n"
    catalogue = library(tmp_path, [HEADER, row], {"Virtual wards": text})
    found = catalogue.by_folder["Virtual wards"]
    assert found.title == "Wards at home"
    assert found.published == "2020-10-01"
    assert found.audience == ("steering-group",)
    assert found.values["care_setting"] == (Given("ambulance", "blueprint.yaml"),)
    assert values(found, "organisation") == ["northvale"]


def test_what_is_not_understood_is_named_and_the_row_stays(tmp_path):
    row = (
        "A",
        "Northvale",
        "31/02/2021",
        "Acute; Moon base; Mental helath",
        "nonsense",
    )
    catalogue = library(tmp_path, [HEADER, row], {"A": "published: soon\n"})
    found = catalogue.by_folder["A"]
    assert values(found, "care_setting") == ["acute", "mental-health"]
    assert (found.published, found.state) == ("", "in-review")
    name = "catalogue.xlsx"
    assert brief(catalogue) == [
        ("A/blueprint.yaml", 1, "published", "soon"),
        (name, 2, "Date published", "31/02/2021"),
        (name, 2, "Care setting", "Moon base"),
        (name, 2, "Care setting", "Mental helath"),
        (name, 2, "Status", "nonsense"),
    ]
    assert catalogue.problems[3].detail.endswith("read as Mental health")


def test_problems_are_told_in_the_order_of_rows_whatever_folders_are_called(tmp_path):
    rows = [HEADER, *((title, "", "soon", "Acute", "") for title in "CBA")]
    catalogue = library(tmp_path, rows, dict.fromkeys("ABD", ""))
    assert brief(catalogue) == [
        ("catalogue.xlsx", None, "", "D"),
        ("catalogue.xlsx", 2, "Title", "C"),
        ("catalogue.xlsx", 3, "Date published", "soon"),
        ("catalogue.xlsx", 4, "Date published", "soon"),
    ]


def test_what_is_still_to_be_written_is_no_value_and_is_named(tmp_path):
    rows = [HEADER, ("A", "TBC", "tbc", "Not stated", "unknown")]
    catalogue = library(tmp_path, rows, {"A": ""})
    assert catalogue.by_folder["A"] == Metadata("A", state="in-review")
    assert {p.detail for p in catalogue.problems} == {"still to be filled in"}
    assert len(catalogue.problems) == 4


@pytest.mark.parametrize(
    ("written", "state"),
    [
        ("", "published"),
        ("n/a", "published"),
        ("LIVE", "published"),
        ("Awaiting sign-off", "in-review"),
        ("in production", "in-production"),
        ("Draft", "in-production"),
        ("Proposed", "proposed"),
        ("Withdrawn", "withdrawn"),
        ("TBC", "in-review"),
        ("Pending", "in-review"),
        ("#N/A", "in-review"),
    ],
)
def test_only_a_known_state_or_none_is_published(tmp_path, written, state):
    rows = [HEADER, ("A", "", "", "", written)]
    assert library(tmp_path, rows, {"A": ""}).by_folder["A"].state == state


@pytest.mark.parametrize("cells", [("members", "everyone"), ("public", "members")])
def test_a_second_column_of_audiences_opens_nothing(tmp_path, cells):
    rows = [("Title", "Audience", "Access"), ("A", *cells), ("B", "all", "public")]
    catalogue = library(tmp_path, rows, {"A": "", "B": ""})
    found = catalogue.by_folder
    assert found["A"].audience == ("members",)
    assert found["B"].audience == ("everyone",)
    unused = [p.value for p in catalogue.problems]
    assert unused == (["everyone"] if cells[1] == "everyone" else [])


def test_a_second_key_of_a_file_opens_nothing(tmp_path):
    text = "audience: members\nvisible to: everyone\nstate: Draft\nStatus: Live\n"
    catalogue = library(tmp_path, files={"A": text})
    found = catalogue.by_folder["A"]
    assert (found.audience, found.state) == (("members",), "in-production")
    assert [(p.row, p.value) for p in catalogue.problems] == [
        (2, "everyone"),
        (4, "Live"),
    ]


def test_a_file_opens_what_a_row_closes(tmp_path):
    rows = [("Title", "Audience"), ("A", "members")]
    found = library(tmp_path, rows, {"A": "audience: everyone\n"}).by_folder
    assert found["A"].audience == ("everyone",)


@pytest.mark.parametrize("audience", ["", "finance"])
def test_a_new_name_in_a_closed_row_renames_nothing_that_is_open(tmp_path, audience):
    rows = [
        ("Title", "Organisation", "Audience"),
        ("A", "Northvale Trust", ""),
        ("B", "Southvale Trust (previously Northvale Trust)", audience),
        ("Gone", "Westvale Trust (formerly Eastvale Trust)", audience),
        ("C", "Eastvale Trust", "everyone"),
    ]
    found = library(tmp_path, rows, dict.fromkeys("ABC", "")).by_folder
    names = {folder: values(said, "organisation") for folder, said in found.items()}
    new = ["southvale-trust"], ["westvale-trust"]
    old = ["northvale-trust"], ["eastvale-trust"]
    assert (names["A"], names["C"]) == (old if audience else new)
    assert names["B"] == ["southvale-trust"]


def test_a_new_name_in_a_row_that_a_file_closes_renames_nothing(tmp_path):
    rows = [
        ("Title", "Organisation"),
        ("A", "Northvale Trust"),
        ("B", "Southvale Trust (previously Northvale Trust)"),
    ]
    found = library(tmp_path, rows, {"A": "", "B": "audience: finance\n"}).by_folder
    assert values(found["A"], "organisation") == ["northvale-trust"]


def test_a_row_is_found_by_the_title_in_the_folder(tmp_path):
    rows = [("Title", "Audience"), ("Virtual wards", "members")]
    files = {"bp-1": "summary: Wards\ntitle: Virtual Wards\n"}
    assert library(tmp_path, rows, files).by_folder["bp-1"].audience == ("members",)


@pytest.mark.parametrize(
    ("written", "audience"),
    [
        ("", ("everyone",)),
        ("All members", ("everyone",)),
        ("Steering Group; Digital Aspirants", ("steering-group", "digital-aspirants")),
        ("N/A", ("everyone",)),
        ("To be confirmed", ("nobody",)),
        ("#N/A", ("nobody",)),
        ("#NAME?", ("nobody",)),
        ("??", ("nobody",)),
        ("–", ("everyone",)),
        ("Everyone, except suppliers", ("except-suppliers",)),
        ("Public; open;", ("everyone",)),
        ("steering\u00a0\u2011 GROUP\u2029Finance ,", ("steering-group", "finance")),
    ],
)
def test_audience_labels_come_from_the_cell(tmp_path, written, audience):
    rows = [("Title", "Permissions"), ("A", written)]
    found = library(tmp_path, rows, {"A": ""})
    assert found.by_folder["A"].audience == audience
    doubtful = "except" in written or audience == ("nobody",)
    assert [p.value for p in found.problems] == ([written] if doubtful else [])


@pytest.mark.parametrize(
    "title",
    [
        "Virtual wards This is a blueprint on a page only document",
        "Virtual wards - This is a Blueprint on a Page only document.",
        "Virtual wards (Blueprint on a page)",
        "Virtual wards: BPOAP",
    ],
)
def test_a_marker_in_the_title_is_a_type(tmp_path, title):
    catalogue = library(tmp_path, [("Title",), (title,)], {"Virtual wards": ""})
    found = catalogue.by_folder["Virtual wards"]
    assert found.title == "Virtual wards"
    assert values(found, "blueprint_type") == ["on-a-page"]


def test_project_type_and_technology_share_their_columns(tmp_path):
    rows = [("Title", "Project type"), ("A", "EPR; RPA; Process"), ("B", "Sorcery")]
    catalogue = library(tmp_path, rows, {"A": "", "B": ""})
    found = catalogue.by_folder["A"]
    assert values(found, "project_type") == ["epr", "process"]
    assert values(found, "technology") == ["epr", "rpa"]
    assert brief(catalogue) == [("catalogue.xlsx", 3, "Project type", "Sorcery")]


def test_a_row_may_name_its_folder_or_its_number(tmp_path):
    rows = [
        ("Folder", "Reference", "Title", "Care setting"),
        ("wards-2024", "", "Virtual wards", "Acute"),
        ("", "BP7", "Voice to text", "Mental health"),
    ]
    catalogue = library(tmp_path, rows, {"wards-2024": "", "BP7 dictation": ""})
    assert catalogue.problems == ()
    titles = {name: found.title for name, found in catalogue.by_folder.items()}
    assert titles == {"wards-2024": "Virtual wards", "BP7 dictation": "Voice to text"}


def test_rows_and_folders_that_miss_each_other_are_named(tmp_path):
    rows = [HEADER, ("Bed management",), ("Virtual wards",)]
    catalogue = library(tmp_path, rows, {"Virtual wards": "", "Voice": ""})
    assert brief(catalogue) == [
        ("catalogue.xlsx", None, "", "Voice"),
        ("catalogue.xlsx", 2, "Title", "Bed management"),
    ]


def test_a_renamed_trust_is_one_organisation_in_all_rows(tmp_path):
    rows = [
        HEADER,
        ("A", "Calder University NHS FT (formerly Calder Hospitals)"),
        ("B", "Calder Hospitals"),
        ("C", "Somewhere Trust (previously St Helens and Knowsley)"),
    ]
    found = library(tmp_path, rows, {"A": "", "B": "", "C": ""}).by_folder
    calder = ["calder-university-nhs-foundation-trust"]
    assert values(found["A"], "organisation") == calder
    assert values(found["B"], "organisation") == calder
    assert values(found["C"], "organisation") == ["mersey"]


def test_a_bulk_date_is_kept_and_named_once(tmp_path):
    bulk = [(f"Title {n}", "", "01/10/2020") for n in range(12)]
    rows = [HEADER, *bulk, *((f"Other {n}", "", f"0{n}/03/2021") for n in range(1, 10))]
    folders = dict.fromkeys((row[0] for row in rows[1:]), "")
    catalogue = library(tmp_path, rows, folders)
    assert catalogue.by_folder["Title 3"].published == "2020-10-01"
    [problem] = catalogue.problems
    assert (problem.row, problem.column) == (None, "Date published")
    assert problem.detail == "on 12 of 21 rows: kept, but it says little"


def test_roles_are_expanded_to_files(tmp_path):
    folder = tmp_path / "A" / "annexes"
    folder.mkdir(parents=True)
    (folder / "one.pdf").touch()
    file = tmp_path / "A" / "blueprint.yaml"
    file.write_text("roles: {'annexes/*.pdf': annex, two.pdf: annex}")
    catalogue = read_catalogue(str(tmp_path), MAPPINGS, ["A"], TODAY)
    assert catalogue.by_folder["A"].roles == {"annexes/one.pdf": "annex"}
    assert brief(catalogue) == [("A/blueprint.yaml", None, "roles", "two.pdf")]


def test_a_broken_file_does_not_stop_the_others(tmp_path):
    catalogue = library(tmp_path, files={"A": "title: [a", "B": "title: Bee"})
    assert catalogue.by_folder["B"].title == "Bee"
    assert [p.source for p in catalogue.problems] == ["A/blueprint.yaml"]


def test_a_blueprint_file_that_is_far_too_large_is_a_problem(tmp_path):
    long = "audience: [board]\ntitle: " + "a" * 100_000
    catalogue = library(tmp_path, files={"A": long})
    found = catalogue.by_folder["A"]
    assert (found.audience, found.state) == (("nobody",), "in-review")
    [problem] = catalogue.problems
    assert problem.source == "A/blueprint.yaml"
    assert "larger than 100000 bytes" in problem.detail


def test_a_second_catalogue_is_named(tmp_path):
    (tmp_path / "Catalogue.CSV").write_text("Title\nA\n")
    catalogue = library(tmp_path, [("Title",), ("A",)], {"A": ""})
    [problem] = catalogue.problems
    assert problem.source == "Catalogue.CSV"
    assert "catalogue.xlsx" in problem.detail


def test_a_workbook_is_used_before_a_list_and_no_other_file_is(tmp_path):
    for name in ("catalogue.csv", "catalogue.txt", "budget.csv"):
        (tmp_path / name).write_text("Title,Audience\nA,everyone\n")
    (tmp_path / "catalogue.ods").mkdir()
    catalogue = library(tmp_path, [("Title", "Audience"), ("A", "board")], {"A": ""})
    assert catalogue.by_folder["A"].audience == ("board",)
    assert [p.source for p in catalogue.problems] == ["catalogue.csv"]


def test_a_catalogue_that_is_far_too_large_is_not_read(tmp_path):
    with (tmp_path / "catalogue.csv").open("wb") as file:
        file.truncate(LARGEST + 1)
    with pytest.raises(LibraryError, match=r"catalogue.csv is larger than 50000000"):
        library(tmp_path, files={"A": ""})


def a_pipe(path):
    os.mkfifo(path)


def a_device(path):
    path.symlink_to("/dev/zero")


def a_link_out(path):
    path.symlink_to(__file__)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (a_pipe, "not a regular file"),
        (a_device, "symbolic link out of the library"),
        (a_link_out, "symbolic link out of the library"),
    ],
)
def test_only_files_of_the_library_are_opened(tmp_path, made, told):
    (tmp_path / "A").mkdir()
    made(tmp_path / "A/blueprint.yaml")
    catalogue = read_catalogue(str(tmp_path), MAPPINGS, ["A"], TODAY)
    assert [p.detail for p in catalogue.problems] == [f"cannot be read: {told}"]
    assert catalogue.by_folder["A"].audience == (NOBODY,)
    made(tmp_path / "catalogue.csv")
    with pytest.raises(LibraryError, match=f"catalogue.csv cannot be read: {told}"):
        read_catalogue(str(tmp_path), MAPPINGS, ["A"], TODAY)


def test_a_link_to_another_file_of_the_library_is_read(tmp_path):
    library(tmp_path, files={"A": "summary: short"})
    (tmp_path / "B").mkdir()
    (tmp_path / "B/blueprint.yaml").symlink_to("../A/blueprint.yaml")
    catalogue = read_catalogue(str(tmp_path), MAPPINGS, ["B"], TODAY)
    assert catalogue.by_folder["B"].summary == "short"


def test_a_library_may_be_any_url():
    fs = fsspec.filesystem("memory")
    fs.pipe("/lib/catalogue.csv", b"Title;Care setting\nA;Acute\n")
    fs.pipe("/lib/A/blueprint.yaml", b"roles: {x.pdf: core}\nsummary: short")
    fs.pipe("/lib/A/x.pdf", b"")
    catalogue = read_catalogue("memory://lib", MAPPINGS, ["A"], TODAY)
    fs.rm("/lib", recursive=True)
    assert catalogue.problems == ()
    found = catalogue.by_folder["A"]
    assert (found.summary, found.roles) == ("short", {"x.pdf": "core"})
    assert values(found, "care_setting") == ["acute"]


def test_a_missing_library_is_a_problem_not_an_error(tmp_path):
    catalogue = read_catalogue(str(tmp_path / "gone"), MAPPINGS, [], TODAY)
    assert catalogue.problems[0].detail.startswith("cannot be listed")


def test_the_columns_of_the_programme_are_taken_by_the_products_own_schema(tmp_path):
    header = (
        "Title|Organisation Name|Date Published|Description|Link|Project Types"
        "|Care Settings|Users|Blueprint Type|WGLL Pillars"
    ).split("|")
    row = (
        "A|Northvale|Oct 2020|Words|https://x.nhs.uk/a|Kiosks / Self Check-in"
        "|Ambulance Service|Clinicians, Nurses|Full|Support people; Empower citizens"
    ).split("|")
    book = openpyxl.Workbook()
    book.active.append(header)
    book.active.append(row)
    book.save(tmp_path / "catalogue.xlsx")
    (tmp_path / "A").mkdir()
    catalogue = read_catalogue(str(tmp_path), load_mappings(), ["A"], TODAY)
    assert catalogue.problems == ()
    found = catalogue.by_folder["A"]
    assert values(found, "pillar") == ["support-workforce", "empower-people"]
    assert values(found, "care_setting") == ["ambulance"]
    assert values(found, "user") == ["clinicians", "nurses"]
