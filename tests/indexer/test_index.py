import resource
from dataclasses import replace

import pytest

from indexer.answering.answer import Answer
from indexer.build import build
from indexer.documents import Document
from indexer.embedded.generations import Folder
from indexer.engine import CURRENT, PREVIOUS
from indexer.generations import activate, rollback
from indexer.index import Index
from indexer.query import (
    MISSING,
    EngineUnavailableError,
    IndexDamagedError,
    IndexMissingError,
    IndexUnwrittenError,
    Query,
    Selection,
    Total,
)
from indexer.understanding.question import FEW, Question
from mappings.schema import Schema
from tests.indexer.library import (
    MAPPINGS,
    artefact,
    blueprint,
    documents,
    index_of,
    taxonomy,
)


def ids(result):
    return [hit.id for hit in result.hits]


def counts(result, field):
    facet = next(f for f in result.facets if f.field == field)
    return {v.value: (v.blueprints, v.artefacts) for v in facet.values}


def test_a_phrase_is_found_on_its_page(index):
    found = index.search(Query(view="artefacts", text='"ward training"'))
    assert ids(found) == ["a2"]
    first = found.hits[0].passages[0]
    assert (first.number, first.label) == (2, "page 2")
    assert [first.fragment.text[a:b] for a, b in first.fragment.marks] == [
        "Ward training"
    ]


def test_a_blueprint_hit_names_its_best_artefacts(index):
    found = index.search(Query(text="floorwalkers"))
    assert ids(found) == ["b1"]
    hit = found.hits[0]
    assert hit.matching_artefacts == 1
    assert hit.artefacts[0].id == "a2"
    assert hit.artefacts[0].passages[0].label == "page 1"


def test_of_a_blueprint_those_files_are_counted_that_match_by_themselves(tmp_path):
    some = [
        artefact("a1", "b", "Plan", ["The ward."], technology=("epr",)),
        artefact("a2", "b", "Notes", ["The ward."]),
    ]
    whole = blueprint("b", "Wards", some, technology=("epr",))
    index = index_of(tmp_path, [*some, whole])
    (hit,) = index.search(Query(text="ward tech:epr")).hits
    assert (hit.matching_artefacts, len(hit.artefacts)) == (1, 2)


def test_synonyms_are_searched_reported_and_switched_off(index):
    found = index.search(Query(view="artefacts", text="EHR"))
    assert set(ids(found)) == {"a1", "a2"}
    assert found.expansions[0].written == "EHR"
    assert "electronic patient record" in found.expansions[0].also
    assert ids(index.search(Query(view="artefacts", text="EHR", synonyms=False))) == []


def test_counts_leave_out_the_facets_own_selection(index):
    one = Query(
        view="artefacts", selections=(Selection("technology", any_of=("epma",)),)
    )
    found = index.search(one)
    assert ids(found) == ["a3"]
    assert found.total.blueprints == 1
    assert found.total.artefacts == 1
    assert counts(found, "technology") == {
        "epr": (2, 3),
        "epma": (1, 1),
        "rpa": (1, 1),
    }
    assert counts(found, "care_setting") == {"mental-health": (1, 1)}


def test_missing_and_excluded_values_are_filters(index):
    none = Query(
        view="artefacts", selections=(Selection("care_setting", any_of=(MISSING,)),)
    )
    assert set(ids(index.search(none))) == {"a2", "a4"}
    without = Query(selections=(Selection("technology", none_of=("epr",)),))
    assert ids(index.search(without)) == ["b2"]


def test_a_selected_value_stays_visible_at_zero(index):
    found = index.search(
        Query(text="floorwalkers", selections=(Selection("technology", ("epma",)),))
    )
    facet = next(f for f in found.facets if f.field == "technology")
    assert [(v.value, v.blueprints, v.selected) for v in facet.values] == [
        ("epr", 1, False),
        ("epma", 0, True),
    ]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("-published", ["b1", "b2", "b3"]),
        ("published", ["b2", "b1", "b3"]),
        ("title", ["b1", "b3", "b2"]),
    ],
)
def test_sorts_put_missing_dates_last(index, sort, order):
    assert ids(index.search(Query(sort=sort))) == order


