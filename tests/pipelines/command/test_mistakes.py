"""What cannot be done is said in a sentence, with a code."""

import json
import os
import shutil
import socket

import pytest

from pipelines.storage.lock import locked
from tests.pipelines.runs import put
from tests.services.servers import free_port


def test_rollback_without_an_earlier_index(run, tmp_path):
    code, _, err = run("index", "rollback", data=tmp_path / "new")
    assert code == 2
    assert err.startswith("error: ")


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


@pytest.mark.parametrize("pointer", [b"\xff\x00torn", b"g20200101000000-a1-abcdef\n"])
@pytest.mark.usefixtures("ingested")
def test_a_pointer_to_no_index_is_told_and_a_rebuild_mends_it(
    home, run, tmp_path, pointer
):
    shutil.copytree(home / "var", tmp_path / "var")
    (tmp_path / "var" / "index" / "current").write_bytes(pointer)
    code, out, err = run("status", data=tmp_path / "var")
    assert (code, "found      3\n" in out) == (1, True)
    assert err.endswith("run `blueprints rebuild`\n")
    code, out, _ = run("status", "--json")
    assert (code, "run `blueprints rebuild`" in json.loads(out)["fault"]) == (1, True)
    assert run("search", "goshawk")[0] == 1
    assert run("rebuild")[0] == 0
    assert run("search", "goshawk")[0] == run("status")[0] == 0


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


@pytest.mark.usefixtures("ingested")
@pytest.mark.parametrize("verb", ["status", "failures"])
def test_a_ledger_that_may_not_be_opened_is_a_folder_that_cannot_be_written(
    home, run, tmp_path, verb
):
    shutil.copytree(home / "var", tmp_path / "var")
    log = tmp_path / "var" / "ledger.db-wal"
    log.unlink(missing_ok=True)
    log.mkdir()  # as above
    code, _, err = run(verb, data=tmp_path / "var")
    assert code == 2
    assert "must be able to write in its folder" in err


def test_second_ingest_while_one_runs(run, tmp_path):
    with locked(tmp_path / "var"):
        code, _, err = run("ingest", "good", data=tmp_path / "var")
    assert code == 69
    assert f"process {os.getpid()}" in err


@pytest.mark.usefixtures("ingested")
def test_the_last_run_is_told_while_the_index_cannot_be_reached(run):
    cluster = f"http://127.0.0.1:{free_port()}"
    code, out, err = run("status", opensearch_url=cluster)
    assert code == 69
    assert "found      3\n" in out
    assert "index      not known\n" in out
    assert err.endswith("does not answer (connection refused); is it running\n")
    code, out, _ = run("status", "--json")
    told = json.loads(out)
    assert (code, told["files"]["indexed"], told["generation"]) == (69, 3, None)
    assert f"error: {told['fault']}\n" == err
    assert run("failures", "--metadata")[0] == 0


@pytest.mark.usefixtures("ingested")
def test_what_was_not_understood_is_told_without_asking_the_index(run):
    with socket.create_server(("127.0.0.1", 0)) as cluster:
        cluster.setblocking(False)
        url = f"http://127.0.0.1:{cluster.getsockname()[1]}"
        assert run("failures", "--metadata", opensearch_url=url)[0] == 0
        with pytest.raises(BlockingIOError):
            cluster.accept()


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
