"""The command as people run it, on a small library of real files."""

import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import yaml

from pipelines.cli import main
from pipelines.lock import locked
from pipelines.terminal import table

ROOT = Path(__file__).parents[2]
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def put(root, path, content):
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(content, "utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder to work in: two libraries, and mappings that are soon loaded."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "mappings", home / "mappings")
    for path in home.glob("mappings/taxonomies/*.yaml"):
        written = yaml.safe_load(path.read_text("utf-8"))
        for term in written["terms"]:
            term.pop("parent", None)
        if path.stem != "formats":  # files have all of them
            written["terms"] = written["terms"][:3]
        written.pop("parents", None)
        path.write_text(yaml.safe_dump(written), "utf-8")
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


def variables(**more):
    return {
        "BLUEPRINTS_MAPPINGS": "mappings",
        "BLUEPRINTS_WORKERS": "1",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def command(home, *arguments, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        cwd=home,
        env={**os.environ, **variables(**more)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=heeding,
    )


def heeding():
    """Heed Ctrl-C also where the tests run behind a shell that has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def in_pipe(home, *arguments, **more):
    process = command(home, *arguments, **more)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


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
def test_search_shows_place_and_both_counts(run):
    code, out, _ = run("search", "goshawk")
    assert code == 0
    assert "2 Blueprints, 3 artefacts" in out
    assert "plan.md, section Goshawk plan" in out


@pytest.mark.usefixtures("ingested")
def test_search_marks_in_colour_unless_told_not_to(run, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;33mgoshawk\x1b[0m" in run("search", "goshawk")[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;33m" not in run("search", "goshawk")[1]


@pytest.mark.usefixtures("ingested")
def test_search_as_data(run):
    arguments = ("--view", "artefacts", "--size", "1", "--json")
    _, out, _ = run("search", "goshawk", *arguments)
    answer = json.loads(out)
    assert answer["total"] == {"blueprints": 2, "artefacts": 3}
    assert len(answer["results"]) == 1
    assert answer["results"][0]["passages"][0]["fragment"]["marks"]


@pytest.mark.usefixtures("ingested")
def test_search_by_facet(run):
    _, out, _ = run("search", "goshawk", "--facet", "format=csv", "--json")
    assert json.loads(out)["total"]["artefacts"] == 1
    _, out, _ = run("search", "goshawk", "--exclude", "format=csv", "--json")
    assert json.loads(out)["total"]["artefacts"] == 2
    assert "    1 of 2 artefacts matches\n" in run("search", "scanner")[1]
    assert run("search", "scanner")[1].startswith("1 Blueprint, 1 artefact\n")
    assert "    2 artefacts\n" in run("search", "--facet", "format=csv")[1]


def test_search_by_a_name_that_people_wrote(home, run, tmp_path):
    shutil.copytree(home / "good", tmp_path / "named")
    about = "organisation: Golden Eagle Trust\n"
    put(tmp_path, "named/ward/blueprint.yaml", about)
    assert run("ingest", tmp_path / "named", data=tmp_path / "var")[0] == 0
    for name in ("golden eagle trust", "golden-eagle-trust"):
        out = run("search", "--facet", f"organisation={name}")[1]
        assert out.startswith("1 Blueprint, 2 artefacts\n")
    code, _, err = run("search", "--facet", "organisation=Golden Egle")
    assert (code, "did you mean Golden Eagle Trust" in err) == (2, True)


@pytest.mark.usefixtures("ingested")
def test_search_for_several_words_and_for_a_leading_minus(run):
    _, out, _ = run("search", "osprey", "goshawk", "--no-synonyms", "--json")
    assert json.loads(out)["results"][0]["id"] == "clinic"
    _, out, _ = run("search", "--json", "--", "-osprey goshawk")
    assert [hit["id"] for hit in json.loads(out)["results"]] == ["ward"]


@pytest.mark.usefixtures("ingested")
def test_similar(run):
    code, out, _ = run("similar", "ward")
    assert code == 0
    assert "clinic" in out
    _, out, _ = run("similar", "ward", "--json")
    assert json.loads(out)[0]["id"] == "clinic"


def test_similar_to_none(run, tmp_path):
    lone = {"data": tmp_path / "data"}
    put(tmp_path, "library/one/note.txt", "A goshawk.")
    run("ingest", tmp_path / "library", **lone)
    told = "no other Blueprint is like 'one'\n"
    assert run("similar", "one", **lone) == (0, "", told)


@pytest.mark.usefixtures("ingested")
def test_export_gives_every_hit(run):
    _, out, _ = run("export", "--view", "artefacts")
    assert len([json.loads(line) for line in out.splitlines()]) == 3
    _, out, _ = run("export", "goshawk", "--format", "csv", "--facet", "format=csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["id"] for row in rows] == ["ward"]


def test_extract_shows_text_by_segment(run):
    code, out, _ = run("extract", "good/ward/plan.md")
    assert code == 0
    assert "--- section: section Goshawk plan" in out
    assert "The ward names a goshawk." in out
    _, out, _ = run("extract", "good/ward/plan.md", "--json")
    assert json.loads(out)["segments"][0]["label"] == "Goshawk plan"


def test_extract_of_a_broken_file(run):
    code, out, _ = run("extract", "bad/ward/torn.pdf")
    assert code == 3
    assert re.search(r"^status +corrupt, ", out, re.MULTILINE)


@pytest.mark.usefixtures("ingested")
def test_rebuild_and_rollback(run):
    before = json.loads(run("status", "--json")[1])["generation"]
    code, out, _ = run("rebuild", "--json")
    assert code == 0
    assert json.loads(out)["generation"] != before
    assert run("index", "rollback")[:2] == (0, before + "\n")
    assert json.loads(run("status", "--json")[1])["generation"] == before


def test_rollback_without_an_earlier_index(run, tmp_path):
    code, _, err = run("index", "rollback", data=tmp_path / "new")
    assert code == 2
    assert err.startswith("error: ")


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


@pytest.mark.usefixtures("ingested")
def test_doctor_on_a_healthy_machine(run):
    code, out, _ = run("doctor")
    assert code == 0, out
    assert "workers: 1 of 1024 MiB" in out
    _, out, _ = run("doctor", "--json")
    assert {f["verdict"] for f in json.loads(out)} == {"ok"}


def test_doctor_before_the_first_run(run, tmp_path, monkeypatch):
    monkeypatch.setenv("BLUEPRINTS_TEST_COLLECTION", "a folder")
    code, out, _ = run("doctor", data=tmp_path / "new", timeout_second="1")
    assert code == 0
    assert "BLUEPRINTS_TIMEOUT_SECOND is no setting" in out
    assert "BLUEPRINTS_TEST" not in out
    assert "run: blueprints ingest FOLDER" in out


def test_a_slip_in_a_variable_is_told_beside_the_answer(run, monkeypatch):
    monkeypatch.setenv("BLUEPRINTS_LIBRARY", "a folder for Compose")
    code, out, err = run("status", "--json", timeout_second="1")
    assert (code, json.loads(out)["files"]["pending"]) == (0, 0)
    slip, meant = "BLUEPRINTS_TIMEOUT_SECOND", "BLUEPRINTS_TIMEOUT_SECONDS"
    assert err == f"warning: {slip} is no setting, did you mean {meant}?\n"


def test_doctor_finds_what_is_wrong(run):
    code, out, _ = run("doctor", spacy_pipeline="no_such_pipeline")
    assert code == 2
    assert "python -m spacy download no_such_pipeline" in out


def test_doctor_finds_a_record_store_that_cannot_be_written(run, tmp_path):
    (tmp_path / "file").write_text("a file")
    code, out, _ = run("doctor", records=tmp_path / "file")
    assert code == 2
    assert "set BLUEPRINTS_RECORDS" in out


def test_doctor_finds_services_that_do_not_answer(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    code, out, _ = run(
        "doctor",
        opensearch_url=f"http://admin:secret@127.0.0.1:{port}",
        tika_endpoint=f"http://127.0.0.1:{port}",
        broker_url=f"redis://127.0.0.1:{port}/0",
    )
    assert code == 69
    assert len(re.findall("^unreachable", out, re.MULTILINE)) == 3
    assert "secret" not in out
    code, _, err = run("search", "goshawk")
    assert code == 69
    assert "OpenSearch" in err


def test_config_show(run):
    arguments = {"broker_url": "redis://me:secret@127.0.0.1/0"}
    code, out, _ = run("config", "show", **arguments)
    assert code == 0
    assert "redis://***@127.0.0.1/0  from BLUEPRINTS_BROKER_URL" in out
    assert "secret" not in out
    _, out, _ = run("config", "show", "--json")
    sources = {k["name"]: k["source"] for k in json.loads(out)}
    assert sources["workers"] == "BLUEPRINTS_WORKERS"
    assert sources["memory_mb"] == "default"


def test_an_empty_variable_is_none(run):
    _, out, _ = run("config", "show", "--json", data="", mappings="", workers="")
    told = {k["name"]: (k["value"], k["source"]) for k in json.loads(out)}
    assert told["data"] == ("var", "default")
    assert told["mappings"] == ("", "default")
    assert told["workers"] == ("0", "default")


def test_config_from_a_file(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BLUEPRINTS_MAPPINGS")
    put(tmp_path, "blueprints.toml", "memory_mb = 512\n")
    assert "memory_mb = 512  from blueprints.toml" in run("config", "show")[1]


def test_version(run):
    code, out, _ = run("version")
    assert (code, bool(re.fullmatch(r"\d+\.\d+\.\d+\n", out))) == (0, True)


def test_help_explains_the_exit_codes(run):
    code, out, _ = run("--help")
    assert code == 0
    assert "69 a configured" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ingest", "nowhere"], "does not exist"),
        (["ingest"], "SRC"),
        (["ingest", ""], "library '' names no folder"),
        (["ingest", "file://"], "library 'file://' names no folder"),
        (["fly"], "fly"),
        (["search", "x", "--view", "sideways"], "must be one of"),
        (["search", "x", "--facet", "formt=pdf"], "did you mean format"),
        (["search", "x", "--facet", "format"], "field=value"),
        (["search", "--facet", "format=no"], "there is no such value"),
        (["search", "--facet", "supplier=nobody"], "there is no such value"),
        (["search", "--facet", "blueprint=nobody"], "there is no such Blueprint"),
        (["export", "--exclude", "year=x"], "must be a year of four digits"),
        (["search", "x", "--size", "1000"], "--size"),
        (["similar", "nobody"], "no Blueprint has the id 'nobody'"),
        (["export", "--format", "xml"], "must be ndjson or csv"),
        (["extract", "nowhere.pdf"], "does not exist"),
        (["extract", "good"], "is no file"),
        (["failures", "--metadata", "--skipped"], "two lists"),
        (["purge", "--forget", "x"], "no other data folder has the id 'x'"),
        (["evaluate", "nowhere.tsv"], "'nowhere.tsv': no such file"),
        (["evaluate", "labels", "--known", "good"], "'good': is a directory"),
        (["serve", "--root-path", "find"], "--root-path is a path like /find: 'find'"),
        (["serve", "--root-path", "/find/"], "--root-path is a path like /find"),
    ],
)
@pytest.mark.usefixtures("ingested")
def test_wrong_use_is_a_sentence_and_code_2(run, arguments, words):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("workers = [", "blueprints.toml cannot be read"),
        ("wrkers = 1", "'wrkers' is no setting, did you mean workers? see: "),
        ("colour = 1", "'colour' is no setting; see: "),
        ("max_file_mb = 0", "blueprints.toml: max_file_mb='0'"),
    ],
)
def test_damaged_configuration(run, tmp_path, monkeypatch, written, words):
    monkeypatch.chdir(tmp_path)
    put(tmp_path, "blueprints.toml", written)
    code, _, err = run("status")
    assert code == 2
    assert words in err


def test_wrong_environment(run):
    code, _, err = run("status", workers="many")
    assert code == 2
    assert err.startswith("error: BLUEPRINTS_WORKERS='many': ")


def test_wrong_mappings(run, tmp_path):
    put(tmp_path, "schema.yaml", "fields: [")
    code, _, err = run("search", "x", mappings=tmp_path)
    assert code == 2
    assert err.startswith("error: schema.yaml")


def test_an_empty_library_is_no_index(run, tmp_path):
    (tmp_path / "library").mkdir()
    code, _, err = run("ingest", tmp_path / "library", data=tmp_path / "new")
    assert (code, "library' is empty; each folder in it" in err) == (2, True)
    assert run("search", "x")[0] == 2


def test_no_index_yet(run, tmp_path):
    code, _, err = run("search", "x", data=tmp_path / "new")
    assert code == 2
    assert "blueprints ingest FOLDER" in err
    code, out, _ = run("status")
    assert (code, "nothing was ingested yet" in out) == (0, True)
    code, _, err = run("rebuild")
    assert code == 2
    assert "nothing was ingested yet" in err


def test_no_index_names_in_full_where_it_was_looked_for(home, run):
    _, _, err = run("search", "x", data="elsewhere")
    assert f"no index in {home / 'elsewhere' / 'index'};" in err


@pytest.mark.usefixtures("ingested")
def test_damaged_index_says_how_to_rebuild(home, run, tmp_path):
    shutil.copytree(home / "var", tmp_path / "var")
    for manifest in tmp_path.glob("var/index/*/manifest.json"):
        manifest.write_text("{")
    code, _, err = run("search", "x", data=tmp_path / "var")
    assert code == 1
    assert "blueprints rebuild" in err
    code, out, _ = run("doctor")
    assert code == 2
    assert "blueprints rebuild" in out


@pytest.mark.usefixtures("ingested")
def test_an_index_that_may_not_be_locked_is_not_called_damaged(home, run, tmp_path):
    shutil.copytree(home / "var", tmp_path / "var")
    for lock in tmp_path.glob("var/index/*/*/.tantivy-meta.lock"):
        lock.unlink()
        lock.mkdir()  # whoever runs the tests may write everywhere
    code, _, err = run("search", "x", data=tmp_path / "var")
    assert code == 2
    assert "must be able to write there too" in err
    assert "rebuild" not in err
    code, out, _ = run("doctor")
    assert code == 2
    assert "let this user write there" in out


def test_second_ingest_while_one_runs(run, tmp_path):
    with locked(tmp_path / "var"):
        code, _, err = run("ingest", "good", data=tmp_path / "var")
    assert code == 69
    assert f"process {os.getpid()}" in err


@pytest.mark.usefixtures("ingested")
def test_a_data_folder_that_cannot_be_written(home, run, tmp_path):
    (tmp_path / "file").touch()
    code, _, err = run("ingest", "good", data=tmp_path / "file" / "var")
    assert (code, "var' cannot be written: Not a directory" in err) == (2, True)
    shutil.copytree(home / "var", tmp_path / "var")
    (tmp_path / "var" / "judgements.jsonl").symlink_to(tmp_path / "file" / "log")
    said = ["set", "ward", "technology", "epr", "--by", "Ada", "--why", "seen"]
    code, _, err = run("label", *said, data=tmp_path / "var")
    assert (code, "not a directory" in err) == (2, True)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_ingest(home, tmp_path, sent):
    process = command(home, "ingest", "good", BLUEPRINTS_DATA=str(tmp_path / "var"))
    assert process.stderr is not None
    assert "looking for files" in process.stderr.readline()
    process.send_signal(sent)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "the same command goes on" in err


@pytest.mark.usefixtures("ingested")
def test_serve_until_interrupted(home):
    put(home, "good/.truth.json", "{}")
    process = command(home, "serve", "--port", "0")
    assert process.stderr is not None
    said = [process.stderr.readline() for _ in range(5)]
    address = re.search(r"http://127\.0\.0\.1:\d+", said[0])
    assert address
    assert "search?q=discharge+summary" in said[2]
    with urllib.request.urlopen(f"{address[0]}/healthz", timeout=30) as answer:
        assert answer.status == 200
    port = address[0].rpartition(":")[2]
    second = in_pipe(home, "serve", "--port", port)
    assert (second.returncode, "cannot listen" in second.stderr) == (2, True)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 0


@pytest.mark.usefixtures("ingested")
def test_serve_behind_a_proxy_that_takes_a_path_off(home):
    process = command(home, "serve", "--port", "0", "--root-path", "/find")
    assert process.stderr is not None
    address = process.stderr.readline().split()[2]
    asked = f"{address}api/v1/blueprints?q=goshawk"
    with urllib.request.urlopen(asked, timeout=30) as answer:
        links = json.load(answer)["links"]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert links["self"] == "/find/api/v1/blueprints?q=goshawk"