def test_other_states_and_audiences_stay_out_of_everything(index):
    everyone = index.search(Query(view="artefacts", text="ward"))
    assert "a5" not in ids(everyone)
    assert everyone.total.artefacts == 3
    both = Query(view="artefacts", text="ward", audience=("everyone", "finance"))
    assert "a5" in ids(index.search(both))
    assert "b4" not in ids(index.search(Query(text="ward")))
    assert index.open("artefact", "a5") is None
    assert index.segment("a5", 0) is None
    assert [o.id for o in index.artefacts_of("b3")] == ["a4"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-epr", {"a3", "a4"}),
        ("floorwalk*", {"a2"}),
        ("cutover OR robots", {"a1", "a4"}),
        ("title:training", {"a2"}),
        ("tech:rpa", {"a4"}),
        ("Technology:rpa", {"a4"}),  # as in an address
        ("DCB0129", {"a3"}),
        ("dcb-0129", {"a3"}),
        ("(cutover | robots) -weekend", {"a4"}),
        ("(cutover zzz) OR robots", {"a4"}),
        ("how do we get the floorwalkers", {"a2"}),
        ("", {"a1", "a2", "a3", "a4"}),
        ("***", {"a1", "a2", "a3", "a4"}),
        ("zzz", set()),
    ],
)
def test_the_grammar_finds(index, text, expected):
    found = index.search(Query(view="artefacts", text=text, synonyms=False))
    assert set(ids(found)) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("org:moor", {"a1"}),
        ("org:green", {"a1"}),
        ("org:gre*", {"a1"}),
        ("org:moor*", {"a1"}),
        ('org:"Green Moor Trust"', {"a1"}),
        ("org:green-moor", {"a1"}),
        ('"org:moor green"', set()),
        ("org:oor", set()),
        ("ward -org:green", {"a2"}),
    ],
)
def test_names_that_people_wrote_are_asked_for_before_a_colon(tmp_path, text, found):
    fields = [
        replace(f, taxonomy="care_settings", open=True, prefix="org", name="org")
        if f.name == "care_setting"
        else f
        for f in MAPPINGS.schema.fields
    ]
    mappings = replace(MAPPINGS, schema=Schema(tuple(fields)))
    one = artefact("a1", "b1", "Plan", ["The ward."], org=("green-moor",))
    named = {"labels": {"org": {"green-moor": "Green Moor Trust"}}}
    one = replace(one, stored={**one.stored, **named})
    other = artefact("a2", "b1", "Notes", ["The ward."], org=("acute",))
    library = [one, other, blueprint("b1", "Wards", [one, other])]
    place = Folder(tmp_path)
    activate(place, build(place, library, mappings, {}))
    index = Index(place, mappings)
    answer = index.search(Query("artefacts", text))
    assert set(ids(answer)) == found
    assert answer.notices == ()
    [named] = index.search(Query("artefacts", "a plan of green moor trust")).named
    assert (named.label, named.total) == ("Green Moor Trust", Total(0, 1))
    assert {v.label for v in index.facet(Query(), "org").values} == {
        "Acute",
        "Green Moor Trust",
    }


def test_names_of_a_field_that_the_schema_no_longer_has_name_nothing(tmp_path):
    named = {"labels": {"vendor": {"acme": "Acme"}}}
    one = artefact("a1", "b1", "Plan", ["The ward."])
    one = replace(one, stored={**one.stored, **named})
    index = index_of(tmp_path, [one, blueprint("b1", "Wards", [one])])
    found = index.search(Query("artefacts", "the ward by Acme"))
    assert (ids(found), found.named) == (["a1"], ())


