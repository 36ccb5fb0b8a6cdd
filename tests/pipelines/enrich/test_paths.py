import pytest

from pipelines.enrich.paths import file_name, folders, readable


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("a/b/HazardLog_v1.2.xlsx", "Hazard Log v1.2"),
        ("Costs.final.v0.3.csv", "Costs final v0.3"),
        ("EPR pack.zip!/Ward map.png", "Ward map"),
        ("mail.msg!/Training plan.docx", "Training plan"),
        ("downloads__testing__test-plan.pdf", "Test plan"),
        ("Req-Cat - Access v1.0.xlsx", "Req Cat - Access v1.0"),
        ("ePMA_rollout.docx", "ePMA rollout"),
        ("___", "___"),
    ],
)
def test_names_are_made_readable(path, said):
    assert readable(path) == said


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a/b/HazardLog_v1.2.xlsx", "Hazard Log v1.2.xlsx"),
        ("all.zip!/Training plan.docx", "Training plan.docx"),
        ("Budget 2017. Final draft", "Budget 2017 Final draft"),
    ],
)
def test_a_file_is_looked_for_by_its_words_and_extension(path, name):
    assert file_name(path) == name


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("a.docx", ()),
        ("Design/Decisions/0001-login.md", ("Design", "Decisions")),
        ("design__decisions__0001-login.md", ("design", "decisions")),
        ("all.zip!/Minutes/May.docx", ("all.zip", "Minutes")),
        ("posts/choosing-a-name/index.md", ("posts",)),
        ("proposals__0014-scoring__0014-scoring.md", ("proposals",)),
    ],
)
def test_folders_are_those_that_a_file_is_not_called_after(path, names):
    assert folders(path) == names
