"""A server as a process of its own, told to end while somebody still fetches."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

from pipelines.ingest import ingest
from settings import Settings

ROOT = Path(__file__).parents[2]


def heeding():
    """Heed Ctrl-C also where the tests run behind a shell that has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_download_that_is_not_fetched_holds_no_server(tmp_path, mappings):
    settings = Settings(data=tmp_path / "data", mappings=mappings, workers=1)
    folder = tmp_path / "library" / "ward"
    folder.mkdir(parents=True)
    with (folder / "long.dat").open("wb") as file:
        file.truncate(64 * 2**20)  # more than connections hold on the way
    ingest(settings, str(tmp_path / "library"))
    variables = {
        "BLUEPRINTS_DATA": str(settings.data),
        "BLUEPRINTS_MAPPINGS": str(mappings),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "serve", "--port", "0"],
        cwd=ROOT,
        env={**os.environ, **variables},
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=heeding,
    ) as process:
        try:
            assert process.stderr is not None
            address = process.stderr.readline().split()[2]
            with urllib.request.urlopen(
                f"{address}api/v1/artefacts", timeout=30
            ) as answer:
                [found] = json.load(answer)["results"]
            path = f"/api/v1/artefacts/{found['id']}/file"
            port = int(address.rpartition(":")[2].strip("/"))
            with socket.create_connection(("127.0.0.1", port)) as asker:
                asker.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
                assert asker.recv(100).startswith(b"HTTP/1.1 200")
                process.send_signal(signal.SIGINT)
                _, err = process.communicate(timeout=60)
        finally:
            process.kill()
    assert err.endswith("stopped\n")
    assert "Cancel 1 running task" in err
    assert "Traceback" not in err
