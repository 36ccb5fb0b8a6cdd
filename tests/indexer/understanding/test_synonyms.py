"""What stands for a written word: other names, spellings, what it may mean."""

import pytest

from indexer.analysis.analyser import Analyser
from indexer.analysis.vocabulary import Counting
from indexer.understanding.grammar import parse
from indexer.understanding.lexicon import Lexicon
from indexer.understanding.synonyms import EQUIVALENT, MAX_ALTERNATIVES, Synonyms
from indexer.understanding.units import Synonymous, topical
from indexer.understanding.widening import Widening
from mappings.load import load_mappings
from mappings.synonyms import SynonymGroup

ANALYSER = Analyser(frozenset({"ers", "phr", "scr", "tie"}))


def group(canonical, *equivalents, related=(), ambiguous=(), one_way=()):
    return SynonymGroup(
        canonical, equivalents, related, ambiguous, one_way, "known", "test"
    )


SYNONYMS = Synonyms(
    [
        group("electronic patient record", "EPR", related=("digital notes",)),
        group("shared care record", "SCR", ambiguous=("SCR",)),
        group("summary care record", "SCR", ambiguous=("SCR",)),
        group("information technology", "IT", ambiguous=("IT",)),
        group("bed management", "flow", one_way=("flow",)),
        group("telehealth", "telecare"),
    ],
    ANALYSER,
)


def expanded(text, *documents):
    counting = Counting(ANALYSER)
    for document in documents:
        counting.add([document])
    wanted = SYNONYMS.expand(parse(text, ANALYSER, {}).group)
    return Widening(counting.vocabulary(), ANALYSER.of_word, frozenset()).widened(
        wanted
    )


def also(text, *documents):
    """What else is searched for each word."""
    return {
        unit.words[0].written: {a.written for a in unit.alternatives}
        for unit in expanded(text, *documents).wanted
        if isinstance(unit, Synonymous) and unit.alternatives
    }


def test_the_names_of_a_thing_find_each_other():
    assert also("EPR") == {"EPR": {"electronic patient record", "digital notes"}}
    assert also("electronic patient records")["electronic"] == {"EPR", "digital notes"}


def test_what_is_only_related_does_not_find_the_thing():
    assert also("digital notes", "digital notes") == {}


def test_a_sentence_s_signs_are_no_part_of_what_other_names_are_told_for():
    found = expanded("Who has an EPR, or telecar?", "A telecare line.")
    assert [e.written for e in found.expansions] == ["EPR", "telecar"]


def test_what_is_added_inside_brackets_is_told_too():
    found = expanded("telehealth (EPR -paper)")
    assert [e.written for e in found.expansions] == ["telehealth", "EPR"]


def test_what_is_asked_of_a_field_stands_for_itself_alone():
    for text in ("title:EPR", 'title:"EPR"'):
        asked = parse(text, ANALYSER, {"title": "title"}).group
        assert SYNONYMS.expand(asked).expansions == ()


def test_of_a_name_that_two_groups_have_the_better_weight_counts_and_few_are_asked():
    names = "alpha bravo kilo delta echo foxtrot golf hotel".split()
    groups = [group("bed board", related=("wall",)), group("bed board", "wall", *names)]
    for some in (groups, groups[::-1]):
        found = Synonyms(some, ANALYSER).alternatives(("bed", "board"))
        assert len(found) == MAX_ALTERNATIVES == len(names)
        assert {a.weight for a in found} == {EQUIVALENT}


def test_a_one_way_name_is_not_expanded():
    assert also("flow", "flow") == {}
    assert also("bed management", "bed management")["bed"] == {"flow"}


def test_an_ambiguous_abbreviation_means_nothing_else_where_documents_have_it():
    assert also("SCR", "the SCR was opened") == {}


def test_an_ambiguous_abbreviation_no_document_has_means_all_it_may():
    found = expanded("SCR", "a shared care record")
    assert also("SCR", "a shared care record") == {
        "SCR": {"shared care record", "summary care record"}
    }
    assert found.expansions[0].written == "SCR"


def test_a_common_word_stays_common_though_it_is_an_abbreviation_too():
    for text in ("is it live", "live (is it?)"):
        units = topical(expanded(text, "a live system").wanted)
        assert [unit.words[0].written for unit in units] == ["live"]


@pytest.mark.parametrize(
    ("written", "others"), [("telepathy", set()), ("teleradiology", {"radiology"})]
)
def test_an_unknown_word_stands_for_the_known_word_it_ends_in(written, others):
    found = also(written, "radiology", "radiology", "health", "health")
    assert found.get(written, set()) == others


def test_an_unknown_word_stands_for_a_known_word_that_ends_in_it():
    assert also("dermatology", "teledermatology") == {
        "dermatology": {"teledermatology"}
    }
    assert also("logy", "teledermatology") == {}


def test_an_unknown_word_with_other_names_does_not():
    assert also("telehealth", "health", "health") == {"telehealth": {"telecare"}}


def test_an_unknown_word_stands_for_one_spelled_like_it():
    assert also("recrod", "record") == {"recrod": {"record"}}


def test_a_joined_name_with_a_misspelt_part_is_its_parts():
    assert also("Beckwith-Wieddeman", "Beckwith-Wiedemann syndrome") == {
        "Wieddeman": {"wiedemann"}
    }


