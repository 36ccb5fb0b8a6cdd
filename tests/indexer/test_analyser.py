import pytest

from indexer.analyser import FILLER, TOKEN, Analyser, plain

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
    ("x" * 60, "x" * 40),
    ("", FILLER),
    ("…!?", FILLER),
]


@pytest.mark.parametrize(("written", "tokens"), TABLE)
def test_written_words_give_these_tokens(written, tokens):
    analyser = Analyser(frozenset({"gps", "ers"}))
    assert analyser.joined(plain(written)) == tokens


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
