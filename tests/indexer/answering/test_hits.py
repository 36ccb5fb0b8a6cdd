from indexer.analysis.analyser import Analyser
from indexer.answering.highlight import marker
from indexer.answering.hits import artefact, blueprint, hits_of
from indexer.engine import Row
from indexer.understanding.grammar import parse
from indexer.understanding.units import Expanded

ANALYSER = Analyser()


def row(id_):
    stored = {"id": id_, "blueprint": "b", "title": f"Ward {id_}", "published": ""}
    return Row(1.0, {**stored, "values": {}, "stored": {}})


def passage(owner, n, text):
    stored = {"artefact": owner, "segment": n, "kind": "page", "number": n}
    return Row(1.0, {**stored, "label": f"Page {n}", "text": text})


def hits(*shown, text="ward"):
    group = parse(text, ANALYSER, {}).group
    return hits_of(shown, marker(Expanded(group.wanted, ())), ANALYSER)


def test_an_artefact_has_its_own_passages_with_their_marks():
    found = [passage("x", 1, "no"), passage("a", 2, "a ward"), passage("a", 3, "")]
    (hit,) = hits(artefact(row("a"), [*found, passage("a", 4, "")]))
    assert hit.title.marks == ((0, 4),)
    assert [p.segment for p in hit.passages] == [2, 3]
    assert hit.passages[0].fragment.marks == ((2, 6),)


def test_first_comes_the_passage_with_most_words_near_each_other():
    far = f"ward {'and ' * 100} round"
    texts = ["ward, wards, ward", far, "a ward round", "ward round"]
    found = [passage("a", n, text) for n, text in enumerate(texts)]
    (hit,) = hits(artefact(row("a"), found), text="ward round")
    assert [p.segment for p in hit.passages] == [2, 0]  # the fourth is not read


def test_a_blueprint_shows_first_what_can_be_opened_at_a_passage():
    best = [row(id_) for id_ in "acde"]
    found = [passage("e", 1, "ward"), passage("d", 1, "ward")]
    (hit,) = hits(blueprint(row("b"), best, found, 7))
    assert [a.id for a in hit.artefacts] == ["d", "e", "a"]
    assert [len(a.passages) for a in hit.artefacts] == [1, 1, 0]
    assert hit.matching_artefacts == 7


def test_versions_of_a_file_do_not_fill_the_places_of_a_blueprint():
    best = [row(id_) for id_ in "acde"]
    same = [passage(id_, 1, "the same ward") for id_ in "acd"]
    (hit,) = hits(blueprint(row("b"), best, [*same, passage("e", 1, "a ward")], 4))
    assert [a.id for a in hit.artefacts] == ["a", "e", "c"]
