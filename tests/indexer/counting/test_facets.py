import pytest

from indexer.counting.facets import Names, facet_of
from indexer.query import MISSING, Query, Selection

NAMES = Names({}, {}, {})


def test_the_values_come_in_the_order_of_what_is_counted_beside_the_list():
    counts = {"epr": (5, 5), "epma": (1, 11), "rpa": (2, 11), "ai": (5, 4)}
    order = {
        view: [v.value for v in facet_of("tech", counts, NAMES, Query(view)).values]
        for view in ("blueprints", "artefacts")
    }
    assert order == {
        "blueprints": ["epr", "ai", "rpa", "epma"],
        "artefacts": ["rpa", "epma", "epr", "ai"],
    }


def test_of_many_values_those_of_the_list_shown_are_kept():
    counts = {"epr": (5, 5), "epma": (1, 11)}
    found = facet_of("tech", counts, NAMES, Query("artefacts"), size=1)
    assert [v.value for v in found.values] == ["epma"]
    assert found.others == 1


def test_what_is_chosen_or_left_out_is_shown_whatever_its_count():
    counts = {MISSING: (9, 9), "epma": (5, 5), "rpa": (2, 2), "epr": (1, 1)}
    asked = Query(selections=(Selection("tech", ("epr",), ("ai",)),))
    found = facet_of("tech", counts, NAMES, asked, size=1)
    assert [(v.value, v.blueprints, v.selected, v.excluded) for v in found.values] == [
        ("epma", 5, False, False),
        ("epr", 1, True, False),
        ("ai", 0, False, True),
    ]
    assert (found.missing.blueprints, found.others) == (9, 1)


@pytest.mark.parametrize("prefix", ["rec", "care rec", "SHARED  care", "care ", " "])
def test_a_value_is_found_by_any_words_of_its_label_as_they_are_typed(prefix):
    names = Names({"scr": "Shared care record"}, {"scr": "shared care record"}, {})
    found = facet_of("tech", {"scr": (1, 1)}, names, Query(), prefix)
    assert [v.value for v in found.values] == ["scr"]


@pytest.mark.parametrize("prefix", ["Teach", "zebra TEACHING h", "hospital"])
def test_a_value_that_no_list_has_is_found_by_what_people_wrote(prefix):
    names = Names({}, {}, {"zebra-th": "Zebra Teaching Hospital"})
    found = facet_of("org", {"zebra-th": (1, 1), "yak": (1, 1)}, names, Query(), prefix)
    assert [v.label for v in found.values] == ["Zebra Teaching Hospital"]


def test_values_of_one_count_come_by_their_names_whoever_gave_them():
    labels = {"a": "Yak Trust", "b": "ibex care"}
    folded = {value: label.casefold() for value, label in labels.items()}
    names = Names(labels, folded, {"c": "Zebra Trust", "z": "Gnu Trust"})
    found = facet_of("org", dict.fromkeys("abcz", (1, 1)), names, Query())
    told = ["Gnu Trust", "ibex care", "Yak Trust", "Zebra Trust"]
    assert [v.label for v in found.values] == told


@pytest.mark.parametrize("prefix", ["are", "shared record", "record care"])
def test_a_value_is_not_found_by_what_is_inside_a_word_or_not_side_by_side(prefix):
    names = Names({"scr": "Shared care record"}, {"scr": "shared care record"}, {})
    found = facet_of("tech", {"scr": (1, 1)}, names, Query(), prefix)
    assert (found.values, found.others) == ((), 0)
