import pytest

from indexer.analysis.analyser import Analyser
from indexer.answering.highlight import WIDTH, fragment, marker, marks_in
from indexer.understanding.grammar import parse
from indexer.understanding.synonyms import Synonyms
from indexer.understanding.units import Expanded
from mappings.synonyms import SynonymGroup
from tests.indexer.library import GROUPS

ANALYSER = Analyser()


def marks(query, *texts):
    """The words marked in each text."""
    group = Synonyms(GROUPS, ANALYSER).expand(parse(query, ANALYSER, {}).group)
    found = marks_in(texts, marker(group), ANALYSER)
    return [
        [text[a:b] for a, b, _ in spans]
        for text, spans in zip(texts, found, strict=True)
    ]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("wards", "The ward rounds of wards", ["ward", "wards"]),
        ('"ward round"', "A ward round, rounds, wards", ["ward round"]),
        ("train*", "Training trains a strain", ["Training", "trains"]),
        ("train*", "pre-training", ["training"]),
        ("EHR", "The electronic patient records", ["electronic patient records"]),
        ("DCB0129", "dcb 0129 and DCB0129", ["dcb 0129", "DCB0129"]),
        ("cafe -ward", "The café ward", ["café"]),
        ("one OR two", "two or one", ["two", "one"]),
        ("(one round) OR two", "one of two rounds", ["one", "two", "rounds"]),
        ("ward", "a\tward\nward-round,\u2003(wards)", ["ward", "ward", "wards"]),
        ('"ward round"', "the ward,\n\n- round off", ["ward,\n\n- round"]),
        ('"safety 0129"', "safety/DCB0129 safety 0129", ["safety 0129"]),
        ('"0129 safety"', "DCB0129 safety", ["DCB0129 safety"]),
        ('"ward round"', "(ward) (round)", ["ward) (round"]),
        ('"ward round"', "ward nurse round", []),
        ('"a b a"', "a b a b a", ["a b a b a"]),
        (
            "(EHR -ward)",
            "The electronic patient records",
            ["electronic patient records"],
        ),
    ],
)
def test_marks_what_matched(query, text, marked):
    assert marks(query, text) == [marked]


def test_small_words_of_a_name_are_not_marked():
    group = SynonymGroup("single sign on", ("SSO",), (), (), (), "verified", "REC")
    asked = parse("single sign on", ANALYSER, {}).group
    found = marker(Synonyms([group], ANALYSER).expand(asked))
    assert {*found.singles} == {"singl", "sign", "sso"}


def test_many_texts_are_marked_as_each_alone():
    texts = ["ward", "", "round the ward", "round", " wards\n", "ward round"]
    alone = [marks('ward "ward round"', text)[0] for text in texts]
    assert alone == [["ward"], [], ["ward"], [], ["wards"], ["ward round"]]
    assert marks('ward "ward round"', *texts) == alone


def test_without_words_nothing_is_marked():
    assert marks("", "ward", "round") == [[], []]


def cut(query, text):
    """The fragment of a text that a query marks."""
    group = parse(query, ANALYSER, {}).group
    (spans,) = marks_in([text], marker(Expanded(group.wanted, ())), ANALYSER)
    return fragment(text, spans)[0]


def test_a_fragment_is_the_window_with_most_marks():
    text = "filler words " * 60 + "the ward and the round here " + "more text " * 60
    found = cut("ward round", text)
    assert [found.text[a:b] for a, b in found.marks] == ["ward", "round"]
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert len(found.text) <= WIDTH + 2


@pytest.mark.parametrize("before", range(0, 400, 7))
def test_a_fragment_is_cut_between_words(before):
    text = ("alpha bravo charlie delta " * 20)[:before] + " ward " + "echo golf " * 40
    found = cut("ward", text)
    assert {*found.text.strip("…").split()} <= {*text.split()}
    assert [found.text[a:b] for a, b in found.marks] == ["ward"]


def test_a_text_that_fits_is_whole_and_one_with_its_marks_ahead_begins_at_them():
    whole = "ward " * (WIDTH // 5 - 1) + "wards"
    assert len(whole) == WIDTH
    assert cut("ward", whole).text == whole
    assert len(cut("ward", whole).marks) == WIDTH // 5
    late = "filler " * 25 + "ward"
    assert cut("ward", late).text == late
    longer = f"{whole} ward"
    assert cut("ward", longer).text == f"{whole}…"
    assert cut("ward", f"{longer} {longer}").text.startswith("ward ward")


def shown(query, text):
    """The words marked in the fragment of a text."""
    group = Synonyms(GROUPS, ANALYSER).expand(parse(query, ANALYSER, {}).group)
    (spans,) = marks_in([text], marker(group), ANALYSER)
    found, _ = fragment(text, spans)
    return [found.text[a:b] for a, b in found.marks]


@pytest.mark.parametrize(
    ("query", "early", "late"),
    [
        ("12 months", "36 months, a 36-month period", "12 months"),
        ("ehr costs", "EHR or electronic patient record", "EHR costs"),
        ("rec* costs", "record, records, recorded", "records cost"),
    ],
)
def test_forms_and_names_of_one_word_are_one_word_of_the_query(query, early, late):
    text = f"{early} {'filler ' * 60} {late} {'filler ' * 60}"
    assert " ".join(shown(query, text)) == late


@pytest.mark.parametrize(
    ("early", "late"), [("ward round", "nurse"), ("nurse", "nurse"), ("ward", "round")]
)
def test_a_later_window_must_have_more_words_of_the_query(early, late):
    text = f"{early} {'filler ' * 60} {late} {'filler ' * 60}"
    assert " ".join(shown("ward round nurse nowhere", text)) == early
    assert cut("ward", f"{'filler ' * 60} ward {'filler ' * 60}").text[1:7] == "filler"


def test_words_too_far_apart_for_one_window_are_not_counted_together():
    text = f"ward {'filler ' * 36}round {'filler ' * 60}ward round"
    assert shown("ward round", text) == ["ward", "round"]


def test_another_name_says_all_the_words_of_the_name_written():
    early, late = "patient costs", "EHR costs"
    text = f"{early} {'filler ' * 60} {late} {'filler ' * 60}"
    assert " ".join(shown("electronic patient record costs", text)) == late


def test_text_without_a_mark_begins_at_the_beginning():
    found, _ = fragment("word " * 100, ())
    assert found.text.startswith("word word")
    assert found.marks == ()