def test_what_one_may_not_see_is_not_told_of_as_having_all_the_words(index):
    asked = Query("artefacts", "ward costs", (Selection("blueprint", ("b3",)),))
    assert index.search(asked).notices[0].startswith("nothing has all of these words")
    allowed = replace(asked, audience=("everyone", "finance"))
    assert index.search(allowed).notices[0].startswith("only 1 has all of these words")


def test_a_value_before_which_a_field_stands_is_told_if_it_is_not_there(index):
    found = index.search(Query("artefacts", "ward (tech:nonsense OR -tech:rpa)"))
    assert found.notices[0] == "there is no Technology “nonsense” in this library"
    begun = index.search(Query("artefacts", "tech:nonsen*"))
    assert begun.notices == ("there is no Technology “nonsen*” in this library",)
    assert not index.search(Query("artefacts", "tech:rpa")).notices


def test_a_segment_is_its_passages_joined(index):
    assert index.segment("a1", 1).fragment.text == "Nothing here."
    assert index.segment("a1", 7) is None
    found = index.segments("a1", (1, 7, 0))
    assert {n: p.segment for n, p in found.items()} == {0: 0, 1: 1}
    assert found[1] == index.segment("a1", 1)
    assert index.segments("a5", (0,)) == {}


def test_similar_blueprints_say_why(index):
    found = index.similar("b1")
    assert found[0].hit.id == "b3"
    assert found[0].values == {"technology": ("epr",)}


def test_the_most_similar_come_first_with_the_terms_that_make_them_so(tmp_path):
    shared = "osprey osprey osprey osprey bittern"
    bodies = (f"{shared} {shared} dunlin", f"{shared} dunlin", "bittern", "osprey")
    library = []
    for n, body in enumerate((*bodies, "kestrel", "merlin", "shrike")):
        file = artefact(f"a{n}", f"b{n}", "Notes", [body])
        library += [file, blueprint(f"b{n}", f"Birds {n}", [file])]
    index = index_of(tmp_path, library)
    found = index.similar("b0")
    assert [s.hit.id for s in found] == ["b1", "b3", "b2"]
    assert [word for word, _ in found[0].terms] == ["osprey", "dunlin", "bittern"]
    assert found[0].hit.score > found[1].hit.score > found[2].hit.score
    assert index.similar("b0", size=1) == found[:1]


def alike(folder, first, *others):
    """The index of a Blueprint b0 and others, each a text or a text and a technology,
    and of seven about other things.
    """
    library = []
    apart = [f"topic{letter}" for letter in "abcdefg"]
    for n, about in enumerate((first, *others, *apart)):
        text, *used = (about,) if isinstance(about, str) else about
        values = {"technology": tuple(used)} if used else {}
        file = artefact(f"a{n}", f"b{n}", "Notes", [text], **values)
        library += [file, blueprint(f"b{n}", "Birds", [file], **values)]
    return index_of(folder, library)


def test_similar_ones_come_in_the_order_of_their_profiles_then_of_their_ids(tmp_path):
    long = "osprey " * 20 + "the " * 3000  # an engine puts short texts first
    index = alike(tmp_path, "osprey osprey", "osprey", long, "osprey")
    found = index.similar("b0")
    assert [s.hit.id for s in found] == ["b2", "b1", "b3"]
    assert found[1].hit.score == found[2].hit.score


def test_what_the_most_similar_ones_are_about_counts_too(tmp_path):
    near = ["osprey " * 9 + "bittern " * 9] * 3
    far = [("shrike " * 9, "epr")] * 5
    index = alike(tmp_path, ("osprey " * 9, "epr"), *near, *far, ("bittern", "epr"))
    found = [s.hit.id for s in index.similar("b0", size=20)]
    assert found == ["b1", "b2", "b3", "b9", "b4", "b5", "b6", "b7", "b8"]


