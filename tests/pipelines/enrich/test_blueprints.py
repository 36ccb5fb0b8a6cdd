from pipelines.enrich.blueprints import Part, follow
from pipelines.enrich.weighing import Suggested


def part(role, copy_of, **bands):
    suggested = tuple(
        Suggested("technology", value, 1.0, band, ()) for value, band in bands.items()
    )
    return Part(role, suggested, copy_of)


def values(*parts, field="technology"):
    return {s.value: s.band for s in follow(field, parts)}


def test_one_file_of_many_does_not_label_the_blueprint():
    files = [part("artefact", str(n), epma="high") for n in range(6)]
    assert values(*files, part("artefact", "x", rpa="high")) == {
        "epma": "high",
        "rpa": "low",
    }


def test_the_core_document_counts_four_times():
    files = [part("artefact", str(n), rpa="high") for n in range(3)]
    assert values(part("core", "c", epma="high"), *files) == {
        "epma": "high",
        "rpa": "medium",
    }


def test_files_that_say_nothing_do_not_vote():
    silent = [part("artefact", str(n)) for n in range(5)]
    assert values(part("artefact", "x", rpa="high"), *silent) == {"rpa": "high"}


def test_a_blueprint_may_be_about_no_technology():
    silent = [part("artefact", str(n)) for n in range(20)]
    assert values(part("artefact", "x", rpa="high"), *silent) == {"rpa": "low"}


def test_what_its_technology_is_for_speaks_beside_the_files():
    files = [
        Part("artefact", (Suggested("pillar", "well-led", 1.0, "high", ()),), str(n))
        for n in range(4)
    ]
    served = [Suggested("pillar", "empower-people", 0, "medium", ())]
    assert [(s.value, s.band) for s in follow("pillar", files, served)] == [
        ("well-led", "high"),
        ("empower-people", "medium"),
    ]
    assert [s.value for s in follow("pillar", [], served)] == ["empower-people"]


def test_one_file_that_is_not_sure_makes_no_blueprint_sure():
    assert values(part("artefact", "x", rpa="medium")) == {"rpa": "medium"}


def test_a_supplier_named_in_passing_all_over_the_files_stands():
    def naming(*names):
        said = tuple(Suggested("supplier", n, 0.2, "low", ()) for n in names)
        return [Part("artefact", said, copy) for copy in "abc"]

    assert follow("supplier", naming("epic"))[0].value == "epic"
    assert follow("supplier", naming("epic"))[0].band == "medium"
    crowded = follow("supplier", naming("epic", "tpp"))
    assert {s.band for s in crowded} <= {"low"}


def test_copies_vote_once():
    copies = [part("artefact", "same", rpa="high") for _ in range(9)]
    others = [part("artefact", str(n), epma="high") for n in range(4)]
    assert values(*copies, *others) == {"epma": "high", "rpa": "low"}


def test_below_the_line_is_no_vote():
    assert values(part("core", "c", rpa="low")) == {}


def test_kinds_of_files_are_collected():
    kinds = [Suggested("artefact_type", str(n), 1.0, "medium", ()) for n in range(12)]
    files = [Part("artefact", (kind,), kind.value) for kind in kinds]
    assert len(values(*files, field="artefact_type")) == 12
