import pytest

from mappings.load import MappingError
from mappings.synonyms import SynonymGroup
from mappings.synonyms_file import read_synonyms

FILE = "synonyms.yaml"


def group(more, canonical="summary care record"):
    return f"  - {{canonical: {canonical}, mark: known, category: c, {more}}}\n"


def read(*groups):
    return read_synonyms("groups:\n" + "".join(groups), FILE)


def test_a_group_as_written():
    assert read(
        group(
            "equivalents: [SCR, flow], related: [NCRS], ambiguous: [SCR], "
            "one_way: [flow], source: S"
        )
    ) == (
        SynonymGroup(
            "summary care record",
            ("SCR", "flow"),
            ("NCRS",),
            ("SCR",),
            ("flow",),
            "known",
            "c",
            "S",
        ),
    )


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([group("equivalents: [SCR, scr]")], "lists 'scr' twice"),
        ([group("equivalents: [SCR], related: [SCR]")], "lists 'SCR' twice"),
        ([group("equivalents: [Summary Care Record]")], "twice"),
        ([group("ambiguous: [SCR]")], ".ambiguous: not an equivalent of it: 'SCR'"),
        ([group("one_way: [flow]")], ".one_way: not an equivalent of it: 'flow'"),
        ([group("equivalents: [111]")], "].equivalents[0]: input should be"),
        ([group("equivalents: ['']")], "at least 1 character, found ''"),
        ([group("colour: red")], "].colour: unknown key, with value 'red'"),
        ([group(""), group("")], ".canonical: this group stands twice"),
        (["  - {canonical: a, mark: sure, category: c}\n"], "[a].mark: input should"),
        (["  - {canonical: a, category: c}\n"], "groups[a].mark: missing"),
    ],
)
def test_mistakes_are_refused(groups, said):
    with pytest.raises(MappingError) as caught:
        read(*groups)
    assert str(caught.value).startswith(f"{FILE}: groups")
    assert said in str(caught.value)
