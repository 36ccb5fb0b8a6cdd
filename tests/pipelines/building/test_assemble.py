"""When a build has nothing to do: by a digest of all that an index is made of."""

from dataclasses import replace

import pytest

from pipelines.building import assemble
from pipelines.building.assemble import Basis, fingerprint
from pipelines.library import METADATA
from pipelines.storage.ledger import Row

BASIS = Basis("/library", "/records", "", "mappings", "words")
FILE = Row("w/a.txt", "w", "w", "w-a", uri="file:///w/a.txt", size=7, stamp="1")
READ = {"modified": "2026-01-01", "digest": "d", "extractor": "native 1"}
FILE = replace(FILE, outcome="indexed", status="ok", **READ)
SAID = Row("w/blueprint.yaml", "w", stamp="1", outcome="skipped", reason=METADATA)
LEFT = Row("w/.x", "w", stamp="1", outcome="skipped", reason="hidden")


def mark(basis=BASIS, file=FILE, said=SAID, left=LEFT):
    return fingerprint([file, said, left], basis)


@pytest.mark.parametrize("name", ["library", "store", "spacy", "mappings", "words"])
def test_it_follows_what_an_index_is_made_of_beside_the_files(name):
    assert mark(replace(BASIS, **{name: "other"})) != mark()


@pytest.mark.parametrize(
    "name", ["path", "id", "uri", "digest", "extractor", "status", "modified"]
)
def test_it_follows_what_documents_have_of_a_file(name):
    assert mark(file=replace(FILE, **{name: "other"})) != mark()


def test_it_follows_the_rules(monkeypatch):
    before = mark()
    with monkeypatch.context() as other:
        other.setattr(assemble, "VERSION", "other")
        assert mark() != before
    monkeypatch.setattr(assemble, "RULES", assemble.RULES[1:])
    assert mark() != before


def test_it_follows_what_people_wrote_of_a_blueprint_and_nothing_that_is_left_aside():
    assert mark(said=replace(SAID, stamp="2")) != mark()
    assert mark(left=replace(LEFT, stamp="2")) == mark()
    assert mark(file=replace(FILE, stamp="2")) == mark()  # the same bytes, copied anew
