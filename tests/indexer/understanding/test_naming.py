import pytest

from indexer.analysis.analyser import Analyser
from indexer.understanding.grammar import parse
from indexer.understanding.lexicon import Lexicon
from indexer.understanding.naming import MOST, Gazetteer, named
from mappings.load import load_mappings

ANALYSER = Analyser(frozenset({"epr", "ers"}))
LIST = (
    ("tech", "epr", "Electronic patient record", False),
    ("tech", "epr", "EPR", False),
    ("tech", "referrals", "e-RS", False),
    ("tech", "referrals", "Advice and guidance", False),
    ("tech", "summary-record", "Summary care record", False),
    ("role", "summary", "Summary", False),
    ("type", "policy", "Policies", False),
    ("type", "video", "Recording", False),
    ("user", "it-staff", "IT", True),
    ("supplier", "better", "Better", True),
    ("supplier", "better", "Better Meds", False),
    ("setting", "acute", "Acute hospitals", False),
    ("type", "acute", "Acute hospital", False),
)
OWN = (
    ("org", "green-moor", "Green Moor Trust", False),
    ("org", "fen-health", "Fen Health NHS Foundation Trust", False),
)
PREFIXES = {"tech": "tech"}


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon(load_mappings())


def values(text):
    group = parse(text, ANALYSER, PREFIXES).group
    every = (Gazetteer(LIST, ANALYSER), Gazetteer(OWN, ANALYSER))
    return [id_ for _, id_ in named(group, every)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("epr", ["epr"]),
        ("EPRs in the Electronic  Patient RECORDS", ["epr"]),
        ("training for e-RS", ["referrals"]),
        ("e/rs, or advice and guidance?", ["referrals"]),
        ("green moor trust summary", ["green-moor", "summary"]),
        ("a policy, two policies", ["policy"]),
        ("the video recorder of recordings", ["video"]),
        ("a record of polices", []),
        ("Green Moor", ["green-moor"]),
        ("fen health's plan", ["fen-health"]),
        ("summary care record", ["summary-record"]),
        ("summary of a care record", ["summary"]),
        ("acute hospital", ["acute", "acute"]),
        ('"summary" care record', ["summary"]),
        ('"Summary care record", Green Moor Trust', ["summary-record", "green-moor"]),
        ("epr OR summary", ["epr", "summary"]),
        ("ward (epr -summary)", ["epr"]),
        ("-epr summary", ["summary"]),
        ("tech:epr", []),
        ("patient record", []),
        ("", []),
    ],
)
def test_words_next_to_each_other_name_a_value(text, ids):
    assert values(text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("what did it save", []),
        ("IT training", ["it-staff"]),
        ("it", ["it-staff"]),
        ("better beds", []),
        ("beds by Better", ["better"]),
        ("better", ["better"]),
        ("better meds", ["better"]),
        ("better OR beds", []),
    ],
)
def test_an_ordinary_word_names_a_value_where_it_is_meant(text, ids):
    assert values(text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("the pilot ran on site", []),
        ("RAN site", ["royal-national-orthopaedic-hospital"]),
        ("ran", ["royal-national-orthopaedic-hospital"]),
        ("£1.2 million", []),
        ("a better way", []),
        ("a community of practice in the community", ["community"]),
        ("the community of practice", []),
        ("foundation trusts", []),
        ("Access", ["access"]),
        ("better", ["better"]),
        ("ers on site", ["e-referrals", "e-rs"]),
    ],
)
def test_codes_numbers_and_products_named_like_words_need_more(lexicon, text, ids):
    group = parse(text, lexicon.analyser, lexicon.prefixes).group
    assert [id_ for _, id_ in named(group, [lexicon.names])] == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("C&B", ["e-referrals", "e-rs"]),
        ("where HaH is meant", ["virtual-ward", "virtual-wards"]),
        ("more agile working", ["mobile-working", "remote-mobile-working"]),
        # An early warning score is no newsletter: its group is called otherwise.
        ("NEWS2", []),
        # Too common a word, one of several meanings, one that others use too.
        ("the release workflow", []),
        ("EDS", []),
        ("flow", []),
    ],
)
def test_other_words_for_a_name_name_its_value_too(lexicon, text, ids):
    group = parse(text, lexicon.analyser, lexicon.prefixes).group
    assert [id_ for _, id_ in named(group, [lexicon.names])] == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        # Longer than the summary in it.
        ("discharge summary", ["discharge-summary"]),
        ("our electronic notes", ["clinical-noting"]),
        ("data access agreement", ["data-sharing-agreement"]),
        # Common words, a weak phrase, one with a context, and one of a field that
        # moves nothing.
        ("how to", []),
        ("handover notes", []),
        ("EDM", ["edrms"]),
        ("length of stay", []),
    ],
)
def test_phrases_that_need_no_company_name_a_value_too(lexicon, text, ids):
    group = parse(text, lexicon.analyser, lexicon.prefixes).group
    assert [id_ for _, id_ in named(group, [lexicon.names])] == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("2024 policies", ["2024", "policy"]),
        ("in 2023/24, 31/03/2022", ["2023", "2022"]),
        ("1234 beds, 20240 bleeps, £2,024, DCB2019", []),
        ("year:2024", []),
    ],
)
def test_a_year_names_a_value(lexicon, text, ids):
    group = parse(text, lexicon.analyser, lexicon.prefixes).group
    assert [id_ for _, id_ in named(group, [lexicon.names])] == ids


def test_a_text_that_names_many_values_is_no_question():
    many = [("tech", f"t{n}", f"thing{n}", False) for n in range(MOST + 1)]
    group = parse(" ".join(f"thing{n}" for n in range(MOST + 1)), ANALYSER, {}).group
    assert len(named(group, [Gazetteer(many, ANALYSER)])) == MOST
