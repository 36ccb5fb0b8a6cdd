from indexer.documents import Document
from pipelines.building.copies import MOST, with_copies


def file(id_, blueprint, digest, state="published", audience=("everyone",)):
    return Document(
        "artefact",
        id_,
        blueprint,
        id_,
        {},
        {"state": (state,)},
        audience=audience,
        stored={"digest": digest},
    )


def told(documents):
    """What each document is told of its copies: the mark, how many, where."""
    return {
        d.id: (
            d.stored.get("same", ""),
            d.stored.get("copies", 0),
            [(c["blueprint"], c["id"]) for c in d.stored.get("also_in", ())],
        )
        for d in with_copies(documents)
    }


def test_each_copy_names_those_in_other_blueprints():
    found = told(
        [
            file("a", "x", "1"),
            file("b", "x", "1"),
            file("c", "y", "1"),
            file("d", "y", "2"),
        ]
    )
    assert found == {
        "a": ("1", 1, [("y", "c")]),
        "b": ("1", 1, [("y", "c")]),
        "c": ("1", 2, [("x", "a"), ("x", "b")]),
        "d": ("", 0, []),
    }


def test_what_not_everyone_may_see_is_not_named_and_no_digest_is_no_copy():
    found = told(
        [
            file("a", "x", "1"),
            file("b", "y", "1", audience=("finance",)),
            file("c", "z", "1", state="in-review"),
            file("d", "x", ""),
            file("e", "y", ""),
        ]
    )
    assert found == {
        "a": ("1", 0, []),
        "b": ("1", 1, [("x", "a")]),
        "c": ("1", 1, [("x", "a")]),
        "d": ("", 0, []),
        "e": ("", 0, []),
    }


def test_a_file_that_is_everywhere_names_some_and_counts_all():
    found = told([file(f"f{n}", f"b{n}", "1") for n in range(MOST + 5)])
    _, count, places = found["f0"]
    assert (count, len(places)) == (MOST + 4, MOST)
