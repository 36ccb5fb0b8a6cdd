"""Ranking over real documents, where they are at hand, does not get worse unseen."""

from pipelines.evaluate.measures import measured, totals
from pipelines.evaluate.runs import asked
from tests.relevance.floors import FLOORS, below
from tests.relevance.real import FILE, questions
from tests.services.provider import used


def test_at_least_fifty_questions_are_judged_by_hand():
    kinds, texts = zip(
        *(line.split("\t")[0:3:2] for line in FILE.read_text("utf-8").splitlines()[1:]),
        strict=True,
    )
    assert len(set(texts)) >= 50
    assert len(set(kinds)) == 10


def test_no_floor_is_broken_over_real_documents(real, documents):
    judged = questions(documents)
    run = asked(real, judged, FLOORS["depth"])
    reached = totals(measured(run, judged))["nDCG@10"]
    used["questions over real documents"] = f"nDCG@10 {reached:.4f}"
    assert below(run, judged, "real") == {}
