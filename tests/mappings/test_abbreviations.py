import pytest

from indexer.analysis.analyser import Analyser
from mappings.abbreviations import abbreviations, is_abbreviation
from mappings.load import load_mappings
from mappings.taxonomy import Phrase, Taxonomy, Term


@pytest.fixture(scope="module")
def protected():
    return load_mappings().protected


@pytest.mark.parametrize("name", "PACS eRS EPaCCS ePMA CAMHS LoS PaaS ICS".split())
def test_abbreviations(name):
    assert is_abbreviation(name)


@pytest.mark.parametrize(
    "name",
    ["Epic", "CareFlow", "Oracle", "APIs", "e-RS", "NHS App", "A", "DCB0129", "dm+d"],
)
def test_no_abbreviations(name):
    assert not is_abbreviation(name)


def test_ordinary_words_are_stemmed(protected):
    words = "news respect ice must bars safe use care notes are who mesh tie raid aims"
    assert not protected & set(words.split())


def test_what_needs_company_is_stemmed():
    alone, near = Phrase("ECS", case=True), Phrase("ECS", 0.5, True, ("summary",))
    for phrase, kept in ((alone, {"ecs"}), (near, set())):
        term = Term("a", "A summary", phrases=(phrase,))
        taxonomy = Taxonomy("t", "T", (term,), {"a": term}, {"a": term})
        assert set(abbreviations([taxonomy], ())) == kept


def test_an_abbreviation_is_shown_as_it_is_most_often_written():
    names = ["EPMA", "ePMA", "ePMA", "eRS", "ICE", "Epic"]
    terms = tuple(Term(f"t{n}", name) for n, name in enumerate(names))
    taxonomy = Taxonomy("t", "T", terms, {t.id: t for t in terms}, {})
    assert abbreviations([taxonomy], ()) == {"epma": "ePMA", "ers": "eRS"}


def test_names_of_systems_keep_their_letters(protected):
    analyser = Analyser(protected)
    for word in "PACS eRS CAMHS EPaCCS EDRMS".split():
        assert analyser.words(word) == [word.lower()]


def test_plurals_find_their_abbreviation(protected):
    analyser = Analyser(protected)
    for word in "EPR DPIA API ICB".split():
        assert analyser.words(f"{word}s") == analyser.words(word) == [word.lower()]
