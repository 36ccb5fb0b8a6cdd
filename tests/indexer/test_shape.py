"""The shape of a text query: whatever is typed, no tree is too large for a cluster."""

import pytest

from indexer.answer import Answer
from indexer.query import Query
from indexer.shape import MOST
from indexer.tree import Boost, Words, size

CLAUSES = 1024  # that a cluster takes, with the filters and the selections


@pytest.mark.parametrize("joint", [" ", "\N{EN DASH}", " OR "])
def test_a_text_as_long_as_may_be_makes_no_tree_too_large(index, joint):
    words = (f"{a}{b}" for a in "bcdfghjklmnpqrstvwxz" for b in "aeiouy")
    asked = Answer(index.lexicon, index.live, Query("artefacts", joint.join(words)))
    trees = (asked.listed(), asked._strict, asked._inner.relaxed(asked._group))
    assert all(0 < size(tree) <= CLAUSES for tree in trees)


def test_words_go_before_what_only_moves_hits(index):
    text = " ".join(f"word{'abcdefghij'[n % 10]}{n}" for n in range(120))
    tree = Answer(index.lexicon, index.live, Query("artefacts", text))._strict
    assert size(tree) <= MOST
    assert "119" in repr(tree)


def test_the_size_of_a_tree_is_that_of_its_leaves():
    assert size(Boost(Words("body", ("shared", "care")), 2.0)) == 1
