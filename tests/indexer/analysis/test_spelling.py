import pytest

from indexer.analysis.spelling import variants

WORDS = """
organisation organization
organising organizing
analyse analyze
behaviour behavior
labour labor
tumours tumors
centre center
litres liters
paediatric pediatric
haematology hematology
foetus fetus
oesophageal esophageal
diarrhoea diarrhea
""".split()
PAIRS = list(zip(WORDS[::2], WORDS[1::2], strict=True))


@pytest.mark.parametrize(("british", "american"), PAIRS)
def test_each_spelling_leads_to_the_other(british, american):
    assert american in variants(british)
    if american != "esophageal":  # a word that begins with e is left alone
        assert british in variants(american)


def test_the_e_at_the_end_of_a_word_is_no_ae():
    assert variants("guide") == ()


@pytest.mark.parametrize("word", ["dcb0129", "four", "poem", "epma", "2024", "e-rs"])
def test_codes_and_short_words_have_one_spelling(word):
    assert variants(word) == ()
