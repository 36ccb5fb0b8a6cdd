"""The command on a small library of real files."""

import shutil

import pytest

from pipelines.cli import main
from tests.pipelines.command.command import in_pipe, variables
from tests.pipelines.runs import few_terms, put


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder to work in: two libraries, and mappings that are soon loaded."""
    home = tmp_path_factory.mktemp("home")
    few_terms(home / "mappings", {"formats": None})  # files have all of them
    put(home, "good/ward/plan.md", "# Goshawk plan\n\nThe ward names a goshawk.\n")
    put(home, "good/ward/costs.csv", "item,cost\ngoshawk scanner,12\n")
    put(home, "good/clinic/notes.txt", "Clinic notes about a goshawk and an osprey.")
    shutil.copytree(home / "good", home / "bad")
    put(home, "bad/ward/torn.pdf", "%PDF-1.7 and nothing else")
    put(home, "bad/ward/blueprint.yaml", "title: Goshawks\ncare_setting: Moon\n")
    put(home, "bad/clinic/\x1b[31mred\n.txt", "A steering \x1b[31m goshawk.")
    return home


@pytest.fixture(scope="module")
def ingested(home):
    """The home after an ingest of the good library."""
    done = in_pipe(home, "ingest", "good", "--json")
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def run(home, monkeypatch, capsys):
    """Runs the command in this process; gives code, output, messages."""
    monkeypatch.chdir(home)
    for name, value in variables().items():
        monkeypatch.setenv(name, value)

    def run(*arguments, **settings):
        for name, value in settings.items():
            monkeypatch.setenv(f"BLUEPRINTS_{name.upper()}", str(value))
        with pytest.raises(SystemExit) as end:
            main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return end.value.code or 0, captured.out, captured.err

    return run
