import json

import pytest
from typer.testing import CliRunner

from demo.write import write_library
from pipelines.errors import WrongUseError
from pipelines.evaluate.command import evaluation
from pipelines.ingest import ingest
from settings import Settings

FILL = "Nurses on the acute ward sign for each dose on the electronic drug chart. "


@pytest.fixture
def asked(tmp_path, monkeypatch):
    monkeypatch.setenv("BLUEPRINTS_DATA", str(tmp_path / "data"))

    def answer(*arguments):
        runner = CliRunner()
        return runner.invoke(evaluation, ["labels", *arguments], catch_exceptions=False)

    return answer


@pytest.fixture
def library(tmp_path):
    folder = tmp_path / "library" / "one"
    folder.mkdir(parents=True)
    (folder / "case.md").write_text(f"# Business case for ePMA\n\n{FILL * 6}", "utf-8")
    (folder / "blueprint.yaml").write_text("title: Doses\ntechnology: [EPR]\n", "utf-8")
    ingest(Settings(data=tmp_path / "data"), str(folder.parent))
    table = tmp_path / "known.csv"
    table.write_text(
        "folder,path,technology,artefact_type\none,case.md,epma,hazard-log\n", "utf-8"
    )
    return table


def test_labels_are_compared_with_what_people_know(library, asked):
    report = json.loads(asked("--known", str(library), "--alone", "--json").stdout)
    assert report["documents"] == 1
    assert report["misplaced"] == 0
    assert report["fields"]["technology"]["precision"] == 1.0
    assert report["fields"]["technology"]["first_two"] == 1.0
    assert report["fields"]["artefact_type"]["recall"] == 0.0


def test_what_went_wrong_is_listed(library, asked):
    lines = asked("--known", str(library), "--errors").stdout
    assert "1  business-case for hazard-log" in lines


def test_the_demonstration_library_knows_itself(tmp_path, asked):
    list(write_library(tmp_path / "demo", seed=3, count=2, processes=1))
    ingest(Settings(data=tmp_path / "data"), str(tmp_path / "demo"))
    report = json.loads(asked("--json").stdout)
    assert report["fields"]["artefact_type"]["f1"] > 0.9


@pytest.mark.parametrize(
    ("heads", "said"),
    [("folder,technology", "no column 'path'"), ("folder,path,year", "column 'year'")],
)
def test_a_table_of_labels_that_is_wrong_is_named(library, asked, heads, said):
    library.write_text(f"{heads}\n", "utf-8")
    with pytest.raises(WrongUseError, match=said):
        asked("--known", str(library))


def test_it_is_said_what_is_missing(library, asked, tmp_path, monkeypatch):
    with pytest.raises(WrongUseError, match="--known"):
        asked()
    monkeypatch.setenv("BLUEPRINTS_DATA", str(tmp_path / "empty"))
    with pytest.raises(WrongUseError, match="nothing was ingested"):
        asked("--known", str(library))
