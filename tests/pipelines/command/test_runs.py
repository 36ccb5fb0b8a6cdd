"""The verbs that make an index, and what they tell of it."""

import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys

import pytest

from pipelines.command.terminal import table
from pipelines.storage.lock import locked
from tests.pipelines.command.command import CONTROL, command, in_pipe, variables


def test_ingest_ends_with_a_line_of_totals(ingested):
    last = json.loads(ingested.stdout.splitlines()[-1])
    names = "found indexed partial failed skipped parsed deleted seconds problems"
    assert set(names.split()) <= set(last)
    assert (last["found"], last["indexed"], last["parsed"]) == (3, 3, 3)
    assert "reading: 3/3 files" in ingested.stderr
    assert "next: blueprints search" in ingested.stderr
    assert not CONTROL.search(ingested.stdout + ingested.stderr)


@pytest.mark.usefixtures("ingested")
def test_second_ingest_reads_nothing(run):
    code, out, err = run("ingest", "good", "--json")
    totals = json.loads(out)
    assert (code, totals["parsed"], totals["built"]) == (0, 0, False)
    assert "0 files read" in err


def test_ingest_with_failures_ends_with_3_and_says_where_to_look(home):
    done = in_pipe(home, "ingest", "bad", "--workers", "2", BLUEPRINTS_DATA="var-bad")
    assert done.returncode == 3
    assert "failed: ward/torn.pdf: corrupt" in done.stderr
    assert "blueprints failures" in done.stderr
    assert "blueprints failures --metadata" in done.stderr
    assert done.stdout == ""
    assert not CONTROL.search(done.stderr)
    listed = in_pipe(home, "failures", BLUEPRINTS_DATA="var-bad")
    assert "ward/torn.pdf: corrupt, " in listed.stdout
    found = in_pipe(home, "search", "steering", BLUEPRINTS_DATA="var-bad")
    assert "goshawk" in found.stdout
    assert not CONTROL.search(found.stdout)


def test_terminal_shows_one_bar_and_keeps_failures(home):
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "ingest", "bad", "--fresh"],
        cwd=home,
        env={
            **os.environ,
            **variables(BLUEPRINTS_DATA="var-tty", TERM="xterm", COLUMNS="100"),
        },
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # how a terminal says that nobody writes any more
        pass
    os.close(ours)
    assert process.wait(timeout=60) == 3
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode("utf-8"))
    assert "5/5 files, 1 failed" in text
    assert "failed: ward/torn.pdf: corrupt" in text
    assert text.rindex("looking for files") < text.index("reading")
    assert "\x1b[?25h" in shown.decode("utf-8")  # the cursor is back


def test_a_table_runs_nothing_in_a_spreadsheet(capsys):
    table(("path", "size"), [{"path": "=cmd|calc", "size": 7}])
    assert capsys.readouterr().out == "path,size\n'=cmd|calc,7\n"


def test_failures_as_table_and_as_data(home, run):
    in_pipe(home, "ingest", "bad", BLUEPRINTS_DATA="var-bad")
    code, out, _ = run("failures", "--csv", data="var-bad")
    assert code == 0
    assert next(csv.DictReader(io.StringIO(out)))["path"] == "ward/torn.pdf"
    _, out, _ = run("failures", "--json")
    assert json.loads(out)[0]["status"] == "corrupt"
    _, out, _ = run("failures", "--skipped")
    assert out == "ward/blueprint.yaml: metadata, not an artefact\n"
    _, out, _ = run("failures", "--skipped", "--json")
    assert json.loads(out)[0]["reason"] == "metadata, not an artefact"
    _, out, _ = run("failures", "--metadata")
    assert "'Moon'" in out
    _, out, _ = run("failures", "--metadata", "--json")
    assert json.loads(out)[0]["value"] == "Moon"


@pytest.mark.usefixtures("ingested")
def test_no_failures(run):
    assert run("failures") == (0, "", "no file failed\n")
    assert run("failures", "--skipped") == (0, "", "no file was skipped\n")
    assert run("failures", "--csv") == (0, "path,size,outcome,status,reason\n", "")


NO_ROW = {  # what has no row, and the first and last of its heads
    ("failures", "--skipped", "--csv"): ("path", "reason"),
    ("failures", "--metadata", "--csv"): ("source", "detail"),
    ("label", "log", "--csv"): ("at", "against"),
    ("export", "nothingatall", "--format", "csv"): ("kind", "blueprint"),
    ("export", "nothingatall", "--format", "csv", "--evidence"): ("kind", "opens"),
}


