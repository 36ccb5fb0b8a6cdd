import pytest

from pipelines.enrich import Enricher
from pipelines.enrich.kinds import Kinds
from pipelines.enrich.reading import Reading
from pipelines.records import Segment
from tests.pipelines.enrich.library import (
    MAPPINGS,
    artefact,
    bundle,
    cue,
    taxonomy,
    term,
)

FILL = "The ward staff met on Tuesday and agreed what to do next week. " * 6
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@pytest.fixture(scope="module")
def kind():
    enricher = Enricher(MAPPINGS)

    def of(path, *texts, **options):
        (_, doc) = enricher.documents(bundle(artefact("a1", path, *texts, **options)))
        return doc.values.get("artefact_type", ())

    return of


def test_the_file_name_says_the_kind(kind):
    assert kind("Business_Case_v0.3.docx", FILL) == ("business-case",)


def test_the_title_says_the_kind(kind):
    assert kind("final.docx", f"Training plan\n{FILL}") == ("training-plan",)


def test_the_last_kind_of_a_title_wins(kind):
    title = "Business case training plan"
    assert kind("final.docx", f"{title}\n{FILL}") == ("training-plan",)


def test_a_page_about_a_kind_is_guidance(kind):
    text = f"How to write user stories\n{FILL}"
    assert kind("stories.md", text) == ("guidance",)


def test_columns_of_a_sheet_give_a_hazard_log_away(kind):
    columns = "Hazard ID\tHazard name\tExisting controls\tLikelihood\tSeverity\n"
    sheet = Segment("sheet", None, "Sheet1", columns + "1\tLate dose\tNone\t2\t3\n")
    assert kind("v2.xlsx", sheet, media_type=XLSX) == ("hazard-log",)


def test_minutes_are_known_by_their_parts(kind):
    text = f"Attendees: six people\nApologies: none\nMatters arising\n{FILL}"
    assert kind("2021.docx", text) == ("minutes",)


def test_slides_are_a_presentation_until_their_title_says_more(kind):
    assert kind("a.pptx", FILL, kind="slide", media_type=PPTX) == ("presentation",)
    text = f"Business case\n{FILL}"
    assert kind("a.pptx", text, kind="slide", media_type=PPTX) == ("business-case",)


def test_a_folder_says_the_kind_that_words_alone_leave_open(kind):
    text = f"Attendees: six people\n{FILL}"
    assert kind("2021.docx", text) == ()
    assert kind("minutes/2021.docx", text) == ("minutes",)
    assert kind("board__minutes__2021.docx", text) == ("minutes",)


def test_a_title_says_more_than_a_folder(kind):
    path, text = "decisions/final.docx", f"Training plan\n{FILL}"
    assert kind(path, text) == ("training-plan",)


def test_a_dash_parts_a_title_like_a_colon(kind):
    for mark in (":", " -", " –"):
        text = f"Business case{mark} the training plan of next year\n{FILL}"
        assert kind("final.docx", text) == ("business-case",)


@pytest.mark.parametrize(
    "title", ["Page not found", "Minutes: sitemap", "404 - no minutes here"]
)
def test_a_page_that_leads_elsewhere_is_of_no_kind(kind, title):
    assert kind("minutes/x.html", f"{title}\n{FILL}") == ()


def test_a_word_and_its_plural_are_one_word():
    reading = Reading(words=(0, 1), pages=600)
    found = [
        Kinds(taxonomy("t", term("log", *map(cue, words)))).traits(
            reading, "Fourteen", "docx", "artefact", artefact("a", "14.docx")
        )
        for words in (("hazard", "hazards"), ("hazard",))
    ]
    assert found[0]["log"].wording == found[1]["log"].wording > 0


def test_silence_where_nothing_says_it(kind):
    assert kind("final.docx", FILL) == ()


def test_every_kind_says_why():
    file = artefact("a1", "a.pptx", FILL, kind="slide", media_type=PPTX)
    (_, doc) = Enricher(MAPPINGS).documents(bundle(file))
    (why,) = (e for e in doc.evidence if e.field == "artefact_type")
    assert (why.value, why.artefact) == ("presentation", "a1")
