import pytest

from mappings.load import load_mappings
from pipelines.enrich import Enricher, shared_text
from tests.pipelines.enrich.library import MAPPINGS, artefact, bundle

FILL = "The ward staff met on Tuesday and agreed what to do next week. " * 6


@pytest.fixture(scope="module")
def pillars():
    enricher = Enricher(MAPPINGS)

    def of(path, text):
        (_, doc) = enricher.documents(bundle(artefact("a1", path, text)))
        return {
            e.value: e.band for e in doc.evidence if e.field == "pillar"
        }, doc.values.get("pillar", ())

    return of


def test_the_kind_of_artefact_leads(pillars):
    _, values = pillars("dpia.docx", f"DPIA of the bed board\nPatient flow.\n{FILL}")
    assert values[0] == "safe-practice"
    _, values = pillars("case.docx", f"Business case for the bed board\n{FILL}")
    assert values == ("well-led",)


def test_a_quick_guide_leads_to_no_pillar():
    file = artefact("a1", "guide.docx", f"Quick start guide to branches\n{FILL}")
    (_, doc) = Enricher(load_mappings()).documents(bundle(file))
    assert doc.values["artefact_type"] == ("quick-reference-guide",)
    assert "pillar" not in doc.values


def test_then_the_subject(pillars):
    text = f"Patient flow\nLength of stay fell as patient flow grew.\n{FILL}"
    _, values = pillars("notes.docx", text)
    assert values == ("improve-care",)


def test_one_word_in_passing_says_nothing(pillars):
    bands, values = pillars("notes.docx", f"Rooms\n{FILL}A super user came.\n{FILL}")
    assert values == ()
    assert bands == {"support-workforce": "low"}


ASKED = "\n".join(
    f"Part {n}: write down here what the programme board and the steering group said,"
    " and how clinical engagement and benefits realisation are looked after."
    for n in range(6)
)
ANSWERED = "\n".join(
    f"In month {n} the steering group and the design authority met; programme"
    f" governance was agreed, and benefits realisation has owner {n} on the board."
    for n in range(12)
)


def test_a_filled_in_template_has_the_measure_and_an_empty_one_has_none():
    forms = [artefact(f"f{n}", f"form{n}.docx", f"Form\n{ASKED}") for n in range(3)]
    shared = shared_text((a.id, a.record) for a in forms)
    enricher = Enricher(load_mappings())

    def measures(text):
        found = bundle(artefact("a1", "form.docx", f"Form\n{text}"))
        (_, doc) = enricher.documents(found, shared)
        return doc.values.get("success_measure", ())

    assert measures(ASKED) == ()
    assert "well-led-1-3" in measures(f"{ASKED}\n{ANSWERED}")
