from indexer.facets import Names, facet_of

NAMES = Names({}, {}, {})


def test_the_values_come_in_the_order_of_what_is_counted_beside_the_list():
    counts = {"epr": (5, 5), "epma": (1, 11), "rpa": (2, 11), "ai": (5, 4)}
    order = {
        view: [v.value for v in facet_of("tech", counts, None, NAMES, view).values]
        for view in ("blueprints", "artefacts")
    }
    assert order == {
        "blueprints": ["epr", "ai", "rpa", "epma"],
        "artefacts": ["rpa", "epma", "epr", "ai"],
    }


def test_of_many_values_those_of_the_list_shown_are_kept():
    counts = {"epr": (5, 5), "epma": (1, 11)}
    found = facet_of("tech", counts, None, NAMES, "artefacts", size=1)
    assert [v.value for v in found.values] == ["epma"]
    assert found.others == 1
