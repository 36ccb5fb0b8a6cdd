import pytest

from pipelines.catalogue.blueprint_file import read_blueprint_file, role_paths
from pipelines.catalogue.columns import fields_by_name
from tests.pipelines.catalogue.lists import MAPPINGS

FIELDS = fields_by_name(MAPPINGS.schema)


def read(text):
    content = text if isinstance(text, bytes) else text.encode()
    return read_blueprint_file(content, "blueprint.yaml", FIELDS)


def test_values_stand_by_field_name_or_label_alone_or_in_a_list():
    said, roles, problems = read(
        "title: Virtual wards\n"
        "published: 2020-10-01\n"
        "Care setting: [Acute, Ambulance]\n"
        "project_type: EPR\n"
        "summary:\n"
        "roles: {main.docx: [core], 'annex/*': annex, a.pdf: {b: c}}\n"
    )
    assert problems == []
    assert {s.field: s.cells for s in said} == {
        "title": ("Virtual wards",),
        "published": ("2020-10-01",),
        "care_setting": ("Acute", "Ambulance"),
        "project_type": ("EPR",),
        "summary": (),
    }
    assert [s.row for s in said] == [1, 2, 3, 4, 5]
    assert roles == {"main.docx": "core", "annex/*": "annex", "a.pdf": ""}  # told later


def test_unknown_keys_and_wrong_types_are_problems_with_their_line():
    said, _, problems = read(
        "colour: red\ntitle: {a: b}\nlink: a\nroles: core\nfolder: x\n"
    )
    told = [(p.row, p.column, p.value, p.detail.partition(",")[0]) for p in problems]
    assert told == [
        (1, "colour", "red", "no field of this name"),
        (2, "title", "", "expected text or a list of texts"),
        (4, "roles", "core", "expected paths with roles"),
        (5, "folder", "x", "no field of this name"),
    ]
    assert [s.cells for s in said] == [("a",)]


def test_a_slip_in_a_key_is_told_with_the_field_meant():
    _, _, problems = read("technolgy: EPR\nmood: good\n")
    assert [p.detail for p in problems] == [
        "no field of this name; did you mean technology",
        "no field of this name",
    ]


@pytest.mark.parametrize(
    "key",
    ["audiance", "Visability", "acess", "permision", "who_can_see_it", "Restricted"],
)
def test_a_slip_in_who_may_see_it_opens_nothing(key):
    said, _, problems = read(f"title: Closed\n{key}: Board\n")
    assert [(s.field, s.cells) for s in said[1:]] == [("audience", ("nobody",))]
    (problem,) = problems
    assert problem.column == key
    assert problem.detail.endswith("until it is mended nobody is in it")


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("more:\n  title: Closed\n  audience: Board\n", True),
        ("more: {title: Closed, Visible to: Board}\n", True),
        ("base: &base\n  audience: Board\ntitle: Closed\n<<: *base\n", True),
        ("more: &a\n- Audiance: Board\n- *a\n", True),
        ("more: {title: Open}\n", False),
        ("more: |\n  Audience: of this text\n", False),
    ],
)
def test_who_may_see_it_said_inside_of_another_key_opens_nothing(text, closes):
    said, _, problems = read(text)
    assert ("audience" in {s.field for s in said}) == closes
    assert all(s.cells == ("nobody",) for s in said if s.field == "audience")
    assert problems


@pytest.mark.parametrize("key", ["success", "Estate", "Excess costs", "author"])
def test_a_key_like_none_of_them_closes_nothing(key):
    said, _, problems = read(f"title: Open\n{key}: Board\n")
    assert [s.field for s in said] == ["title"]
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("text", "row", "detail"),
    [
        ("title: [a\n", 2, "cannot be read"),
        ("title: a\n\tb: c\n", 2, "cannot be read"),
        ("- a\n- b\n", 1, "expected keys with values"),
        ("just words", 1, "expected keys with values"),
        ("[" * 1000, None, "cannot be read"),
        (b"title: \xff\xfe\x00", None, "cannot be read"),
        ("title: a\0b", None, "cannot be read"),
    ],
)
def test_a_broken_file_is_one_problem(text, row, detail):
    said, _, [problem] = read(text)
    assert said == []
    assert problem.row == row
    assert problem.detail.startswith(detail)


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_file_is_read_in_any_encoding(encoding):
    text = "title: Café for carers\r\naudience: members\r\n"
    said, _, problems = read(text.encode(encoding))
    assert problems == []
    assert {s.field: s.cells for s in said} == {
        "title": ("Café for carers",),
        "audience": ("members",),
    }


def test_an_empty_file_says_nothing():
    assert read("") == ([], {}, [])
    assert read("# nothing yet\n") == ([], {}, [])


def test_aliases_without_end_are_not_followed():
    text = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    _, _, problems = read(text + "title: *i\n")
    assert problems[-1].detail == "expected text or a list of texts"


@pytest.mark.parametrize(
    "text",
    [
        "audience: [board\n",
        "audience: {a: b}\n",
        "title: a\nAudience: [board\n",
        "- audience: board",
        "{title: A ward, audience: [members]\n",
        '{"title": "A ward", "audience": "members"',
        "title: [a\nWho can see it: members\n",
        "title: [a\naudiance: members\n",
    ],
)
def test_an_audience_that_cannot_be_read_lets_nobody_in(text):
    said, _, _ = read(text)
    assert [(s.field, s.cells) for s in said] == [("audience", ("nobody",))]


def test_a_state_that_cannot_be_read_is_not_published():
    said, _, _ = read("state: in review\ntitle: [a\n")
    assert [(s.field, s.cells) for s in said] == [("state", ("in-review",))]


def test_roles_reach_files_by_path_and_pattern():
    paths = ["main.docx", "annex/a.pdf", "annex/b.pdf", "plan [1].docx"]
    written = {
        "annex/*": "annex",
        "annex/b.pdf": "Summary",
        "x.zip!/in.docx": "core",
        "plan [1].docx": "annex",  # as a browser calls a second download
    }
    roles, problems = role_paths(written, paths, "blueprint.yaml")
    assert problems == []
    assert roles == {
        "annex/a.pdf": "annex",
        "annex/b.pdf": "summary",
        "x.zip!/in.docx": "core",
        "plan [1].docx": "annex",
    }


def test_a_role_for_nothing_and_an_unknown_role_are_problems():
    written = {"gone.docx": "core", "main.docx": "boss", "a.pdf": "annex"}
    roles, problems = role_paths(written, ["main.docx", "a.pdf"], "blueprint.yaml")
    assert roles == {"a.pdf": "annex"}
    assert {p.value for p in problems} == {"gone.docx", "boss"}
