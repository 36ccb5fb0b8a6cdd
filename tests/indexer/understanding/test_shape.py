"""The shape of a text query: whatever is typed, no tree is too large for a cluster."""

import pytest

from indexer.answering.answer import Answer
from indexer.query import Query, QueryError
from indexer.tree import Boost, Words, size
from indexer.understanding.question import Question
from indexer.understanding.shape import HELD, MOST, PROXIMITY
from indexer.understanding.units import Expanded, Synonymous

CLAUSES = 1024  # that a cluster takes, with the filters and the selections
WORDS = [f"{a}{b}" for a in "bcdfghjklmnpqrstvwxz" for b in "aeiouy"]  # 120
PURPOSE = {  # what is asked on purpose of four fields, by how often
    "either": lambda n: " OR ".join(f"w{i}" for i in range(n)),
    "without": lambda n: " ".join(f"-w{i}" for i in range(n)),
    "groups": lambda n: " ".join(f"(w{i} -ward)" for i in range(n // 2)),
}


def question(index, text):
    return Question(index.lexicon, index.live, Query("artefacts", text))


def tree_of(index, text):
    return question(index, text).strict


@pytest.mark.parametrize("joint", [" ", "\N{EN DASH}", " OR "])
def test_a_text_as_long_as_may_be_makes_no_tree_too_large(index, joint):
    text = joint.join(WORDS)
    asked = question(index, text)
    trees = (Answer(asked).listed(), asked.strict, asked.inner)
    assert all(0 < size(tree) <= CLAUSES for tree in trees)


@pytest.mark.parametrize("kind", PURPOSE)
def test_what_is_asked_on_purpose_is_never_left_out_but_refused(index, kind):
    fields = len(index.lexicon.schema.searched)
    assert size(tree_of(index, PURPOSE[kind](MOST // fields))) <= MOST
    with pytest.raises(QueryError, match=rf"makes 9\d\d look-ups.*{MOST} are the most"):
        tree_of(index, PURPOSE[kind](MOST // fields + 2))


def test_a_beginning_takes_one_leaf_a_field_however_many_words_begin_so(index):
    assert len(index.live.vocabulary.starting("pr")) > 1
    assert size(tree_of(index, "pr*")) == len(index.lexicon.schema.searched)


def test_words_go_before_what_only_moves_hits(index):
    text = " ".join(f"word{'abcdefghij'[n % 10]}{n}" for n in range(120))
    tree = tree_of(index, text)
    assert size(tree) <= MOST
    assert repr(Words("body", ("wordj", "119"))) in repr(tree)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("end of life", "end of life"),
        ("opt out of screening", "opt out"),
        ("out of hours rota", "out of hour"),
        ("falls in the ward?", "fall in the ward"),
    ],
)
def test_words_held_together_by_common_ones_move_hits_as_written(index, text, held):
    row = Words("body", tuple(held.split()))
    assert f"Boost(item={row!r}, by=1.0)" in repr(bonus(index, text, HELD))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("shared care", "share care"),
        ("shared with the care", "share care"),
        ("to be or not", "to be"),
    ],
)
def test_neighbours_move_hits_as_if_no_common_word_stood_between(index, text, row):
    moves = repr(bonus(index, text, PROXIMITY))
    assert repr(Words("body", tuple(row.split()))) in moves


def test_words_with_a_phrase_between_are_no_neighbours(index):
    assert bonus(index, 'ward "drug chart" rota', PROXIMITY) == []


def bonus(index, text, weight):
    moved = question(index, text).strict
    return [n for n in moved.should if isinstance(n, Boost) and n.by == weight]


def test_common_words_in_the_name_of_a_thing_must_be_there_and_bring_nothing(index):
    asked = question(index, "return on investment")
    name = Expanded((Synonymous(asked.group.wanted, ()),), ())
    tree = repr(asked.over({"body": 1.0}).strict(name))
    only = repr(Boost(Words("body", ("on",)), 1.0))
    assert f"filters=(Best(items=({only},)" in tree
    assert tree.count(only) == 1


def test_the_size_of_a_tree_is_that_of_its_leaves():
    assert size(Boost(Words("body", ("shared", "care")), 2.0)) == 1
