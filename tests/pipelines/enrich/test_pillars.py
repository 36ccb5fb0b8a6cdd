import pytest

from pipelines.enrich import Enricher
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


def test_then_the_subject(pillars):
    text = f"Patient flow\nLength of stay fell as patient flow grew.\n{FILL}"
    _, values = pillars("notes.docx", text)
    assert values == ("improve-care",)


def test_one_word_in_passing_says_nothing(pillars):
    bands, values = pillars("notes.docx", f"Rooms\n{FILL}A super user came.\n{FILL}")
    assert values == ()
    assert bands == {"support-workforce": "low"}
