"""What reading real documents taught, a sentence or two each."""

import pytest

from pipelines.enrich.duplicates import SharedText
from pipelines.enrich.enricher import Enricher
from pipelines.enrich.lines import paragraph_hash
from pipelines.enrich.reading import definitions
from pipelines.records import Segment
from tests.pipelines.enrich.library import MAPPINGS, artefact, bundle

FILL = "The ward staff met on Tuesday and agreed what to do next week. "
LONG = "\n".join(FILL + f"Note {n}." for n in range(200))


@pytest.fixture(scope="module")
def labels():
    enricher = Enricher(MAPPINGS)

    def of(*texts, path="notes.pdf", shared=None, **options):
        found = artefact("a1", path, *texts, **options)
        return enricher.documents(bundle(found), shared)[1]

    return of


def technology(doc):
    return doc.values.get("technology", ())


def test_the_subject_is_named_in_title_and_text(labels):
    doc = labels(f"Rolling out ePMA\nOur ePMA went live.\n{LONG}")
    assert technology(doc) == ("epma",)


def test_a_channel_named_in_passing_is_not_the_subject(labels):
    doc = labels(f"Booking rooms\n{LONG}\nStaff sign in with NHS login.\n{LONG}")
    assert technology(doc) == ()


def test_one_mention_in_a_long_text_stays_below_the_line(labels):
    doc = labels(f"Booking rooms\n{LONG}\nTelephony was renewed.\n{LONG}")
    assert technology(doc) == ()
    (below,) = (e for e in doc.evidence if e.field == "technology")
    assert (below.value, below.band) == ("telephony", "low")


def test_spread_over_the_text_makes_a_subject(labels):
    pages = [f"{FILL * 10}\nThe ePMA of this ward.\n{FILL}" for _ in range(8)]
    pages = [page.replace("this ward", f"ward {n}") for n, page in enumerate(pages)]
    assert technology(labels(*pages)) == ("epma",)


@pytest.mark.parametrize(
    "sentence",
    [
        "We did not choose ePMA this year.",
        "ePMA is not in scope of this work.",
        "Pharmacy works without ePMA.",
        "ePMA was ruled out at an early stage.",
        "ePMA is NOT part of this work.",
    ],
)
def test_what_was_not_chosen_is_not_a_value(labels, sentence):
    doc = labels(f"Choices\n{sentence}\n{FILL * 5}\n{sentence} Again.\n{FILL * 5}")
    assert [e for e in doc.evidence if e.field == "technology"] == []


def test_a_phrase_that_never_counts_covers_what_stands_in_it(labels):
    doc = labels(f"Notes in mental health\nOur mental health wards.\n{FILL * 5}")
    assert doc.values["care_setting"] == ("mental-health",)
    named = "mental health first aid"
    doc = labels(f"Notes of {named}\nOur {named} in wards.\n{FILL * 5}")
    assert [e for e in doc.evidence if e.field == "care_setting"] == []


def test_not_only_is_no_denial(labels):
    doc = labels(f"Using ePMA\nNot only ePMA helped.\n{FILL * 5}")
    assert technology(doc) == ("epma",)


def test_an_ambiguous_abbreviation_needs_company(labels):
    alone = f"ICE on the roads\nICE again, and ICE.\n{FILL * 5}"
    assert technology(labels(alone)) == ()
    more = "Pathology asks in ICE."
    helped = f"Pathology results in ICE\nICE shows pathology.\n{more}\n{FILL * 5}"
    assert technology(labels(helped)) == ("order-comms",)
    lower = f"Pathology samples on ice\nThe ice is for pathology.\n{FILL * 5}"
    assert technology(labels(lower)) == ()


def test_the_document_s_own_definition_wins(labels):
    other = f"The European Public Register (EPR)\nEPR news. The EPR grows.\n{FILL * 5}"
    assert technology(labels(other)) == ()
    same = f"The enterprise patient record (EPR)\nEPR news. The EPR grows.\n{FILL * 5}"
    assert technology(labels(same)) == ("epr",)


