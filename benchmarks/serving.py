"""How much memory the serving process takes."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

from benchmarks.answering import QUERIES
from benchmarks.table import Line


def line(data: Path) -> Line:
    """Resident memory of `blueprints serve` after some hundred answers, in MB."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pipelines.cli", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command,
        env=os.environ | {"BLUEPRINTS_DATA": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return _measured(server, f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(20)


def _measured(server: subprocess.Popen[bytes], address: str) -> Line:
    until = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=5).close()
            break
        except OSError:
            if time.monotonic() > until or server.poll() is not None:
                raise
            time.sleep(0.2)
    asked = 0
    for view in ("blueprints", "artefacts"):
        for page in range(1, 13):
            for query in QUERIES:
                words = urllib.parse.quote(query)
                url = f"{address}/api/v1/{view}?q={words}&page={page}"
                urllib.request.urlopen(url, timeout=60).close()
                asked += 1
    status = Path(f"/proc/{server.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found, status
    held = int(found[1]) * 1024 / 1e6
    return Line("memory of the serving process, MB", f"{asked} answers", held, 300)
