"""What becomes of people's word when others speak, and when things change."""

from dataclasses import replace

import pytest

from indexer.judgements.log import Line, Words
from indexer.judgements.standing import in_force, judged_fields, standings
from mappings.load import Mappings
from mappings.schema import Field, Schema
from mappings.taxonomy import Taxonomy, Term, fold
from tests.indexer.judgements.test_log import judgement


def taxonomy(name, *terms):
    by_name = {fold(n): t for t in terms for n in (t.id, t.label, *t.aliases)}
    return Taxonomy(name, name, terms, {t.id: t for t in terms}, by_name)


TECHNOLOGIES = taxonomy("technologies", Term("epr", "EPR"), Term("epma", "ePMA"))
TYPES = taxonomy("types", Term("dpia", "DPIA"), Term("log", "Hazard log"))
SCHEMA = Schema(
    (
        Field("body", "Text", "text", ""),
        Field("technology", "", "keyword", "", facet=True, taxonomy="technologies"),
        Field("artefact_type", "", "keyword", "", facet=True, taxonomy="types"),
        Field("format", "Format", "keyword", "", facet=True, taxonomy="types"),
        Field("blueprint", "Blueprint", "keyword", "", facet=True),
    )
)
MAPPINGS = Mappings(SCHEMA, {"technologies": TECHNOLOGIES, "types": TYPES}, (), "x")
THERE = {"ward": "", "ward-1": "aa"}


def told(*said, mappings=MAPPINGS, there=THERE):
    words = Words(tuple(Line(n, j) for n, j in enumerate(said, 1)), "digest")
    return standings(words, mappings, there)


def states(*said, **more):
    return [s.state for s in told(*said, **more)]


def of_file(verdict, value, by, **other):
    about = {"document": "ward-1", "path": "plan.txt", "digest": "aa"}
    kind = {"field": "artefact_type", "taxonomy": "types"}
    return judgement(verdict, value, by, **{**about, **kind, **other})


def test_facts_of_a_file_are_not_judged():
    assert [f.name for f in judged_fields(SCHEMA)] == ["technology", "artefact_type"]


def test_the_later_word_wins_and_the_disagreement_is_told():
    found = told(judgement("set", by="Ada"), judgement("reject", by="Bo"))
    assert [s.state for s in found] == ["overruled", "in force"]
    assert [j.by for j in found[1].against] == ["Ada"]
    assert in_force(found)["ward"] == (found[1],)


def test_who_comes_round_is_no_longer_against():
    ada, bo = judgement("set", by="Ada"), judgement("reject", by="Bo")
    found = told(ada, bo, replace(ada, verdict="reject"), bo)
    assert found[-1].against == ()
    assert told(ada, replace(ada, verdict="reject"))[-1].against == ()


def test_words_on_two_values_stand_beside_each_other():
    assert states(judgement(value="epr"), judgement(value="epma", by="Bo")) == [
        "in force",
        "in force",
    ]


def test_a_file_has_one_type():
    found = told(of_file("set", "dpia", "Ada"), of_file("set", "log", "Bo"))
    assert [s.state for s in found] == ["overruled", "in force"]
    assert [j.value for j in found[1].against] == ["dpia"]
    rejects = of_file("reject", "dpia", "Ada"), of_file("reject", "log", "Bo")
    assert states(*rejects) == ["in force", "in force"]


@pytest.mark.parametrize(
    ("one", "state"),
    [
        (judgement(document="gone"), "no document"),
        (judgement(value="gone"), "no term"),
        (judgement(value="Local Trust", taxonomy=""), "in force"),
        (judgement(field="gone"), "no field"),
        (judgement(field="format"), "no field"),
        (of_file("set", "dpia", "Ada", digest="before"), "changed since"),
    ],
)
def test_what_it_is_about_has_changed(one, state):
    other = judgement(value="epma")
    assert states(one, other) == [state, "in force"]


def test_what_has_no_effect_overrules_nothing():
    assert states(of_file("set", "log", "Ada"), of_file("set", "gone", "Bo")) == [
        "in force",
        "no term",
    ]


def test_of_what_is_gone_too_the_later_word_is_the_last():
    gone = judgement("set", by="Ada", document="gone")
    found = told(gone, replace(gone, verdict="reject", by="Bo"))
    assert [s.state for s in found] == ["overruled", "no document"]
    assert found[1].against == ()


def test_a_word_on_a_term_that_became_part_of_another_is_told_by_the_other():
    one = taxonomy("technologies", Term("record", "Patient record", ("epr",)))
    lists = {**MAPPINGS.taxonomies, "technologies": one}
    found = told(judgement("reject"), mappings=replace(MAPPINGS, taxonomies=lists))
    assert [s.judgement.label for s in found] == ["Patient record"]


def test_a_term_may_be_renamed_and_given_another_id():
    renamed = taxonomy("technologies", Term("epr", "Electronic patient record"))
    moved = taxonomy("technologies", Term("patient-record", "EPR", ("epr",)))
    for one, value in ((renamed, "epr"), (moved, "patient-record")):
        lists = {**MAPPINGS.taxonomies, "technologies": one}
        found = told(judgement(), mappings=replace(MAPPINGS, taxonomies=lists))
        assert [(s.state, s.judgement.value) for s in found] == [("in force", value)]
