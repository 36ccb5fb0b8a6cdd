from dataclasses import replace

import pytest

from indexer.build import build
from indexer.embedded.generations import Folder
from indexer.generations import activate
from indexer.index import Index
from mappings.taxonomy import Term, fold
from tests.indexer.library import MAPPINGS, artefact, blueprint, index_of


def suggested(index, typed, **more):
    return [(s.kind, s.text) for s in index.suggest(typed, **more)]


def test_titles_terms_and_words_by_the_beginning_of_a_word(index):
    assert ("title", "Replacing the paper drug chart") in suggested(index, "dru")
    assert suggested(index, "war") == [("word", "ward")]
    assert suggested(index, "ward") == []
    first = index.suggest("electronic pat")[0]
    assert (first.text, first.kind) == ("Electronic patient record", "term")
    assert (first.field, first.value) == ("technology", "epr")


def test_words_in_several_titles_make_a_phrase(tmp_path):
    titles = (
        "Virtual ward in Leeds",
        "A virtual ward at home",
        "Virtual clinics",
        "Our shared care record in two wards",
        "A shared care record in Leeds",
        "Night nursing rota",
        "The night nursing rota",
    )
    documents = [blueprint(f"b{n}", t, []) for n, t in enumerate(titles)]
    index = index_of(tmp_path, documents)
    assert ("word", "virtual ward") in suggested(index, "virtual w")
    assert ("word", "virtual ward") in suggested(index, "vir")
    assert "virtual clinics" not in [t for _, t in suggested(index, "vir")]
    phrases = [t for kind, t in suggested(index, "sha") if kind == "word"]
    assert sorted(phrases) == ["shared care", "shared care record"]
    assert suggested(index, "care r")[0] == ("word", "care record")
    assert "care record in" not in [t for _, t in suggested(index, "care r")]
    assert ("word", "nursing rota") in suggested(index, "nursing")
    assert "a shared care" not in [t for _, t in suggested(index, "a sh")]
    assert "virtual ward" not in [t for _, t in suggested(index, "war")]
    assert "virtual ward" not in [t for _, t in suggested(index, "virtual ward")]


def test_abbreviations_are_offered_as_people_write_them(tmp_path):
    titles = ("Our epma training", "The EPMA training")
    some = [artefact(f"a{n}", "b", title, ["epma"]) for n, title in enumerate(titles)]
    library = [blueprint(f"b{n}", title, []) for n, title in enumerate(titles)]
    index = index_of(tmp_path, [*some, *library])
    assert ("word", "ePMA") in suggested(index, "ep")
    assert ("word", "ePMA training") in suggested(index, "epma t")
    assert ("word", "ePMA") not in suggested(index, "EPMA")


def test_words_that_several_documents_have_and_that_tell_something(tmp_path):
    texts = (
        "The bar and a barnacle, ba bar2 before",
        "Bar barnacle ba bar2 before bat",
    )
    some = [artefact(f"a{n}", "b", "X", [text]) for n, text in enumerate(texts)]
    index = index_of(tmp_path, [*some, blueprint("b", "X", some)])
    assert suggested(index, "b") == [("word", "bar"), ("word", "barnacle")]


def test_what_begins_so_comes_first_then_what_has_most_files_then_the_shortest(
    tmp_path,
):
    library = []
    titles = {"The ward": 3, "Ward planning": 1, "Ward notes": 2, "Ward rota": 1}
    for b, (title, count) in enumerate(titles.items()):
        some = [artefact(f"a{b}{n}", f"b{b}", "X", ["x"]) for n in range(count)]
        library += [*some, blueprint(f"b{b}", title, some)]
    found = suggested(index_of(tmp_path, library), "war")
    ordered = ["Ward notes", "Ward rota", "Ward planning", "The ward"]
    assert [text for kind, text in found if kind == "title"] == ordered


def test_words_before_the_last_may_be_begun_too(index):
    assert suggested(index, "pap cha") == [("title", "Replacing the paper drug chart")]
    assert suggested(index, "plan cha") == []


def test_words_written_as_one_stand_together(tmp_path):
    titles = (
        "A&E flow",
        "Enable a change",
        "A plan to end and review",
        "e-Referrals",
        "An e-prescribing review",
    )
    documents = [blueprint(f"b{n}", title, []) for n, title in enumerate(titles)]
    index = index_of(tmp_path, documents)
    assert suggested(index, "a&e") == [("title", "A&E flow")]
    assert suggested(index, "flow a&e") == [("title", "A&E flow")]
    assert suggested(index, "e-r") == [("title", "e-Referrals")]


def test_a_text_that_is_written_to_its_end_is_found(index):
    for one in index.suggest("a", size=20):
        assert (one.kind, one.text) in suggested(index, one.text) or one.kind == "word"


