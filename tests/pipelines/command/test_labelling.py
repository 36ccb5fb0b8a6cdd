"""The verbs label and history, as people run them."""

import csv
import io
import json
import signal

import pytest

from pipelines.cli import main
from pipelines.ingest import ingest
from tests.pipelines.building.test_judgements import library, mappings, settings
from tests.pipelines.command.command import command

__all__ = ["library", "mappings", "settings"]  # fixtures


@pytest.fixture
def run(settings, library, monkeypatch, capsys):
    ingest(settings, str(library))
    monkeypatch.setenv("BLUEPRINTS_DATA", str(settings.data))
    monkeypatch.setenv("BLUEPRINTS_MAPPINGS", str(settings.mappings))

    def run(*arguments):
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(a) for a in arguments])
        captured = capsys.readouterr()
        return end.value.code or 0, captured.out, captured.err

    return run


def test_a_librarian_at_work(run):
    ada = ("--by", "Ada", "--why", "the title, and page 2")
    for verb in ("list", "log"):
        assert run("label", verb)[2] == "nobody has labelled anything yet\n"
    code, _, err = run("label", "set", "ward", "technology", "epr", *ada)
    assert code == 0
    assert "blueprints rebuild" in err
    bo = ("--by", "Bo", "--why", "not at all", "--rebuild")
    code, _, err = run("label", "reject", "ward", "technology", "epr", *bo)
    assert (code, "the index has it" in err) == (0, True)
    assert "making documents" in err

    (one,) = json.loads(run("label", "list", "--json")[1])
    assert (one["by"], len(one["against"])) == ("Bo", 1)
    both = json.loads(run("label", "log", "--json")[1])
    assert [one["state"] for one in both] == ["overruled", "in force"]
    rows = list(csv.DictReader(io.StringIO(run("label", "log", "--csv")[1])))
    assert [row["why"] for row in rows] == ["the title, and page 2", "not at all"]
    assert "against it: set" in run("label", "list")[1]
    assert "people differ" in run("label", "review")[1]
    asked = json.loads(run("label", "review", "--json", "--size", "1")[1])
    assert asked[0]["document"] == "ward"

    assert "added: notes.txt" in run("history", "ward")[1]
    assert list(json.loads(run("history", "--json")[1])) == ["ward"]
    assert run("history", "moon")[2] == "no change is known of 'moon'\n"


def test_a_rebuild_for_a_label_is_ended_as_any_other_and_the_label_stays(run, settings):
    ada = ("--by", "Ada", "--why", "page 2", "--rebuild")
    process = command(
        settings.data,
        *("label", "set", "ward", "technology", "epr", *ada),
        BLUEPRINTS_DATA=str(settings.data),
        BLUEPRINTS_MAPPINGS=str(settings.mappings),
    )
    assert process.stderr is not None
    assert "written down" in process.stderr.readline()
    assert "making documents" in process.stderr.readline()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.endswith(
        "nothing is lost, `blueprints rebuild` shows what was written down\n"
    )
    (one,) = json.loads(run("label", "list", "--json")[1])
    assert one["by"] == "Ada"


def test_field_and_value_may_stand_together(run):
    ada = ("--by", "Ada", "--why", "page 2")
    assert run("label", "set", "ward", "technology=epr", *ada)[0] == 0
    assert run("label", "reject", "ward", "technology = EPR", *ada)[0] == 0
    both = json.loads(run("label", "log", "--json")[1])
    assert [(one["field"], one["value"]) for one in both] == 2 * [("technology", "epr")]
    for wanting in ("technology", "technology="):
        code, _, err = run("label", "set", "ward", wanting, *ada)
        assert (code, "no value of 'technology'" in err) == (2, True)
        assert "technology=VALUE" in err


FIRST = "verdict,id,field,value,by,why\n"


@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(",", "utf-8-sig"), (";", "cp1252")]
)
def test_a_table_is_filled_in_and_comes_back(run, tmp_path, delimiter, encoding):
    for verb, by in (("set", "Ada"), ("reject", "Bo")):
        about = ("ward", "technology", "epr", "--by", by, "--why", "so")
        run("label", verb, *about, *(["--rebuild"] if by == "Bo" else []))
    rows = list(csv.DictReader(io.StringIO(run("label", "review", "--csv")[1])))
    assert [(row["id"], row["verdict"]) for row in rows] == [("ward", "")]
    said = {"verdict": "Confirm", "by": "Zoë Osei", "why": "“page 2”"}
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows([{**rows[0], **said}, rows[0]])
    file = tmp_path / "work.csv"
    file.write_bytes(sheet.getvalue().encode(encoding))
    assert "1 label written down, 0 known" in run("label", "import", file)[2]
    assert "0 labels written down, 1 known" in run("label", "import", file)[2]
    (one,) = json.loads(run("label", "list", "--json")[1])
    told = (one["verdict"], one["document"], one["value"], one["by"], one["why"])
    assert told == ("confirm", "ward", "epr", "Zoë Osei", "“page 2”")


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("verdict,id\n", "lacks field, value, by, why"),
        (
            FIRST + "set,ward,technology,epr,A,so\nset,moon,technology,epr,A,so\n",
            "row 3",
        ),
        (FIRST + "perhaps,ward,technology,epr,Ada,so\n", "'perhaps'"),
        (FIRST + "set,ward,technology,epr,,so\n", "by=''"),
        ("PK\x03\x04\0", "save the sheet as CSV"),
    ],
)
def test_a_table_with_a_mistake_gives_no_label(run, tmp_path, table, told):
    file = tmp_path / "work.csv"
    file.write_text(table, "utf-8")
    code, _, err = run("label", "import", file)
    assert (code, told in err) == (2, True), err
    assert run("label", "list")[2] == "nobody has labelled anything yet\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("moon", "technology", "epr"), "moon"),
        (("ward", "colour", "epr"), "colour"),
        (("ward", "technology", "moon"), "moon"),
    ],
)
def test_what_is_not_there_is_refused(run, arguments, named):
    said = ("--by", "Ada", "--why", "so")
    code, _, err = run("label", "set", *arguments, *said)
    assert code == 2
    assert named in err
