"""Settings, doctor, serve."""

import base64
import json
import re
import signal
import socket
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.pipelines.command.command import command, in_pipe
from tests.pipelines.runs import put


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


class Guarded(BaseHTTPRequestHandler):
    """A Tika server behind a proxy that asks for a user and a password."""

    def do_GET(self):
        known = "Basic " + base64.b64encode(b"me:secret").decode()
        self.send_response(200 if self.headers["Authorization"] == known else 401)
        self.end_headers()
        self.wfile.write(b"Apache Tika 3.3.2")

    def log_message(self, *_):
        pass


def test_doctor_asks_tika_as_a_run_does(run):
    with ThreadingHTTPServer(("127.0.0.1", 0), Guarded) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_port}"
        good, bad = f"http://me:secret@{host}", f"http://me:other@{host}"
        code, out, _ = run("doctor", tika_endpoint=f"{good}, {bad}")
        server.shutdown()
    assert code == 69
    assert f"ok          Tika: http://***@{host}, Apache Tika 3.3.2\n" in out
    assert f"unreachable Tika: http://***@{host} answered HTTP 401\n" in out


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
    code, out, _ = run("--version")
    assert (code, bool(re.fullmatch(r"\d+\.\d+\.\d+\n", out))) == (0, True)


def test_help_explains_the_exit_codes(run):
    code, out, _ = run("--help")
    assert code == 0
    assert "69 a configured" in out


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