def test_a_joined_name_of_known_words_and_a_code_stay_whole():
    for written in ("drop-in", "DCB9999"):
        (unit,) = expanded(written, "a drop in the DCB 0129").wanted
        assert unit.written == written


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("out-patients", {"outpatients"}),
        ("multi-disciplinary", {"multidisciplinary"}),  # neither part is known
        ("drop-in", set()),
        ('"out-patients"', set()),
    ],
)
def test_a_word_with_a_hyphen_stands_for_the_same_without(written, others):
    library = ["outpatients", "a multidisciplinary team", "drop in, out"]
    assert also(written, *library).get(written, set()) == others
    told = [e.written for e in expanded(written, *library).expansions]
    assert told == [written] * len(others)


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("v2.5.1", {"2.5.1"}),
        ("V2.5.1.", {"2.5.1"}),
        ("4.2", {"v4.2"}),
        ("v4.9", set()),  # nobody wrote 9
        ("3.1", set()),  # nor v3
        ("v2", set()),  # 2 is in every other document
        ("1,000", set()),
    ],
)
def test_the_number_of_a_version_stands_for_the_same_with_v_or_without(written, others):
    found = also(written, "HL7 2.5.1", "schema v4.2 of 3 May", "4 wards")
    assert found.get(written, set()) == others


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("email", {"e mail"}),
        ("realtime", {"real time"}),
        ("known", set()),  # four documents write it so
        ("xmail", set()),
        ("realtim", set()),
    ],
)
def test_a_rare_word_stands_for_itself_in_two(written, others):
    library = ["x mail, an e-mail in real-time", *["kno wn known"] * 4]
    assert also(written, *library).get(written, set()) == others


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("health care staff", {"health": {"healthcare"}, "care": {"healthcare"}}),
        ("log in page", {"log": {"login"}}),
        ("in log", {}),
        ("care health", {}),
        ('"health care"', {}),
        ("health care one two three four five six seven", {}),
    ],
)
def test_two_words_stand_for_the_one_that_they_make(written, others):
    library = ["healthcare login", "health, care, log in to the page of staff"]
    assert also(written, *library) == others


def test_an_abbreviation_is_no_slip_though_no_document_has_it():
    lexicon = Lexicon(load_mappings())
    counting = Counting(lexicon.analyser)
    counting.add(["docs, dtos, ncdr"])
    vocabulary = counting.vocabulary()
    for written, slips in {"dtoc": {}, "NCTR": {}, "dsoc": {"dsoc": "docs"}}.items():
        group = lexicon.units(parse(written, lexicon.analyser, {}).group, vocabulary)
        assert lexicon.widening(vocabulary).misspelt(group) == slips


@pytest.mark.parametrize(
    ("written", "like"),
    [
        ("elective", "executive"),  # two slips away
        ("Tableau", "tablets"),  # begins alike
        ("OpenEyes", "openehr"),
    ],
)
def test_a_word_of_the_mappings_stands_for_no_other(written, like):
    lexicon = Lexicon(load_mappings())
    counting = Counting(lexicon.analyser)
    counting.add([like])
    parsed = parse(written, lexicon.analyser, {}).group
    assert lexicon.units(parsed, counting.vocabulary()).expansions == ()


@pytest.mark.parametrize("documents", [0, 3, 4])
def test_the_family_of_a_rare_word_is_found_and_that_of_a_frequent_one_moves(documents):
    library = ["fructose", *["fructan"] * documents]
    (unit,) = expanded("fructan", *library).wanted
    family, kin = (["fructose"], []) if documents < 4 else ([], ["fructose"])
    assert [a.written for a in unit.alternatives] == family
    assert [a.written for a in unit.kin] == kin
    prose = expanded("fructan zero one two three four five six seven", *library).wanted
    assert not any(u.kin for u in prose if isinstance(u, Synonymous))


def test_in_prose_a_word_is_written_as_it_is():
    prose = "email out-patients one two three four five six seven"
    assert (
        not {"email", "out-patients"} & also(prose, "an e-mail to outpatients").keys()
    )


def test_both_spellings_are_asked_for():
    assert also("organisation", "organization organisation") == {
        "organisation": {"organization"}
    }


def test_the_rarer_of_two_spellings_says_no_more_than_the_other():
    library = ["organisation"] * 9 + ["organization", "ward"]
    weights = [
        unit.alternatives[0].weight
        for written in ("organization", "organisation")
        for unit in expanded(written, *library).wanted
    ]
    assert weights[0] == 1.0 > weights[1] > 0


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("MS Teams", "Microsoft Teams"),
        ("System One", "SystmOne"),
        ("NEWS 2", "NEWS2"),
        ("floor walkers", "floorwalking"),
        ("telemedicine", "telehealth"),
        ("machine learning", "artificial intelligence"),
        ("xray", "X-ray"),
        ("comms plan", "communications plan"),
        ("QRG", "quick reference guide"),
        ("emergency dept", "emergency department"),
        ("out patients", "outpatients"),
        ("paeds", "paediatrics"),
        ("physio", "physiotherapist"),
        ("KPI", "key performance indicator"),
        ("SALT", None),  # on food
        ("learning", None),  # not the lessons: these are called learnings
        ("PEP", None),  # also prophylaxis after exposure
        ("MDI", None),  # an inhaler
        ("MPI", None),  # imaging of the heart
        ("ADT", None),  # a therapy of prostate cancer
        ("CSU", None),  # a specimen of urine
        ("closed loop", None),  # insulin
        ("mesh", None),  # of a surgeon
        ("optimisation", None),
        ("patient", None),
    ],
)
def test_our_synonyms_have_the_names_that_people_write(written, name):
    own = Synonyms(load_mappings().synonyms, ANALYSER)
    found = {a.written for a in own.alternatives(tuple(ANALYSER.words(written)))}
    assert name in found if name else not found
