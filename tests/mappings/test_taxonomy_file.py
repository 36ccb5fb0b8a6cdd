import pytest

from mappings.load import MappingError, load_mappings
from mappings.taxonomy import LIKELY, NEVER, WEAK, Phrase
from mappings.taxonomy_file import check_parents, read_taxonomy

FILE = "taxonomies/stages.yaml"


def read(terms, more=""):
    return read_taxonomy(f"label: Stage\n{more}terms:\n{terms}", "stages", FILE)


def refused(terms, more=""):
    with pytest.raises(MappingError) as caught:
        read(terms, more)
    message = str(caught.value)
    assert message.startswith(f"{FILE}: ")
    return message.removeprefix(f"{FILE}: ")


def test_names_are_phrases_unless_written_as_one():
    term = read(
        """
  - id: ice
    label: Sunquest ICE
    aliases: [ICE, order entry]
    phrases: [requesting system, {text: ICE, context: [results], weight: 0.4}]
    weak: [requests]
"""
    ).terms[0]
    assert term.phrases == (
        Phrase("requesting system"),
        Phrase("ICE", 0.4, True, ("results",)),
        Phrase("requests", WEAK),
        Phrase("Sunquest ICE"),
        Phrase("order entry"),
    )


def test_keys_stand_for_weights():
    term = read(
        """
  - id: home
    label: At home
    likely: [home visit]
    weak: [household]
    never: [stay at home, at home]
"""
    ).terms[0]
    assert term.phrases == (
        Phrase("home visit", LIKELY),
        Phrase("household", WEAK),
        Phrase("stay at home", NEVER),
        Phrase("at home", NEVER),
    )


def test_names_of_folders_are_no_phrases():
    term = read("  - {id: a, label: A b, folders: [posts, our work]}\n").terms[0]
    assert term.folders == ("posts", "our work")
    assert term.phrases == (Phrase("A b"),)


def test_a_file_or_a_term_may_keep_its_names_out_of_the_text():
    terms = "  - {id: a, label: A b, phrases: [c d]}\n  - {id: b, label: B}\n"
    whole = read(terms, "phrases_only: true\n")
    assert [t.phrases for t in whole.terms] == [(Phrase("c d"),), ()]
    one = read("  - {id: a, label: A b, phrases_only: true}\n  - {id: b, label: B c}\n")
    assert [t.phrases for t in one.terms] == [(), (Phrase("B c"),)]


@pytest.mark.parametrize(
    ("written", "case"),
    [("PAS", True), ("NEWS", True), ("DCB0129", False), ("ePMA", False), ("GP IT", 0)],
)
def test_short_abbreviations_ask_for_their_letters(written, case):
    term = read(f"  - {{id: a, label: {written}}}\n").terms[0]
    assert term.phrases[0].case == bool(case)


def test_case_can_be_switched_off():
    term = read("  - {id: a, label: A, phrases: [{text: RPA, case: false}]}\n").terms[0]
    assert not term.phrases[0].case


def test_names_resolve_however_they_are_cased_and_spaced():
    taxonomy = read("  - {id: a-b, label: Research & Development, aliases: [R&D]}\n")
    for name in (
        "a-b",
        "A B",
        "research and  development",
        "r&d",
        "Research&Development",
    ):
        found = taxonomy.resolve(name)
        assert found is taxonomy.by_id["a-b"], name
    assert taxonomy.resolve("c") is None
    assert taxonomy.label_of("gone") == "gone"


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("  - {id: A B, label: a}\n", "terms[A B].id: only a-z, 0-9"),
        ("  - {id: a--b, label: a}\n", "terms[a--b].id: only a-z"),
        ("  - {id: a, label: ''}\n", "terms[a].label: string should have at least 1"),
        ("  - {id: a, label: ' '}\n", "terms[a].label: string should match"),
        ("  - {id: a}\n", "terms[a].label: missing"),
        ("  - {id: 1, label: a}\n", "terms[0].id: input should be a valid string"),
        ("  - {id: a, label: A, colour: red}\n", "terms[a].colour: unknown key"),
        ("  - {id: a, label: A, aliases: [111]}\n", "terms[a].aliases[0]: input"),
        ("  - {id: a, label: A, aliases: b}\n", "terms[a].aliases: input should be"),
        ("  - {id: a, label: A}\n  - {id: a, label: B}\n", "this id stands twice"),
        (
            "  - {id: a, label: A, aliases: [X-1]}\n  - {id: b, label: x 1}\n",
            "terms[b]: 'x 1' already belongs to 'a'",
        ),
        (
            "  - {id: a, label: A, aliases: ['+']}\n",
            "terms[a]: '+' has no letter or digit",
        ),
        (
            "  - {id: a, label: A, phrases: [{text: x, weight: 2}]}\n",
            "terms[a].phrases[x].weight: input",
        ),
        (
            "  - {id: a, label: A, phrases: [{text: x, weight: 0}]}\n",
            "found 0",
        ),
        ("  - {id: a, label: A, phrases: [x, y, x]}\n", "stands twice: 'x'"),
        ("  - {id: a, label: A, phrases: [x], weak: [x]}\n", "stands twice: 'x'"),
        ("  []\n", "terms: list should have at least 1 item"),
    ],
)
def test_mistakes_are_refused(terms, said):
    assert said in refused(terms)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ("  - {id: a, label: A, parent: b}\n", "no such term in stages: 'b'"),
        ("  - {id: a, label: A, parent: a}\n", "comes back to itself: a > a"),
        (
            "  - {id: a, label: A, parent: b}\n  - {id: b, label: B, parent: a}\n",
            "comes back to itself: a > b > a",
        ),
    ],
)
def test_parents_that_lead_nowhere_are_refused(terms, said):
    taxonomy = read(terms)
    with pytest.raises(MappingError) as caught:
        check_parents(taxonomy, taxonomy, FILE)
    assert str(caught.value) == f"{FILE}: terms[a].parent: {said}"


@pytest.mark.parametrize(
    ("parents", "said"),
    [
        ("regions", "terms[a].parent: no such term in regions: 'mars'"),
        ("planets", "parents: no such taxonomy: 'planets'"),
    ],
)
def test_parents_of_another_taxonomy_are_checked(tmp_path, parents, said):
    text = f"label: S\nparents: {parents}\nterms: [{{id: a, label: A, parent: mars}}]"
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text(text, "utf-8")
    with pytest.raises(MappingError) as caught:
        load_mappings(tmp_path)
    assert str(caught.value) == f"{FILE}: {said}"
