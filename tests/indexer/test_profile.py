"""The profile of a Blueprint: the terms that tell it from the other Blueprints."""

import math
from collections import Counter
from dataclasses import replace

import pytest

from indexer.analysis.analyser import Analyser
from indexer.analysis.vocabulary import Counting
from indexer.profile import TERMS, Spread, makers, profile
from mappings.load import load_mappings
from tests.indexer.library import blueprint

ANALYSER = Analyser()
TEMPLATE = "Project Blueprint: what we would do again."
BLUEPRINTS = (
    f"{TEMPLATE} Scanning of case notes, notes and more notes, about 2019.",
    f"{TEMPLATE} Scanning and shredding of 300 notes in 2019.",
    f"{TEMPLATE} Rosters for theatres.",
    f"{TEMPLATE} Rosters for wards. Frobnication.",
    f"{TEMPLATE} Beds.",
)


def profiles(*texts, hidden=(), names=frozenset()):
    """The profile of each text; the words of `hidden` may not be shown."""
    counting = Counting(ANALYSER)
    for text in texts:
        public = " ".join(w for w in text.split() if w.strip(".,") not in hidden)
        counting.add([public])
        counting.add([text], public=False)
    spread = Spread.of(ANALYSER.words(text) for text in texts)
    vocabulary = counting.vocabulary()
    return [
        profile(Counter(ANALYSER.words(text)), spread, vocabulary, names)
        for text in texts
    ]


def words(terms):
    return [word for _, word, _ in terms]


def test_words_of_the_template_common_words_and_numbers_weigh_nothing():
    assert set(words(profiles(*BLUEPRINTS)[1])) == {"scanning", "notes"}


@pytest.mark.parametrize(
    ("blueprints", "having", "telling"),
    [(4, 3, True), (5, 4, False), (10, 5, True), (10, 6, False)],
)
def test_what_most_blueprints_have_is_of_their_template(blueprints, having, telling):
    texts = ["rosters"] * having + ["beds"] * (blueprints - having)
    assert words(profiles(*texts)[0]) == (["rosters"] if telling else [])


def test_a_term_has_three_letters_at_least():
    found = profiles("ox cat rosters", "ox cat rosters", "beds", "beds")[0]
    assert sorted(words(found)) == ["cat", "rosters"]


def test_what_no_other_blueprint_has_is_no_term():
    assert words(profiles(*BLUEPRINTS)[3]) == ["rosters"]


def test_nothing_is_left_of_a_blueprint_that_is_all_template():
    assert profiles(*BLUEPRINTS, TEMPLATE)[-1] == []


def test_the_term_said_most_often_comes_first():
    weights = [weight for _, _, weight in profiles(*BLUEPRINTS)[0]]
    assert words(profiles(*BLUEPRINTS)[0])[0] == "notes"
    assert weights == sorted(weights, reverse=True)


def test_a_word_that_only_some_may_see_is_no_term():
    assert words(profiles(*BLUEPRINTS, hidden={"notes"})[1]) == ["scanning"]


def test_a_thin_profile_stays_short_and_a_full_one_has_length_one():
    (thin, *_), (full, *_) = profiles(*BLUEPRINTS), profiles(*many())
    assert 0 < length(thin) < 1
    assert length(full) == pytest.approx(1, abs=0.01)
    assert len(full) == TERMS


def test_rarer_terms_weigh_more():
    spread = Spread.of([["a"], ["a", "b"], ["a"], []])
    assert (spread.blueprints, spread.having) == (4, {"a": 3, "b": 1})
    assert spread.idf("b") == pytest.approx(math.log(1 + 3.5 / 1.5))
    assert spread.idf("unknown") > spread.idf("b") > spread.idf("a")


def length(terms):
    return math.hypot(*(weight for _, _, weight in terms))


def many():
    """Blueprints of which two share more terms than a profile has."""
    letters = "bcdfghjklm"
    topic = " ".join(f"{a}u{b}u" for a in letters for b in letters)
    return (topic, topic, *(f"beds{letter}" for letter in letters))


def test_numbers_written_out_are_no_terms():
    texts = ["eighteen rosters", "eighteen rosters", "three beds", "three beds"]
    assert [words(p) for p in profiles(*texts)] == [["rosters"]] * 2 + [["beds"]] * 2


def test_names_of_those_who_made_it_are_no_terms():
    texts = ["norrington rosters", "norrington rosters", "beds", "beds"]
    found = profiles(*texts, names=frozenset({"norrington"}))
    assert [words(p) for p in found[:2]] == [["rosters"]] * 2


def test_makers_are_the_words_of_their_names_that_are_of_no_subject():
    mappings = load_mappings()
    bodies = mappings.taxonomies["organisations"]
    listed = bodies.by_id["royal-national-orthopaedic-hospital"]
    one, other = (blueprint(id_, id_, []) for id_ in "ab")
    one = replace(one, values={"organisation": (listed.id,)})
    written = {"organisation": {"x": "Norrington Mental Health Ambulance Service"}}
    other = replace(other, stored={"labels": written})
    found = makers([one, other], mappings, ANALYSER)
    assert {"norrington", "rnoh"} <= found
    assert not found & set(ANALYSER.words("mental health ambulance"))
    assert not makers([blueprint("c", "Norrington", [])], mappings, ANALYSER)
