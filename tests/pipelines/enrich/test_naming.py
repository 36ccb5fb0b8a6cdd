import pytest

from mappings.taxonomy import Phrase
from pipelines.enrich.matching import Mention
from pipelines.enrich.naming import Folders, of_name
from tests.pipelines.enrich.library import cue, term

TERMS = (
    term("design", "architecture", cue("trade-offs"), folders=("decisions", "design")),
    term("user-stories", "user stories", folders=("use cases",)),
    term("template", Phrase("template", 0.4)),
)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("0002-login.md", {}),
        ("decisions/0002-login.md", {"design": 1.0}),
        ("Use_Cases/login/first.md", {"user-stories": 1.0}),
        ("user stories/first.md", {"user-stories": 1.0}),
        ("trade-offs/first.md", {}),
    ],
)
def test_folders_are_named_after_kinds(path, said):
    assert Folders(TERMS).of(path) == said


def test_the_innermost_folder_that_tells_says_most():
    said = Folders(TERMS).of("design/user-stories/2021/first.md")
    assert said == {"user-stories": 1.0, "design": 0.5}


def test_the_last_words_of_a_folder_s_name_say_most():
    said = Folders(TERMS).of("Design of user stories/first.md")
    assert said == {"user-stories": 1.0, "design": 0.5}


def test_an_ordinary_word_is_loud_where_a_file_name_ends_in_it():
    def mention(start):
        place = (None, start, start + len("template"))
        return Mention("artefact_type", "template", 0.4, *place, "template")

    last = of_name([mention(8)], "Leaving template v2")
    first = of_name([mention(0)], "Template leaving")
    assert last["template"] > first["template"] == 0.4
