from indexer.documents import Evidence
from pipelines.enrich.matching import Mention
from pipelines.enrich.reading import Placed, Reading
from pipelines.enrich.weighing import Read, Suggested, weigh

SAID = Mention("technology", "integration", 0.5, 0, 0, 4, "FHIR")
NO_EVIDENCE: tuple[Evidence, ...] = ()


def chance(kind, likely):
    reading = Reading(placed=(Placed(SAID, 0.5, 0),), characters=3000)
    kinds = [Suggested("artefact_type", kind, likely, "high", NO_EVIDENCE)]
    ((found,),) = weigh("technology", [Read("a", reading, kinds)])
    return found.weight, found.band


def test_an_interface_specification_is_about_integration():
    alone, band = chance("user-research", 1.0)
    assert band == "low"
    weight, band = chance("interface-specification", 1.0)
    assert weight > alone + 0.3
    assert band == "high"


def test_a_doubtful_kind_says_less():
    sure, _ = chance("interface-specification", 1.0)
    doubtful, _ = chance("interface-specification", 0.2)
    alone, _ = chance("interface-specification", 0.0)
    assert alone < doubtful < sure


def test_who_reads_gp_records_is_of_primary_care():
    said = Mention("care_setting", "primary-care", 0.6, 0, 0, 8, "practice")
    reading = Reading(placed=(Placed(said, 0.6, 0),), characters=3000)
    records = Suggested("technology", "gp-record-access", 0.9, "high", NO_EVIDENCE)
    ((alone,),) = weigh("care_setting", [Read("a", reading)])
    ((found,),) = weigh("care_setting", [Read("a", reading, [records])])
    assert found.weight > alone.weight


def test_who_reads_gp_records_elsewhere_is_not_of_primary_care():
    """A ward that opens with itself and reads the record of a practice."""
    practice = Mention("care_setting", "primary-care", 0.6, 0, 0, 8, "practice")
    ward = Mention("care_setting", "acute", 1.0, 0, 20, 24, "ward")
    places = (Placed(ward, 1.0, 0, opening=True), Placed(practice, 0.6, 1))
    reading = Reading(placed=places, characters=3000)
    records = Suggested("technology", "gp-record-access", 0.9, "high", NO_EVIDENCE)
    (alone,) = weigh("care_setting", [Read("a", reading)])
    (found,) = weigh("care_setting", [Read("a", reading, [records])])
    before, after = ({s.value: s.weight for s in of} for of in (alone, found))
    assert after["primary-care"] < before["primary-care"]
    assert after["acute"] == before["acute"]


def test_a_title_that_says_it_counts_beyond_the_opening():
    """Both lead where a document begins; the first has it in its title, too."""
    title = Mention("technology", "integration", 1.0, None, 0, 4, "FHIR")
    opening = (Placed(SAID, 1.0, 0, opening=True),)
    titled = Read("a", Reading((title,), placed=opening, characters=3000))
    opened = Read("b", Reading(placed=opening, characters=3000))
    ((with_title,),), ((without,),) = (
        weigh("technology", [r]) for r in (titled, opened)
    )
    assert with_title.weight > without.weight + 0.1


def test_a_page_is_sooner_about_what_those_beside_it_are_about():
    aside = Read("a", Reading(placed=(Placed(SAID, 0.5, 0),), characters=3000))
    title = Mention("technology", "integration", 1.0, None, 0, 4, "FHIR")
    places = tuple(Placed(SAID, 1.0, n, opening=True) for n in range(4))
    about = Read("b", Reading((title,), placed=places, characters=3000))
    silent = Read("c", Reading(characters=3000))
    ((alone,),) = weigh("technology", [aside])
    ((beside,), _) = weigh("technology", [aside, about])
    ((less,), _, ()) = weigh("technology", [aside, about, silent])
    assert alone.weight < less.weight < beside.weight
    assert {e.source for e in alone.evidence} == {"technology: text"}


def test_evidence_tells_when_other_files_put_a_value_over_the_line():
    often = tuple(Placed(SAID, 0.9, n) for n in range(4))
    aside = Read("a", Reading(placed=often, characters=3000))
    title = Mention("technology", "integration", 1.0, None, 0, 4, "FHIR")
    places = tuple(Placed(SAID, 1.0, n, opening=True) for n in range(4))
    about = Read("b", Reading((title,), placed=places, characters=3000))
    ((alone,),) = weigh("technology", [aside])
    ((found,), *_) = weigh("technology", [aside, *[about] * 8])
    assert (alone.band, found.band) == ("low", "medium")
    assert found.evidence[0].source == "technology: text, and the files beside it"
