import pytest

from pipelines.bundle import Metadata
from pipelines.enrich.roles import role_of
from pipelines.enrich.titles import (
    artefact_title,
    blueprint_title,
    sensible,
)
from pipelines.records import Segment
from tests.pipelines.enrich.library import artefact, bundle

MARK = "This is a blueprint on a page only document"


@pytest.mark.parametrize(
    "nonsense",
    [
        "Microsoft Word - report.docx",
        "Microsoft Word - Document1",
        "Microsoft Excel",
        "PowerPoint Presentation",
        "Presentation title",
        "Workbook 2",
        "Slide 1",
        "untitled",
        "report_final_v2",
        "report.pdf",
        "2021-03-04",
        "{% include head.html %}",
        "",
    ],
)
def test_a_title_that_says_nothing_is_not_used(nonsense):
    assert sensible(nonsense) == ""


@pytest.mark.parametrize("title", ["Presentation of the rollout", "Microsoft Teams"])
def test_a_title_that_begins_like_one_of_a_program_is_used(title):
    assert sensible(title) == title


def test_what_a_program_put_before_a_title_is_dropped():
    assert sensible("Microsoft Word - Cutover plan") == "Cutover plan"


def test_a_title_written_for_a_machine_is_read_as_it_would_be_shown():
    assert sensible("FHIR&reg; resources &amp;&nbsp;rules") == "FHIR® resources & rules"


def test_title_then_heading_then_name():
    heading = Segment("section", None, "Cutover plan", "We move in one weekend.")
    assert artefact_title(artefact("a", "x.docx", heading, title="A plan")) == "A plan"
    assert artefact_title(artefact("a", "x.docx", heading)) == "Cutover plan"
    assert artefact_title(artefact("a", "Cutover_plan-v2.docx")) == "Cutover plan v2"


def test_what_is_printed_big_on_a_page_goes_before_its_first_line():
    page = Segment("page", 1, "page 1", "Standards for\nvirtual wards\nMay")
    title = "Standards for virtual wards"
    told = artefact("a", "a.pdf", page, title="Microsoft Word - a.docx", headline=title)
    assert artefact_title(told) == title
    assert artefact_title(artefact("a", "a.pdf", page)) == "Standards for"


@pytest.mark.parametrize("printed", ["Phase", "Beds are full today.", "a bed " * 21])
def test_what_is_printed_big_is_not_a_title_where_it_cannot_be_one(printed):
    page = Segment("page", 1, "page 1", "Virtual wards")
    assert artefact_title(artefact("a", "a.pdf", page, headline=printed)) == (
        "Virtual wards"
    )


def test_a_blueprint_is_called_what_people_call_it_else_as_its_core():
    core, other = artefact("a", "core.pdf"), artefact("b", "b.pdf")
    assert blueprint_title(bundle(other, core), ["B", "The core"]) == "The core"
    assert blueprint_title(bundle(core, title="Given"), ["The core"]) == "Given"
    assert blueprint_title(bundle(other), ["B"]) == "Folder of one"


def test_the_type_marker_is_taken_out_of_a_title():
    marked = bundle(title="Bed boards - This is a blueprint on a page only document")
    assert blueprint_title(marked, []) == "Bed boards"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (f"Bed boards - {MARK}", "Bed boards"),
        (f"Bed boards {MARK}: summary", "Bed boards: summary"),
        (f"{MARK}: Bed boards", "Bed boards"),
        (MARK, MARK),
    ],
)
def test_the_mark_of_one_page_is_no_part_of_a_title(written, title):
    assert artefact_title(artefact("a", "a.docx", title=written)) == title


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bed boards: summary", "Bed boards"),
        ("Bed boards – one-page summary", "Bed boards"),
        ("Electronic discharge summary", "Electronic discharge summary"),
    ],
)
def test_that_a_file_is_a_summary_is_no_part_of_its_blueprint_s_name(title, name):
    summary = artefact("a", "One-page summary.docx")
    assert blueprint_title(bundle(summary), [title]) == name


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("Core Blueprint.pdf", "core"),
        ("Core document EPR.docx", "core"),
        ("EPR_blueprint_v1.2 FINAL.docx", "core"),
        ("Blueprint - EPR.docx", "core"),
        ("Guide to this Blueprint.pdf", "artefact"),
        ("Blueprint artefacts.zip", "artefact"),
        ("Blueprint template.docx", "artefact"),
        ("Test message the core switch.xml", "artefact"),
        ("One-page summary.docx", "summary"),
        ("One-page summary - EPR.docx", "summary"),
        ("EPR - summary v0.9 comments.docx", "summary"),
        ("Blueprint on a page (old).pdf", "summary"),
        ("Bed_boards_onepager.pdf", "summary"),
        ("EPR plan on a page.xlsx", "artefact"),
        ("needs/campaign-summary-and-needs.md", "artefact"),
        ("03__discovery-summary__index.md", "artefact"),
        ("sketch-template-1-page.pdf", "artefact"),
        ("Exec summary v2.docx", "summary"),
        ("EPR exec summary.docx", "summary"),
        ("Technical_Annex.docx", "annex"),
        ("Technical annexe.docx", "annex"),
        ("Appendices 1-4.pdf", "annex"),
        ("minutes.docx", "artefact"),
    ],
)
def test_roles_by_name(path, role):
    assert role_of(artefact("a", path), Metadata()) == role


def test_people_decide_about_roles_and_a_member_has_none():
    given = Metadata(roles={"minutes.docx": "core"})
    assert role_of(artefact("a", "minutes.docx"), given) == "core"
    inside = artefact("a", "all.zip!/core.pdf", parent="z")
    assert role_of(inside, Metadata()) == "artefact"