def test_a_shared_abbreviation_is_told_as_people_write_it(tmp_path):
    (found,) = alike(tmp_path, "EPMA osprey", "epma osprey").similar("b0")
    assert sorted(word for word, _ in found.terms) == ["ePMA", "osprey"]


def test_what_makes_hardly_any_of_the_likeness_is_not_told(tmp_path):
    both = "osprey " * 5000 + "bittern " * 60
    (found,) = alike(tmp_path, f"{both} dunlin", f"{both} dunlin").similar("b0")
    assert [word for word, _ in found.terms] == ["osprey", "bittern"]
    shares = [share for _, share in found.terms]
    assert 0.9 < sum(shares) < 1
    assert shares == [round(share, 3) for share in shares]


def test_each_value_that_is_shared_counts(tmp_path):
    index = alike(tmp_path, ("osprey", "epr", "rpa"), ("x", "epr"), ("x", "epr", "rpa"))
    one, other = index.similar("b0")
    assert (one.hit.id, one.hit.score) == ("b2", 0.2)
    assert (other.hit.id, other.hit.score) == ("b1", 0.1)
    assert one.values == {"technology": ("epr", "rpa")}


def test_nothing_is_similar_to_what_says_nothing(tmp_path):
    index = alike(tmp_path, "osprey", "bittern")
    assert index.similar("b0") == index.similar("unknown") == ()


def test_facet_values_by_the_beginning_of_a_word(index):
    facet = index.facet(Query(), "technology", "pat")
    assert [v.value for v in facet.values] == ["epr"]
    assert [v.value for v in index.facet(Query(), "blueprint", "drug").values] == ["b2"]


def test_a_new_generation_is_seen_and_can_be_rolled_back(tmp_path):
    place = Folder(tmp_path)
    first = build(place, documents(), MAPPINGS, {})
    activate(place, first)
    index = Index(place, MAPPINGS)
    assert index.search(Query()).total.blueprints == 3
    second = build(place, documents()[:3], MAPPINGS, {})
    assert index.generation == first
    activate(place, second)
    assert index.search(Query()).total.blueprints == 1
    assert rollback(place) == first
    assert index.search(Query()).total.blueprints == 3
    third = build(place, documents(), MAPPINGS, {})
    activate(place, third)
    assert place.pointed(PREVIOUS) == first
    assert not (tmp_path / second).exists()


def test_a_steady_index_keeps_the_generation_of_its_first_question(tmp_path):
    place = Folder(tmp_path)
    index = Index(place, MAPPINGS)
    early, late = index.steady(), index.steady()
    names = []
    for asked in (early, late):
        activate(place, build(place, documents(), MAPPINGS, {}))
        names.append(asked.generation)
    assert names[0] != names[1]
    assert [early.generation, late.generation] == names
    assert index.generation == names[1]
    assert early.search(Query(text="ward")).generation == names[0]


def test_what_a_new_generation_closes_is_not_read_by_who_asked_the_old_one(tmp_path):
    one = artefact("a1", "b1", "Plan", ["The ward."])
    other = artefact("a1", "b1", "Plan", ["The costs."], audience=("finance",))
    place = Folder(tmp_path)
    names = [build(place, [document], MAPPINGS, {}) for document in (one, other)]

    class Switched(Folder):
        def pointed(self, _pointer):
            return names.pop(0) if len(names) > 1 else names[0]

    index = Index(Switched(tmp_path), MAPPINGS)
    assert index.segment("a1", 0).fragment.text == "The ward."
    assert index.segment("a1", 0) is None
    assert index.segment("a1", 0, ("finance",)).fragment.text == "The costs."


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("İstanbul", "istanbul"),  # İ in lower case is an i and a dot
        ("ΟΔΟΣ.Β", "οδοσ"),  # Σ has another lower case inside a word than at its end
        ("صحة ﷺ", "صلى"),  # a letter that stands for four words
        ("ward \ufe7e", "ward"),  # a letter that stands for a space and a mark
    ],
)
def test_letters_that_stand_for_others_are_counted_as_they_are_indexed(
    tmp_path, written, asked
):
    index = index_of(tmp_path, [artefact("a1", "b1", "", [written])])
    found = index.search(Query(view="artefacts", text=asked, synonyms=False))
    assert ids(found) == ["a1"]
    assert all(token.split() == [token] for token in index.live.vocabulary.tokens)
    assert index.live.vocabulary.tokens[asked] == 1


