"""The production path on loopback: every server, until Ctrl-C."""

import signal
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.services.provider import LOCAL

VARIABLES = {
    "opensearch": "BLUEPRINTS_OPENSEARCH_URL",
    "tika": "BLUEPRINTS_TIKA_ENDPOINT",
    "redis": "BLUEPRINTS_BROKER_URL",
}


def main(names: list[str]) -> None:
    """Start the servers of those names, or all, and say how they are used."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # a script's & leaves SIGINT ignored
        signal.signal(stop, signal.default_int_handler)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        sys.stderr.write("starting; the first time fetches 250 MB\n")
        try:
            for name in names or VARIABLES:
                url = stack.enter_context(LOCAL[name](folder / name))
                sys.stdout.write(f"export {VARIABLES[name]}={url}\n")
                sys.stdout.flush()
            sys.stderr.write("running; Ctrl-C stops them and drops their data\n")
            signal.pause()
        except KeyboardInterrupt:
            sys.stderr.write("stopping\n")


if __name__ == "__main__":
    main(sys.argv[1:])
