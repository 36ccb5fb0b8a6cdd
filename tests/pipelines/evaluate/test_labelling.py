import json

import pytest
from typer.testing import CliRunner

from demo.write import write_library
from pipelines.errors import WrongUseError
from pipelines.evaluate.command import evaluation
from pipelines.ingest import ingest
from settings import Settings

FILL = "Nurses on the acute ward sign for each dose on the electronic drug chart. "


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """The data folder of a library of one file."""
    root = tmp_path_factory.mktemp("labelling")
    folder = root / "library" / "one"
    folder.mkdir(parents=True)
    (folder / "case.md").write_text(f"# Business case for ePMA\n\n{FILL * 6}", "utf-8")
    (folder / "blueprint.yaml").write_text("title: Doses\ntechnology: [EPR]\n", "utf-8")
    ingest(Settings(data=root / "data"), str(folder.parent))
    return root / "data"


@pytest.fixture
def asked(data, monkeypatch):
    monkeypatch.setenv("BLUEPRINTS_DATA", str(data))

    def answer(*arguments):
        runner = CliRunner()
        return runner.invoke(evaluation, ["labels", *arguments], catch_exceptions=False)

    return answer


@pytest.fixture
def known(tmp_path):
    """A table of what people know of that file."""
    table = tmp_path / "known.csv"
    table.write_text(
        "folder,path,technology,artefact_type\none,case.md,epma,hazard-log\n", "utf-8"
    )
    return table


def test_labels_are_compared_with_what_people_know(known, asked):
    report = json.loads(asked("--known", str(known), "--alone", "--json").stdout)
    assert report["documents"] == 1
    assert report["misplaced"] == 0
    assert report["fields"]["technology"]["precision"] == 1.0
    assert report["fields"]["technology"]["first_two"] == 1.0
    assert report["fields"]["artefact_type"]["recall"] == 0.0


def test_what_went_wrong_is_listed(known, asked):
    lines = asked("--known", str(known), "--errors").stdout
    assert "1  business-case for hazard-log" in lines


@pytest.mark.parametrize("column", ["moon", "title"])
def test_a_table_of_what_is_known_that_is_wrong_is_named(known, asked, column):
    known.write_text(f"folder,path,{column}\none,case.md,epma\n", "utf-8")
    with pytest.raises(WrongUseError, match=rf"known\.csv': no field '{column}'"):
        asked("--known", str(known))
    known.write_text(f"folder,{column}\none,epma\n", "utf-8")
    with pytest.raises(WrongUseError, match=r"known\.csv' has no column 'path'"):
        asked("--known", str(known))


def test_the_demonstration_library_knows_itself(tmp_path, asked, monkeypatch):
    monkeypatch.setenv("BLUEPRINTS_DATA", str(tmp_path / "data"))
    list(write_library(tmp_path / "demo", seed=3, count=2, processes=1))
    ingest(Settings(data=tmp_path / "data"), str(tmp_path / "demo"))
    report = json.loads(asked("--json").stdout)
    assert report["fields"]["artefact_type"]["f1"] > 0.9


def test_it_is_said_what_is_missing(known, asked, tmp_path, monkeypatch):
    with pytest.raises(WrongUseError, match="--known"):
        asked()
    monkeypatch.setenv("BLUEPRINTS_DATA", str(tmp_path / "empty"))
    with pytest.raises(WrongUseError, match="nothing was ingested"):
        asked("--known", str(known))