def test_a_failed_build_leaves_nothing_behind(tmp_path):
    broken = Document("artefact", "x", "x", "", {"title": None}, {})
    with pytest.raises(AttributeError):
        build(Folder(tmp_path), [broken], MAPPINGS, {})
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_switches_nothing_and_says_where(tmp_path):
    place = Folder(tmp_path)
    earlier = build(place, documents(), MAPPINGS, {})
    activate(place, earlier)
    activate(place, live := build(place, documents(), MAPPINGS, {}))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        with pytest.raises(IndexUnwrittenError, match="previous cannot be written"):
            rollback(place)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert place.pointed(CURRENT) == live
    assert {p.name for p in tmp_path.iterdir()} == {
        "current",
        "previous",
        live,
        earlier,
    }


@pytest.mark.parametrize("room", [0, 8192])  # bytes: none, or too few for the words
def test_a_full_disk_keeps_the_live_index(tmp_path, room):
    place = Folder(tmp_path)
    activate(place, live := build(place, documents(), MAPPINGS, {}))
    long = artefact("long", "b1", "Long", [" ".join(f"w{n}" for n in range(5000))])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(IndexUnwrittenError, match="is the disk full"):
            build(place, [*documents(), long], MAPPINGS, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert Index(place, MAPPINGS).generation == live
    assert {p.name for p in tmp_path.iterdir()} == {"current", live}


def test_no_index_and_a_damaged_one_say_what_to_do(tmp_path):
    place = Folder(tmp_path)
    with pytest.raises(IndexMissingError, match="blueprints ingest"):
        Index(place, MAPPINGS).search(Query())
    name = build(place, documents(), MAPPINGS, {})
    activate(place, name)
    (tmp_path / name / "artefacts" / "meta.json").write_text("{")
    with pytest.raises(EngineUnavailableError, match="blueprints rebuild"):
        Index(place, MAPPINGS).search(Query())
    (tmp_path / name / "manifest.json").write_text('{"analyser": "0"}')
    with pytest.raises(IndexDamagedError, match="analyser"):
        Index(place, MAPPINGS).search(Query())


def test_a_misspelt_word_is_searched_as_meant_and_a_better_text_suggested(index):
    found = index.search(Query(view="artefacts", text="flaorwalkers wrd"))
    assert ids(found)[0] == "a2"
    assert found.expansions[0].also == ("floorwalkers",)
    found = index.search(Query(view="artefacts", text="flaorwalkers training"))
    assert found.suggestion == "floorwalkers training"
    found = index.search(Query(view="artefacts", text="trainin of training"))
    assert found.suggestion == "training of training"
    found = index.search(Query(view="artefacts", text="‘flaorwalkers’ training"))
    assert found.suggestion == "floorwalkers training"
    # Nothing has all of these words; what has the right ones is worth a look.
    found = index.search(Query(view="artefacts", text="flaorwalkers trainin zebra"))
    assert found.suggestion == "floorwalkers training zebra"
    found = index.search(Query(view="artefacts", text='flaorwalkers "zebra"'))
    assert (found.total.artefacts, found.suggestion) == (0, "")
    exact = index.search(Query(view="artefacts", text="flaor", synonyms=False))
    assert ids(exact) == []


def test_an_abbreviation_is_put_right_as_people_write_it(tmp_path):
    some = artefact("a1", "b1", "Plan", ["The epma form."])
    index = index_of(tmp_path, [some, blueprint("b1", "Plan", [some])])
    slip = index.search(Query("artefacts", "empa form"))
    assert (ids(slip), slip.suggestion) == (["a1"], "ePMA form")


def test_a_name_is_not_misspelt_though_no_document_has_it(tmp_path):
    some = artefact("a1", "b1", "Plan", ["A metal bed."])
    index = index_of(tmp_path, [some, blueprint("b1", "Plan", [some])])
    slip = index.search(Query("artefacts", "mettal"))
    assert (slip.total, slip.suggestion) == (Total(1, 1), "metal")
    name = index.search(Query("artefacts", "mental"))
    assert (name.total, name.suggestion, name.expansions) == (Total(0, 0), "", ())


def test_a_slip_is_seen_though_its_stem_is_a_word(tmp_path):
    some = [
        artefact("a", "b", "Plan", ["The business case of the goshawk."]),
        artefact("c", "b", "Travel", ["By bus, with useful notes on illness."]),
    ]
    index = index_of(tmp_path, [*some, blueprint("b", "Any", some)])
    slip = index.search(Query("artefacts", "busness"))
    assert (set(ids(slip)), slip.suggestion) == ({"a", "c"}, "business")
    assert [e.also for e in slip.expansions] == [("business",)]
    for word in ("uses", "illness", "illnesses"):
        assert index.search(Query("artefacts", word)).suggestion == ""


def test_where_few_have_all_the_words_some_will_do(index):
    found = index.search(Query(view="artefacts", text="cutover weekend robots"))
    assert set(ids(found)) == {"a1", "a4"}
    assert "nothing has all" in found.notices[0]
    found = index.search(Query(view="artefacts", text="ward training"))
    assert ids(found)[0] == "a2"
    assert found.notices == ("only 1 has all of these words; others have some of them",)


def test_what_has_all_the_words_is_told_of_what_is_shown(index):
    def notices(technology):
        chosen = (Selection("technology", (technology,)),)
        return index.search(Query("artefacts", "ward training", chosen)).notices

    assert "only 1 has all" in notices("epr")[0]
    assert "nothing has all" in notices("epma")[0]
    assert notices("nothing-at-all") == ()  # none is shown that has some of them


def test_what_is_selected_does_not_let_words_be_left_out(tmp_path):
    some = [
        artefact(f"a{n}", "b", "Plan", ["ward training"], technology=("epr",))
        for n in range(FEW)
    ]
    some[0] = replace(some[0], values={**some[0].values, "technology": ("rpa",)})
    other = artefact("other", "b", "Plan", ["a ward"], technology=("rpa",))
    index = index_of(tmp_path, [*some, other, blueprint("b", "Plan", [*some, other])])
    chosen = (Selection("technology", ("rpa",)),)
    asked = Query("artefacts", "ward training", chosen)
    found = index.search(asked)
    assert (ids(found), found.notices) == (["a0"], ())
    assert index.search(NOWHERE, [asked]).ways == (1,)
    assert index.cross(asked, "technology", "care_setting").total == 1


def test_a_facet_counts_what_has_some_of_the_words_though_none_of_it_is_chosen(index):
    chosen = (Selection("technology", ("epma",)),)
    found = index.search(Query("artefacts", "cutover robots", chosen))
    assert ids(found) == []
    some = {"epr": (2, 2), "rpa": (1, 1), "epma": (0, 0)}
    assert counts(found, "technology") == some


NOWHERE = Query(view="artefacts", text="zzz")


def test_other_ways_are_counted_where_nothing_is_found(index):
    texts = ("floorwalkers", "ward", "zzz")
    ways = [Query(view="artefacts", text=t) for t in texts]
    counts = (1, index.search(ways[1]).total.artefacts, 0)
    assert index.search(NOWHERE, ways).ways == counts
    assert index.search(ways[1], ways).ways == ()


def test_few_with_all_the_words_are_counted_and_listed_as_they_are_shown(index):
    few = Query(view="artefacts", text="cutover weekend robots")
    shown = index.search(few)
    assert index.search(NOWHERE, [few]).ways == (shown.total.artefacts,) == (2,)
    by_field = {facet.field: facet for facet in shown.facets}
    answer = Answer(Question(index.lexicon, index.live, few))
    assert answer.facet("technology", "", 20) == by_field["technology"]


def test_what_an_artefact_lies_in_moves_it_and_finds_nothing(tmp_path):
    some = [
        artefact("a1", "b", "Notes", ["Minutes."], context="Drug charts on paper"),
        artefact("a2", "b", "Notes", ["Minutes."], context="A virtual ward"),
    ]
    index = index_of(tmp_path, [*some, blueprint("b", "Any", some)])
    found = index.search(Query("artefacts", "virtual ward minutes", explain=True))
    assert [h.id for h in found.hits] == ["a2", "a1"]
    parts = {(p.kind, p.field) for p in found.hits[0].explanation}
    assert ("bonus", "context") in parts
    assert index.search(Query("artefacts", "virtual ward")).total.artefacts == 0
    assert "ward" not in index.live.vocabulary.open.tokens


def test_words_that_begin_so_count_more_in_title_and_text(tmp_path):
    some = [
        artefact("a", "b", "Vaccines", ["The list of who is called."]),
        artefact("c", "b", "Minutes", ["Vaccination, vaccine and vaccinated."]),
        artefact("d", "b", "Vaccinating", ["Who is vaccinated."]),
    ]
    index = index_of(tmp_path, [*some, blueprint("b", "Any", some)])
    found = index.search(Query(text="vaccin*", view="artefacts")).hits
    assert [hit.id for hit in found] == ["d", "a", "c"]


def test_a_value_that_the_words_name_moves_what_has_it_and_finds_nothing(tmp_path):
    some = [
        artefact("a1", "b", "Notes", ["On RPA, at length: a plan."]),
        artefact(
            "a2", "b", "Notes", ["On RPA, at length: a plan."], technology=("rpa",)
        ),
        artefact("a3", "b", "Notes", ["Nothing of it."], technology=("rpa",)),
    ]
    index = index_of(tmp_path, [*some, blueprint("b", "Any", some)])
    found = index.search(Query("artefacts", "rpa plan", explain=True))
    assert [h.id for h in found.hits] == ["a2", "a1"]
    first, second = (h.score for h in found.hits)
    assert first - second == pytest.approx(1.0, abs=1e-4)
    part = next(p for p in found.hits[0].explanation if p.field == "technology")
    assert (part.kind, part.word) == ("bonus", "rpa")


@pytest.mark.parametrize(
    ("text", "times"),
    [("RPA", 4), ("“rpa”", 4), ("RPA costs", 1), ("RPA -costs", 1), ("rpas", 4)],
)
def test_a_text_that_is_nothing_but_the_name_of_a_value_raises_it_more(
    tmp_path, text, times
):
    one = artefact("a", "b", "Plan", ["RPA and what it is."], technology=("rpa",))
    more = artefact("c", "b", "Plan", ["RPA costs."])
    index = index_of(tmp_path, [one, more, blueprint("b", "Wards", [one, more])])
    hits = index.search(Query("artefacts", text, explain=True)).hits
    parts = {p.field: p.score for h in hits if h.id == "a" for p in h.explanation}
    assert parts["technology"] == pytest.approx(times * 1.0)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("patient recordings", "a2"),
        ("patient records", "a1"),  # the stem alone is the same
        ("electronic patient record", "a1"),  # part of a longer name
    ],
)
def test_words_move_only_what_has_the_value_that_they_name(tmp_path, text, first):
    films = taxonomy("technologies", epr="Electronic patient record", film="Recording")
    lists = {**MAPPINGS.taxonomies, "technologies": films}
    mappings = replace(MAPPINGS, taxonomies=lists)
    said = "An electronic patient record, the recording of a patient."
    some = [
        artefact("a1", "b", "Notes", [said]),
        artefact("a2", "b", "Notes", [said], technology=("film",)),
    ]
    place = Folder(tmp_path)
    activate(place, build(place, [*some, blueprint("b", "Any", some)], mappings, {}))
    found = Index(place, mappings).search(Query("artefacts", text))
    assert found.hits[0].id == first


