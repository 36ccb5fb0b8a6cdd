"""The command as people run it, in a process of its own."""

import os
import re
import signal
import subprocess
import sys
from threading import Timer

from tests.pipelines.runs import ROOT

LONGEST = 150  # seconds
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def variables(**more):
    return {
        "BLUEPRINTS_MAPPINGS": "mappings",
        "BLUEPRINTS_WORKERS": "1",
        "PYTHONPATH": str(ROOT),
        **more,
    }


def heeding():
    """Heed Ctrl-C also where the tests run behind a shell that has it ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def command(home, *arguments, **more):
    """The command started; killed if it goes on for longer than any test waits."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        cwd=home,
        env={**os.environ, **variables(**more)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        preexec_fn=heeding,
    )
    last = Timer(LONGEST, process.kill)
    last.daemon = True
    last.start()
    return process


def in_pipe(home, *arguments, **more):
    process = command(home, *arguments, **more)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)
