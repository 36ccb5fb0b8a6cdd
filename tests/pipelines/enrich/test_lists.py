"""The product's own lists, where a name is an ordinary word."""

import pytest

from mappings.load import load_mappings
from pipelines.enrich.enricher import Enricher
from pipelines.enrich.kinds import FORMS, PARTS
from pipelines.enrich.pillars import LEANING, SUBJECTS
from pipelines.enrich.weighing import TOLD_BY
from tests.pipelines.enrich.library import artefact, bundle

FILL = "The ward staff met on Tuesday and agreed what to do next week. " * 8


def test_the_rules_name_no_term_that_the_lists_lack():
    lists = load_mappings().taxonomies
    kinds, technologies = lists["artefact_types"], lists["technologies"]
    assert {*LEANING, *SUBJECTS} == lists["pillars"].by_id.keys()
    assert kinds.by_id.keys() >= {kind for some in LEANING.values() for kind in some}
    assert technologies.by_id.keys() >= {t for some in SUBJECTS.values() for t in some}
    told = {teller for some in TOLD_BY.values() for teller in some}
    assert kinds.by_id.keys() | technologies.by_id.keys() >= told
    assert technologies.by_id.keys() | lists["care_settings"].by_id.keys() >= {*TOLD_BY}
    assert lists["formats"].by_id.keys() >= {*FORMS}
    named = (*PARTS.values(), *(kind for kind, _ in FORMS.values()))
    assert all(kinds.resolve(kind) for kind in named)


@pytest.fixture(scope="module")
def suppliers():
    enricher = Enricher(load_mappings())

    def of(sentence):
        texts = [f"Meeting {n}\n{sentence} {FILL} Note {n}." for n in range(4)]
        files = [artefact(f"a{n}", f"{n}.pdf", text) for n, text in enumerate(texts)]
        return enricher.documents(bundle(*files))[0].values.get("supplier", ())

    return of


def test_files_that_begin_with_access_agree_on_no_supplier(suppliers):
    assert suppliers("Access to the record is by smartcard.") == ()
    assert suppliers("Servelec came to the meeting.") == ("access",)


def test_files_agree_on_no_name_that_lacks_its_company(suppliers):
    assert suppliers("The list is an ARIA live region.") == ()
    assert suppliers("The oncology record is ARIA.") == ("varian",)


@pytest.mark.parametrize(
    ("sentence", "supplier"),
    [
        ("Advanced practitioners write forms in the record.", ()),
        ("Carenotes is by Advanced now.", ("oneadvanced",)),
        ("Vision and values of the GP practice.", ()),
        ("Teams use a device on the network.", ()),
        ("Horizon scanning for servers and devices.", ()),
        ("Loop in the bank when a shift is free.", ()),
        ("Space for infusion pumps is short.", ()),
        ("Stream learning to the ward.", ()),
    ],
)
def test_a_word_that_begins_sentences_needs_its_maker_near(
    suppliers, sentence, supplier
):
    assert suppliers(sentence) == supplier


def test_the_spine_of_a_body_is_no_foundation(settings):
    doc = settings("MRI scan of the spine\nThe spine is imaged. Spine and hip.")
    assert "smart-foundations" not in doc.values.get("pillar", ())


@pytest.fixture(scope="module")
def settings():
    enricher = Enricher(load_mappings())

    def of(text):
        met = "We met on Tuesday and agreed what to do next week. " * 8
        found = artefact("a1", "notes.pdf", f"{text}\n{met}")
        return enricher.documents(bundle(found))[1]

    return of


@pytest.mark.parametrize(
    ("words", "setting"),
    [("In-Patient Setting", "acute"), ("Ambulatory Setting", "primary-care")],
)
def test_standards_of_health_records_have_names_for_settings(settings, words, setting):
    doc = settings(f"Test data: {words}\nThis is for the {words.lower()}.")
    assert doc.values["care_setting"] == (setting,)


def test_parts_named_in_passing_are_their_whole_together(settings):
    doc = settings(
        "Notes for hospital staff\nThey are read in intensive care, in outpatients "
        "and in the operating theatre."
    )
    assert doc.values["care_setting"] == ("acute",)
    why = {e.phrase for e in doc.evidence if e.value == "acute"}
    assert {"hospital staff", "intensive care", "outpatients"} <= why
