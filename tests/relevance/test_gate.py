"""Ranking does not get worse unseen: on either engine, and a broken boost shows."""

import pytest

from indexer.understanding import shape
from pipelines.evaluate.measures import measured, totals
from pipelines.evaluate.runs import asked
from tests.relevance.floors import FLOORS, below
from tests.services.provider import used


def test_there_are_questions_of_every_kind(judged):
    kinds = (
        "known-item topic acronym synonym organisation lessons misspelt sentence code"
        " two-facet"
    ).split()
    assert len(judged) >= 150
    assert {q.kind for q in judged} == set(kinds)


def test_no_floor_is_broken(run, judged):
    assert below(run, judged) == {}


def test_both_engines_have_the_same_figures(run, cluster, judged):
    there = asked(cluster, judged, FLOORS["depth"])
    here, other = (totals(measured(r, judged)) for r in (run, there))
    figures = f"nDCG@10 {here['nDCG@10']:.4f}, on the cluster {other['nDCG@10']:.4f}"
    used["questions of the domain"] = figures
    assert other == pytest.approx(here, abs=5e-5)
    assert below(there, judged) == {}


def test_a_boost_broken_on_purpose_turns_it_red(index, judged, monkeypatch):
    weights = shape.Shape._weights

    def broken(self, field):
        return {f: 50.0 if f == "name" else w for f, w in weights(self, field).items()}

    monkeypatch.setattr(shape.Shape, "_weights", broken)
    assert below(asked(index, judged, FLOORS["depth"]), judged)
