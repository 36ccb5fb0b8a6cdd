import sys
from concurrent.futures import ThreadPoolExecutor
from string import ascii_lowercase

import pytest

from indexer.analysis.analyser import FILLER, TOKEN, Analyser, plain

TABLE = [
    ("dm+d A&E BP@home R&D C&B", "dm+d a&e bp@home r&d c&b"),
    ("DCB0129", "dcb 0129"),
    ("DCB 0129", "dcb 0129"),
    ("DCB-0129", "dcb 0129"),
    ("COVID-19 COVID19", "covid 19 covid 19"),
    ("GP's", "gp"),
    ("O'Brien O’Brien OBrien", "obrien obrien obrien"),
    ("naïve naive", "naiv naiv"),
    ("e-RS 24/7", "e rs 24 7"),
    ("HL7v2 M365 NEWS2", "hl7v2 m365 news2"),
    ("GPs eRS", "gps ers"),
    ("cardiologist organization emergency", "cardiolog organiz emergenc"),
    ("internal evening paste", "internal evening paste"),
    ("a_b", "a b"),
    ("𝐄𝐏𝐑 ＥＰＲ ÆTHER Straße", "epr epr aether strass"),
    ("x" * 60, "x" * 40),
    ("", FILLER),
    ("…!?", FILLER),
]


@pytest.mark.parametrize(("written", "tokens"), TABLE)
def test_written_words_give_these_tokens(written, tokens):
    analyser = Analyser(frozenset({"gps", "ers"}))
    assert analyser.joined(plain(written)) == tokens


@pytest.mark.parametrize(
    ("written", "tokens"),
    [
        ("GP GPs GP's", "gp gp gp"),
        ("PCNs SLAs EPRs", "pcn sla epr"),
        ("EDMS EDM pass", "edms edm pass"),  # EDMS is one of its own, pass no plural
    ],
)
def test_the_plural_of_an_abbreviation_is_the_same(written, tokens):
    analyser = Analyser(frozenset({"gp", "pcn", "sla", "epr", "edm", "edms", "pas"}))
    assert analyser.joined(written) == tokens


def test_tokens_are_those_of_words_of_the_stored_text():
    text, of_word = plain("The GP’s DCB0129 café"), Analyser().of_word
    found = [(t, word[0]) for word in TOKEN.finditer(text) for t in of_word(word[0])]
    assert found == [
        ("the", "The"),
        ("gp", "GP's"),
        ("dcb", "DCB0129"),
        ("0129", "DCB0129"),
        ("café".replace("é", "e"), "café"),
    ]


def test_threads_that_ask_at_once_get_the_tokens_of_one_alone():
    words = [f"{a}{b}ational" for a in "bcdfglmnprst" for b in ascii_lowercase] * 2
    alone = [Analyser().of_word(word) for word in words]
    together = Analyser()
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(together.of_word, words))
    finally:
        sys.setswitchinterval(before)
    assert found == alone
