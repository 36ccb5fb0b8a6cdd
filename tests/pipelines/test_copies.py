from indexer.documents import Document
from pipelines.copies import with_copies


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


def also_in(documents):
    return {d.id: d.stored.get("also_in") for d in with_copies(documents)}


def test_each_copy_names_those_in_other_blueprints():
    found = also_in(
        [
            file("a", "x", "1"),
            file("b", "x", "1"),
            file("c", "y", "1"),
            file("d", "y", "2"),
        ]
    )
    assert found == {"a": ["c"], "b": ["c"], "c": ["a", "b"], "d": None}


def test_what_not_everyone_may_see_is_not_named_and_no_digest_is_no_copy():
    found = also_in(
        [
            file("a", "x", "1"),
            file("b", "y", "1", audience=("finance",)),
            file("c", "z", "1", state="in-review"),
            file("d", "x", ""),
            file("e", "y", ""),
        ]
    )
    assert found == {"a": None, "b": ["a"], "c": ["a"], "d": None, "e": None}
