from pipelines.enrich.duplicates import shared_text
from pipelines.enrich.lines import paragraph_hash
from tests.pipelines.enrich.library import record

WORDS = " ".join(f"word{n} of{n % 7} text{n % 11}" for n in range(200))


def test_the_same_text_in_another_file_and_a_new_version_are_one_group():
    other = WORDS.replace("word100", "changed")
    shared = shared_text(
        [
            ("b1", record("d1", WORDS)),
            ("b1", record("d2", WORDS.upper())),
            ("b2", record("d3", other)),
            ("b2", record("d4", "Quite another text. " * 30)),
        ]
    )
    assert shared.same == {"d1": "d1", "d2": "d1", "d3": "d1"}


def test_a_paragraph_of_three_blueprints_is_boilerplate():
    line = "This document is controlled by the programme office of the trust."
    own = "Only this Blueprint says what is written in this long sentence."
    shared = shared_text(
        (f"b{n}", record(f"d{n}", f"{line}\n{own if n == 1 else n}")) for n in range(3)
    )
    assert shared.boilerplate == {paragraph_hash(line)}


def test_twice_in_one_blueprint_is_no_boilerplate():
    line = "This document is controlled by the programme office of the trust."
    shared = shared_text(("b1", record(f"d{n}", line)) for n in range(5))
    assert shared.boilerplate == frozenset()
