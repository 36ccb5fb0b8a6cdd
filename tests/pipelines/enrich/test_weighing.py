from indexer.documents import Evidence
from pipelines.enrich.matching import Mention
from pipelines.enrich.reading import Placed, Reading
from pipelines.enrich.weighing import Suggested, weigh

SAID = Mention("technology", "integration", 0.5, 0, 0, 4, "FHIR")
NO_EVIDENCE: tuple[Evidence, ...] = ()


def chance(kind, likely):
    reading = Reading(placed=(Placed(SAID, 0.5, 0),), characters=3000, blocks=2)
    kinds = [Suggested("artefact_type", kind, likely, "high", NO_EVIDENCE)]
    (found,) = weigh("technology", reading, "a", kinds)
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
