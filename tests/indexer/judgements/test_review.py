"""What is asked first: contradictions, then what is seen most and known least."""

from dataclasses import replace

import pytest

from indexer.build import build
from indexer.documents import Evidence
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from indexer.judgements.log import Line, Words
from indexer.judgements.review import review
from tests.indexer.judgements.test_log import judgement
from tests.indexer.library import MAPPINGS, artefact, blueprint

NOBODY = Words()


def said(value, origin="suggested", band="medium", field="technology"):
    return Evidence(field, value, origin, "rule", band, value, "", 0, 0, 3)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    made = []
    for name, files, evidence, values in (
        ("agrees", 1, (said("epr", "given"), said("epr"), said("rpa")), ("epr",)),
        ("contradicts", 1, (said("epr", "given"), said("rpa")), ("epr",)),
        ("seen", 3, (said("epma"),), ("epma",)),
        ("sure", 3, (said("epma", band="high"),), ("epma",)),
        ("under", 1, (said("rpa", band="high"),), ()),
    ):
        some = [
            artefact(f"{name}-{n}", name, name, ["text"], technology=values)
            for n in range(files)
        ]
        whole = blueprint(name, name, some, technology=values)
        made += [*some, replace(whole, evidence=evidence)]
    place = Folder(folder)
    activate(place, build(place, made, MAPPINGS, {}))
    return Index(place, MAPPINGS)


def test_contradictions_first_then_worth(index):
    found = review(index, NOBODY, 10)
    assert [(d.document, d.value, d.band) for d in found] == [
        ("contradicts", "rpa", "medium"),
        ("seen", "epma", "medium"),
        ("agrees", "rpa", "medium"),
        ("sure", "epma", "high"),
        ("under", "rpa", "low"),
    ]
    assert (found[0].reason, found[0].given) == ("given and suggested differ", ("epr",))
    assert found[1].seen == 4
    assert len(review(index, NOBODY, 2)) == 2


def test_what_was_settled_is_not_asked_again(index):
    words = Words((Line(1, judgement("reject", "rpa", document="contradicts")),))
    assert "contradicts" not in {d.document for d in review(index, words, 10)}
