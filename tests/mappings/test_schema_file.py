import pytest

from api.addresses.sets import parameter_sets
from indexer.cluster.writer import body_of
from indexer.embedded.fields import NUMBERS
from indexer.engine import Part
from indexer.entries import AUDIENCE, PARENT
from mappings.load import OWN, MappingError, load_mappings
from mappings.schema_file import read_schema

TEXT = (OWN / "schema.yaml").read_text("utf-8")
ENTRY = "  - {{name: {name}, label: Stage, kind: {kind}, description: D{more}}}\n"


def added(name="stage", kind="keyword", more=""):
    return TEXT + ENTRY.format(name=name, kind=kind, more=more)


def test_order_is_that_of_the_file():
    names = [f.name for f in read_schema(added(), "schema.yaml").fields]
    assert names[0] == "title"
    assert names[-1] == "stage"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (added(more=", colour: red"), "fields[stage].colour: unknown key"),
        (added(kind="string"), "fields[stage].kind: input should be"),
        (added(kind="string"), "found 'string'"),
        (added(more=", boost: 0"), "fields[stage].boost: input should be greater"),
        (added(kind="text", more=", boost: .nan"), "fields[stage].boost"),
        (added(more=", boost: 2"), "fields[stage].boost: only text fields"),
        (added(more=", find: false"), "fields[stage].find: only a text field"),
        (added(more=", lift: 0.5"), "fields[stage].lift: without a taxonomy"),
        (
            added(more=", stored: false, shown: [result, page]"),
            "fields[stage].shown: not stored, so not shown: result, page",
        ),
        (
            added(kind="text", more=", find: false, prefix: stage"),
            "fields[stage].find: only a text field without prefix",
        ),
        (added(more=", facet: maybe"), "fields[stage].facet: input should be"),
        (added(kind="text", more=", facet: true"), "a text field cannot be a facet"),
        (added(kind="date", more=", facet: true"), "a date field cannot be a facet"),
        (added(kind="year", more=", taxonomy: roles"), "a year field has no taxonomy"),
        (added(more=", shown: [sidebar]"), "fields[stage].shown"),
        (added(more=", prefix: 'a:b'"), "only a-z, 0-9 and _, found 'a:b'"),
        (added(more=", prefix: tech"), "two fields have the prefix 'tech'"),
        (added(more=", prefix: role"), "is the name of another field: 'role'"),
        (added(kind="date", more=", prefix: day"), "a date field is not searched"),
        (added(name="Stage"), "fields[Stage].name: only a-z"),
        (added(name="sort"), "fields[sort].name: this name has another meaning"),
        (added(name="exclude_me"), "this name has another meaning"),
        (added(name="tech_missing"), "this name has another meaning"),
        (added(name="pillar"), "fields[pillar]: this field stands twice"),
        (TEXT.replace("label: Region", "label: ''"), "fields[region].label: string"),
        (TEXT.replace("    label: State\n", ""), "fields[state].label: missing"),
        (TEXT.replace("name: body", "name: text"), "fields[body].kind: must be text"),
        (TEXT.replace("kind: date", "kind: year"), "must be date, found year"),
        ("fields: []\n", "fields: list should have at least 1 item"),
        ("fields: 3\n", "fields: input should be"),
        ("fields: [a]\n", "fields[0]: input should be"),
    ],
)
def test_mistakes_are_refused(text, said):
    if text == TEXT:
        pytest.fail("the mistake was not made")
    with pytest.raises(MappingError) as caught:
        read_schema(text, "schema.yaml")
    assert str(caught.value).startswith("schema.yaml: ")
    assert said in str(caught.value)


def test_no_field_takes_the_name_of_a_parameter_or_of_what_an_engine_keeps():
    mappings = load_mappings()
    fields = {f.name for f in mappings.schema.fields}
    sets = parameter_sets(mappings)
    asked = {n for s in ("search", "coverage", "page", "page_facet") for n in sets[s]}
    body = body_of(Part("artefacts", [], [AUDIENCE, PARENT]), 1)
    for name in sorted((asked - fields) | {*body["mappings"]["properties"], *NUMBERS}):
        with pytest.raises(MappingError, match="this name has another meaning"):
            read_schema(added(name=name), "schema.yaml")