def test_a_glossary_makes_no_value(labels):
    glossary = "Glossary\nEPR  electronic patient record\nePMA  electronic prescribing"
    assert technology(labels(f"{FILL * 20}", f"{glossary}\n{FILL}")) == ()


def test_document_control_makes_no_value(labels):
    control = Segment("section", None, "Document control", "ePMA team, ePMA board\n")
    text = Segment("section", None, "Rooms", FILL * 20)
    assert technology(labels(text, control)) == ()


def test_links_make_no_value(labels):
    links = "[ePMA](https://example.org/epma)\nhttps://example.org/ePMA/electronic"
    assert technology(labels(f"Rooms to book\n{links}\n{FILL * 10}")) == ()


def test_a_list_weakens_each_of_its_values(labels):
    many = "EPR, ePMA, order comms, PACS, e-rostering, telephony"
    assert technology(labels(f"Systems here\nWe have {many}.\n{FILL * 10}")) == ()


def test_a_repeated_footer_counts_once(labels):
    pages = [f"{FILL * 30} {n}\nNorthmoor ePMA programme office" for n in range(9)]
    assert technology(labels(*pages)) == ()


def test_boilerplate_of_the_library_makes_no_value(labels):
    line = "This form belongs to the ePMA programme and its ePMA board of the trust."
    more = "Whoever fills in this form asks the ePMA team for the number of it."
    text = f"Rooms to book\n{line}\n{more}\n{FILL * 10}"
    shared = SharedText(frozenset(map(paragraph_hash, (line, more))))
    assert technology(labels(text)) == ("epma",)
    assert technology(labels(text, shared=shared)) == ()


def test_a_long_paragraph_is_compared_as_a_whole(labels):
    line = f"This form is of the ePMA programme. {FILL * 10}Ask the ePMA team for ePMA."
    text = f"Rooms to book\n{line}\n{FILL * 10}"
    assert technology(labels(text)) == ("epma",)
    shared = SharedText(frozenset([paragraph_hash(line)]))
    assert technology(labels(text, shared=shared)) == ()


def test_a_template_keeps_its_type_and_loses_the_rest(labels):
    lines = [f"Hazard log entry for ePMA with number {n} and words." for n in range(9)]
    text = "Hazard log\n" + "\n".join(lines)
    shared = SharedText(frozenset(map(paragraph_hash, lines)))
    doc = labels(text, shared=shared)
    assert doc.values["artefact_type"] == ("hazard-log",)
    assert technology(doc) == ()
    assert "pillar" not in doc.values


def test_the_author_s_organisation_is_not_the_care_setting(labels):
    doc = labels(f"Booking rooms\n{LONG}\nNorthmoor ambulance service, 2021\n{LONG}")
    assert "care_setting" not in doc.values


def test_a_care_setting_that_is_the_subject_is_found(labels):
    doc = labels(f"Notes in mental health wards\nOur mental health wards.\n{FILL * 5}")
    assert doc.values["care_setting"] == ("mental-health",)


def test_a_folder_s_name_gives_no_value():
    found = artefact("a1", "notes.pdf", f"Booking rooms\n{LONG}")
    one = bundle(found)
    renamed = type(one)(one.id, "ePMA at Northmoor", one.artefacts, one.metadata)
    assert all(technology(d) == () for d in Enricher(MAPPINGS).documents(renamed))


def test_almost_no_text_gets_no_labels(labels):
    doc = labels("ePMA, ePMA, ePMA")
    assert technology(doc) == ()
    assert "pillar" not in doc.values


def test_definitions_are_read_from_the_text():
    text = "the Personal Demographics Service (PDS), an EPR (a record), (see BMJ)"
    assert definitions(text) == {"PDS": "personal demographics service"}


def test_a_part_brings_its_whole(labels):
    title = "Notes in the emergency department"
    doc = labels(f"{title}\nOur emergency department.\n{FILL * 5}")
    assert doc.values["care_setting"] == ("emergency-department", "acute")
    (why,) = {e.source for e in doc.evidence if e.value == "acute"}
    assert why == "care_setting: emergency-department is part of it"