@pytest.mark.parametrize("arguments", NO_ROW)
@pytest.mark.usefixtures("ingested")
def test_a_table_without_a_row_has_its_heads(run, arguments):
    code, out, err = run(*arguments)
    assert (code, err) == (0, "")
    (heads,) = csv.reader(io.StringIO(out))
    assert (heads[0], heads[-1]) == NO_ROW[arguments]


@pytest.mark.usefixtures("ingested")
def test_status(run):
    code, out, _ = run("status")
    assert code == 0
    assert re.search(r"^found +3$", out, re.MULTILINE)
    _, out, _ = run("status", "--json")
    assert json.loads(out)["files"]["indexed"] == 3


@pytest.mark.usefixtures("ingested")
def test_rebuild_and_rollback(home, run):
    before = json.loads(run("status", "--json")[1])["generation"]
    code, out, _ = run("rebuild", "--json")
    assert code == 0
    assert json.loads(out)["generation"] != before
    assert run("index", "rollback")[:2] == (0, before + "\n")
    assert json.loads(run("status", "--json")[1])["generation"] == before
    told = run("status")[1]
    assert re.search(rf"^index +{before}$", told, re.MULTILINE)
    made = json.loads(out)["generation"]
    assert told.endswith(f" 0 not understood by the last run, which made {made}\n")
    with locked(home / "var"):
        code, out, err = run("index", "rollback")
    assert (code, out, f"in use: process {os.getpid()} on" in err) == (69, "", True)
    assert run("index", "rollback")[:2] == (0, made + "\n")
    assert run("status")[1].endswith(" 0 not understood\n")


def test_purge_says_what_it_removed(home, run, tmp_path):
    shutil.copytree(home / "good", tmp_path / "good")
    library, data = tmp_path / "good", tmp_path / "var"
    code, out, err = run("purge", data=data)
    assert (code, out, "nothing was ingested" in err) == (2, "", True)
    run("ingest", library)
    (gone, *_) = sorted(library.rglob("*.txt"))
    gone.unlink()
    code, out, err = run("purge", "--dry-run")
    assert (code, out) == (2, "")
    assert f"{gone.name}' is gone, changed" in err
    assert "run `blueprints ingest" in err
    assert "to remove it: blueprints purge" in run("ingest", library)[2]
    code, out, _ = run("purge", "--dry-run")
    assert (code, "would remove what is not in library" in out) == (0, True)
    assert "  1 record of files that were read\n  2 earlier indexes\n" in out
    with locked(data):
        code, _, err = run("purge")
    assert (code, f"process {os.getpid()}" in err) == (69, True)
    told = json.loads(run("purge", "--json")[1])
    assert (told["records"], told["generations"], told["dry_run"]) == (1, 2, False)
    code, out, _ = run("purge")
    assert (code, out.startswith("nothing was kept of what is not in")) == (0, True)
    assert run("index", "rollback")[0] == 2


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_ingest(home, tmp_path, sent):
    process = command(home, "ingest", "good", BLUEPRINTS_DATA=str(tmp_path / "var"))
    assert process.stderr is not None
    assert "looking for files" in process.stderr.readline()
    process.send_signal(sent)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "the same command goes on" in err


def test_a_worker_says_what_it_reads_and_into_which_store(home):
    broker = "redis://me:secret@127.0.0.1:1/0"
    more = {"BLUEPRINTS_BROKER_URL": broker, "BLUEPRINTS_RECORDS": "shared"}
    with command(home, "worker", **more) as process:
        told = [next(process.stderr)]
        while "Cannot connect" not in told[-1]:
            told.append(next(process.stderr))
        process.terminate()
        out, _ = process.communicate()
    said = "reading what redis://***@127.0.0.1:1/0 has, into shared, until Ctrl-C\n"
    assert told[0] == said
    assert "secret" not in "".join(told) + out
    assert "concurrency" not in out  # of the banner of Celery
    assert process.returncode == 0


def test_a_table_in_a_file_has_the_mark_of_utf_8_and_one_in_a_pipe_has_none(
    home, tmp_path
):
    asked = ("failures", "--csv")
    heads = in_pipe(home, *asked).stdout.partition("\n")[0]
    assert heads.startswith("path,")
    file = tmp_path / "work.csv"
    command = f'"{sys.executable}" -m pipelines.cli {" ".join(asked)} {{}} "{file}"'
    for way in (">", ">>"):  # once, where more is written to the end
        env = {**os.environ, **variables()}
        subprocess.run(command.format(way), shell=True, cwd=home, env=env, check=True)
    text = file.read_bytes().decode()
    assert text.startswith(f"\ufeff{heads}\n")
    assert text.count("\ufeff") == 1
    assert text.count(heads) == 2
