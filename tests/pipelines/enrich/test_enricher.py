from dataclasses import replace

import pytest
import spacy

from pipelines.bundle import Artefact, Given
from pipelines.enrich import Enricher
from pipelines.enrich.artefacts import Profiler
from pipelines.enrich.duplicates import SharedText
from pipelines.enrich.organisations import PipelineError
from pipelines.enrich.titles import artefact_title
from tests.pipelines.enrich.library import MAPPINGS, artefact, bundle, record

PROSE = "The ward staff met on Tuesday and agreed what to do next. " * 10


@pytest.fixture(scope="module")
def enricher():
    return Enricher(MAPPINGS)


def test_the_blueprint_comes_first_then_its_artefacts(enricher):
    docs = enricher.documents(
        bundle(
            artefact("a1", "core.pdf", f"Moving to ePMA\n{PROSE}"),
            artefact("a2", "annex.pdf", f"More about the wards\n{PROSE}"),
        )
    )
    assert [(d.kind, d.id, d.blueprint, d.title) for d in docs] == [
        ("blueprint", "b1", "b1", "Moving to ePMA"),
        ("artefact", "a1", "b1", "Moving to ePMA"),
        ("artefact", "a2", "b1", "More about the wards"),
    ]
    assert docs[0].stored["artefacts"] == 2
    assert "More about the wards" in docs[0].text["body"]
    assert docs[2].values["format"] == ("pdf",)


def test_evidence_stands_where_it_says(enricher):
    text = f"Plan\n{PROSE}\nThe electronic\npatient  record went live.\n{PROSE}"
    (_, doc) = enricher.documents(bundle(artefact("a1", "plan.pdf", PROSE, text)))
    (found,) = (e for e in doc.evidence if e.field == "technology")
    assert (found.value, found.segment) == ("epr", 1)
    assert text[found.start : found.end] == found.phrase
    assert found.phrase == "electronic\npatient  record"


def test_people_s_word_wins_and_is_inherited(enricher):
    row = "catalogue.xlsx row 12"
    blueprint, doc = enricher.documents(
        bundle(
            artefact("a1", "core.pdf", f"Moving to ePMA with ePMA\n{PROSE}"),
            values={
                "care_setting": (Given("ambulance", row),),
                "technology": (Given("rpa", row),),
            },
        )
    )
    assert blueprint.values["technology"] == ("rpa",)
    assert doc.values["technology"] == ("rpa", "epma")
    assert doc.values["care_setting"] == ("ambulance",)
    assert {e.source for e in doc.evidence if e.origin == "given"} == {row}
    assert any(e.value == "epma" for e in blueprint.evidence)


def test_a_failed_file_is_found_by_its_name(enricher):
    locked = artefact("a1", "Hazard_log-v2.pdf", status="encrypted")
    (_, doc) = enricher.documents(bundle(locked))
    assert doc.title == "Hazard log v2"
    assert doc.stored["status"] == "encrypted"
    assert doc.values["artefact_type"] == ("hazard-log",)
    assert doc.passages == ()


def test_the_region_follows_from_the_organisation(enricher):
    (blueprint,) = enricher.documents(
        bundle(values={"organisation": (Given("northmoor", "blueprint.yaml"),)})
    )
    assert blueprint.values["region"] == ("north-west",)


def test_a_file_sorts_by_its_blueprint_s_date_else_by_its_own(enricher):
    file = artefact("a1", "a.pdf", PROSE, modified="2021-05-06")
    dated = enricher.documents(bundle(file, published="2023-01-02"))
    assert [d.published for d in dated] == ["2023-01-02", "2023-01-02"]
    undated = enricher.documents(bundle(file))
    assert [d.published for d in undated] == ["", "2021-05-06"]
    assert undated[1].values["year"] == ("2021",)


def test_the_state_is_an_id_of_its_list(enricher):
    assert enricher.documents(bundle(state="in-review"))[0].values["state"] == (
        "in-review",
    )


def test_files_that_could_not_be_opened_are_no_copies_of_each_other(enricher):
    files = [
        Artefact(name, name, name, replace(record("", status="too_large"), digest=""))
        for name in ("hazard log.xlsx", "DPIA.docx")
    ]
    (blueprint, *_) = enricher.documents(bundle(*files))
    assert blueprint.values["artefact_type"] == ("dpia", "hazard-log")


def test_a_copy_stands_once_in_the_blueprint_s_text(enricher):
    file = artefact("a1", "a.pdf", PROSE)
    copy = Artefact("a2", "b.pdf", "file:///b.pdf", file.record)
    blueprint = enricher.documents(bundle(file, copy))[0]
    assert blueprint.text["body"].count(PROSE) == 1


def test_a_trained_pipeline_that_is_not_there_is_named():
    enricher = Enricher(MAPPINGS, "xx_not_there")
    with pytest.raises(PipelineError, match="xx_not_there"):
        enricher.documents(bundle(artefact("a1", "a.pdf", PROSE)))


def test_names_of_a_trained_pipeline_stay_below_the_line(tmp_path):
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORG", "pattern": "Westmere Trust"}])
    nlp.to_disk(tmp_path / "model")
    enricher = Enricher(MAPPINGS, str(tmp_path / "model"))
    text = f"{PROSE} Westmere Trust agreed."
    (_, doc) = enricher.documents(bundle(artefact("a1", "a.pdf", text)))
    (found,) = (e for e in doc.evidence if e.field == "organisation")
    assert (found.band, text[found.start : found.end]) == ("low", "Westmere Trust")
    assert "organisation" not in doc.values


@pytest.mark.parametrize(("said", "language"), [("cy", ("cy",)), ("und", ())])
def test_the_language_is_what_extraction_saw(enricher, said, language):
    found = artefact("a1", "core.pdf", PROSE, language=said)
    for doc in enricher.documents(bundle(found)):
        assert doc.values.get("language", ()) == language


def test_artefacts_read_together_say_what_each_says_alone():
    line = f"Steering group\tattendees and apologies for the ePMA of ward 9\n{PROSE}"
    found = [
        artefact(
            "a1", "ePMA.pdf", f"Minutes\n{line}", f"We did not choose ePMA {line}"
        ),
        artefact("a2", "none.pdf"),
        artefact("a3", "Minutes.pdf", line, f"Glossary\nEPR: {line}", f"EPR\n{line}"),
    ]
    profiler = Profiler(MAPPINGS)
    titled = [(one, artefact_title(one)) for one in found]
    together = profiler.readings(titled, SharedText())
    alone = [profiler.readings([one], SharedText()) for one in titled]
    assert together == [reading for (reading,) in alone]
    assert together[2].placed
