from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from pipelines.enrich.passages import LONGEST, passages
from pipelines.records import Segment


def cut(*texts):
    segments = [Segment("page", n, f"page {n}", t) for n, t in enumerate(texts, 1)]
    return passages("a1", segments)


def test_a_short_segment_is_one_passage_and_an_empty_one_none():
    found = cut("One.", " \n", "Three.")
    assert [(p.ordinal, p.segment, p.label, p.text) for p in found] == [
        (0, 0, "page 1", "One."),
        (1, 2, "page 3", "Three."),
    ]


def test_a_long_segment_is_cut_after_a_sentence():
    found = cut("The staff met on the ward. " * 100)
    assert all(p.text.endswith(". ") for p in found)


words = st.text(st.sampled_from("ab .\n\t"), max_size=5 * LONGEST)


@given(words | words.map(lambda w: w * 7))
def test_passages_follow_each_other_without_gap(text):
    found = cut(text)
    assert "".join(p.text for p in found) == (text if text.strip() else "")
    assert all(p.text.strip() for p in found)
    assert [p.start for p in found] == [
        sum(len(q.text) for q in found[:n]) for n in range(len(found))
    ]


def test_the_passages_of_a_long_text_take_time_by_its_length():
    begun = process_time()
    assert len(cut("some words here.\n" * 1_000_000)) > 10_000
    assert process_time() - begun < 10