def test_a_named_value_leads_to_what_has_it_also_where_no_text_has_the_word(index):
    for view in ("blueprints", "artefacts"):
        found = index.search(Query(view, "RPA"))
        assert found.total == Total(0, 0)
        [named] = found.named
        assert (named.field, named.value, named.label) == ("technology", "rpa", "RPA")
        assert named.total == Total(1, 1)
        assert named.query.view == view
        listed = index.search(named.query)
        assert listed.total == named.total
        assert listed.named == ()


def test_a_named_value_is_counted_under_the_other_selections(index):
    acute = Selection("care_setting", ("acute",))
    asked = Query("artefacts", "rpa or a patient record", (acute,), page=2)
    epr = Query("artefacts", "electronic patient record", (acute,), page=2)
    assert index.search(asked).named == ()
    [named] = index.search(epr).named
    assert named.total == Total(1, 1)
    chosen = Selection("technology", ("epr",))
    assert named.query == Query("artefacts", "", (acute, chosen))
    for some in (chosen, Selection("technology", (), ("epr",))):
        assert index.search(replace(epr, selections=(some,))).named == ()
    other = replace(epr, selections=(Selection("technology", ("rpa",)),))
    [named] = index.search(other).named
    assert named.query.selections == (chosen,)


def test_a_value_of_the_other_view_alone_leads_there(tmp_path):
    some = artefact("a1", "b1", "Plan", ["The ward."], technology=("epma",))
    library = [some, blueprint("b1", "Wards", [some], care_setting=("acute",))]
    index = index_of(tmp_path, library)
    [named] = index.search(Query("blueprints", "ePMA")).named
    assert (named.total, named.query.view) == (Total(0, 1), "artefacts")
    [named] = index.search(Query("artefacts", "acute")).named
    assert (named.total, named.query.view) == (Total(1, 0), "blueprints")


