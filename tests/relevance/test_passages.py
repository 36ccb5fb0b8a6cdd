"""The passage shown first of a file is the one that a person would want to see."""

from tests.relevance.floors import FLOORS
from tests.relevance.passages import first, planted, read
from tests.services.provider import used


def test_planted_words_are_shown_on_their_page_in_any_order(index, library):
    assert first(index, planted(library)) >= FLOORS["passages"]["planted"]


def test_no_floor_is_broken_over_passages_read_by_hand(real, documents):
    reached = first(real, read(documents))
    used["passages of real documents"] = f"{reached:.2f} first"
    assert reached >= FLOORS["passages"]["real"]
