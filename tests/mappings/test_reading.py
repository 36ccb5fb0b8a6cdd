import pytest

from mappings.reading import MappingError, parse
from mappings.synonyms_file import SynonymsFile


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("fields: [", "not YAML: while parsing"),
        ("- a\n", "expected keys, found ['a']"),
        ("", "expected keys, found None"),
        ("groups: []\ngroups: []\n", "key 'groups' stands twice"),
        ("groups: 2024-13-45\n", "not YAML: month must be"),
        ("groups: " + "[" * 20_000, "not YAML"),
        ("? [a]\n: b\n", "not YAML: while constructing a mapping"),
        ("groups: !!python/name:os.system\n", "not YAML: could not determine"),
        ("groups: &g [*g]\n", "groups[0]: input should be"),
        ('groups: "\0"\n', "not YAML"),
    ],
)
def test_broken_yaml_is_refused_in_one_line(text, said):
    with pytest.raises(MappingError) as caught:
        parse(text, "synonyms.yaml", SynonymsFile)
    message = str(caught.value)
    assert message.startswith("synonyms.yaml: ")
    assert said in message
    assert "\n" not in message