def test_titles_that_are_the_same_leave_room_for_others(tmp_path):
    titles = ("Ward plan", "Ward plan", "Ward Plan", "Ward planning", "A ward")
    documents = [blueprint(f"b{n}", title, []) for n, title in enumerate(titles)]
    place = Folder(tmp_path)
    activate(place, build(place, documents, MAPPINGS, {}))
    found = suggested(Index(place, MAPPINGS), "ward p", size=2)
    assert [text for _, text in found] == ["ward plan", "Ward planning"]


def test_a_name_that_nobody_sees_counts_where_it_begins_as_typed(tmp_path):
    terms = (
        Term("epr", "Electronic patient record", ("EPR", "EPR system", "EPR suite")),
        Term("access", "Access", ("Access EPR", "EPR by Access")),
        Term("epri", "EPR interfaces", ()),
    )
    technologies = replace(
        MAPPINGS.taxonomies["technologies"],
        terms=terms,
        by_id={t.id: t for t in terms},
        by_name={fold(n): t for t in terms for n in (t.label, *t.aliases)},
    )
    taxonomies = {**MAPPINGS.taxonomies, "technologies": technologies}
    mappings = replace(MAPPINGS, taxonomies=taxonomies)
    uses = ("access", "access", "access", "epr", "epri")
    some = [
        artefact(f"a{n}", "b", "Plan", ["x"], technology=(used,))
        for n, used in enumerate(uses)
    ]
    documents = [*some, blueprint("b", "X", some)]
    place = Folder(tmp_path)
    activate(place, build(place, documents, mappings, {}))
    index = Index(place, mappings)
    terms = ["Electronic patient record", "EPR interfaces", "Access"]
    assert suggested(index, "epr") == [("term", term) for term in terms]
    assert suggested(index, "epr", size=2) == [("term", term) for term in terms[:2]]
    assert suggested(index, "epr by") == [("term", "Access")]
    assert suggested(index, "interf") == [("term", "EPR interfaces")]
    assert suggested(index, "suite") == []


def test_a_term_without_documents_is_not_offered(index, tmp_path):
    assert suggested(index, "acut")[0] == ("term", "Acute")
    some = [artefact("a", "b", "Plan", ["The ward."], technology=("epr",))]
    place = Folder(tmp_path)
    activate(
        place,
        build(place, [*some, blueprint("b", "X", some)], MAPPINGS, {}),
    )
    assert suggested(Index(place, MAPPINGS), "acut") == []


@pytest.mark.parametrize("typed", ["", " ", "…", "zzz", "x" * 500, "a b c d e f g"])
def test_what_nothing_begins_with_gives_nothing(index, typed):
    assert suggested(index, typed) == []


def test_no_more_than_asked_and_nothing_twice(index):
    assert len(suggested(index, "a", size=2)) == 2
    found = suggested(index, "e", size=20)
    assert len({text.casefold() for _, text in found}) == len(found)


@pytest.fixture
def guarded(tmp_path):
    mine = [
        artefact("a", "b", "Plan", ["The zebra ward."], technology=("epr",)),
        artefact("c", "b", "Notes", ["A wanker wrote it."]),
        artefact("d", "b", "More", ["That wanker again."]),
    ]
    theirs = [
        artefact(
            f"s{n}",
            "hidden",
            "Secret",
            ["The zeppelin ward."],
            audience=("finance",),
            technology=("rpa",),
        )
        for n in range(3)
    ]
    documents = [
        *mine,
        blueprint("b", "A bastard of a plan", mine, technology=("epr",)),
        *theirs,
        blueprint(
            "hidden",
            "Zeppelins",
            theirs,
            audience=("finance",),
            technology=("rpa",),
        ),
        blueprint("draft", "A zealous draft", [], state="in-review"),
    ]
    return index_of(tmp_path, documents)


def test_nothing_betrays_what_the_asker_may_not_see(guarded):
    assert suggested(guarded, "ze") == []
    assert suggested(guarded, "rp") == []
    assert suggested(guarded, "the zep") == []
    finance = ("everyone", "finance")
    assert suggested(guarded, "ze", audience=finance) == [("title", "Zeppelins")]
    assert suggested(guarded, "rp", audience=finance) == [("term", "RPA")]


def test_blocked_words_are_never_offered(guarded):
    for typed in ("wan", "that wan", "bas", "bastard", "plan bas"):
        assert suggested(guarded, typed) == []


def test_another_generation_has_its_own_suggestions(guarded, tmp_path):
    assert suggested(guarded, "war") == []
    some = [artefact(f"a{n}", "b", "Plan", ["A warden."]) for n in range(2)]
    documents = [*some, blueprint("b", "Zebras", some)]
    place = Folder(tmp_path)
    activate(place, build(place, documents, MAPPINGS, {}))
    assert suggested(guarded, "ze") == [("title", "Zebras")]
    assert suggested(guarded, "war") == [("word", "warden")]