def test_segments_that_have_the_words(index):
    assert index.segments_matching("a2", "training ward") == (0, 1)
    assert index.segments_matching("a2", "") == ()
    assert index.segments_matching("a5", "ward") == ()
    assert index.segments_matching("a1", "EHR") == (0,)
    assert index.segments_matching("a1", "EHR", synonyms=False) == ()


def test_a_damaged_vocabulary_or_pointer_says_what_to_do(tmp_path):
    place = Folder(tmp_path)
    name = build(place, documents(), MAPPINGS, {})
    activate(place, name)
    (tmp_path / name / "vocabulary.json").write_text("{}")
    with pytest.raises(IndexDamagedError, match="blueprints rebuild"):
        Index(place, MAPPINGS).search(Query())
    (tmp_path / "current").write_bytes(b"\xff\xfe")
    with pytest.raises(IndexDamagedError, match="blueprints rebuild"):
        Index(place, MAPPINGS).search(Query())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("organization", ["uk"]),
        ("organisation", ["uk"]),
        ("pediatric centers", ["uk"]),
        ("colours", ["us"]),
        ("colour", ["us"]),
    ],
)
def test_british_and_american_spellings_are_one_word(tmp_path, text, found):
    some = [
        artefact("uk", "b", "UK", ["An organisation of paediatric centres."]),
        artefact("us", "b", "US", ["The color of it."]),
    ]
    documents = [*some, blueprint("b", "Words", some)]
    index = index_of(tmp_path, documents)
    result = index.search(Query(view="artefacts", text=text))
    assert ids(result) == found
    assert result.suggestion == ""
    strict = Query(view="artefacts", text="organization", synonyms=False)
    assert ids(index.search(strict)) == []
