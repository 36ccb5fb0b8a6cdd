"""What all tests share: real services on demand, and a word on which were used."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.services.provider import service, used


@pytest.fixture(scope="session")
def opensearch_url():
    # Not below pytest's own folder: each run closes that to other users, and as root
    # the server runs as one.
    with (
        TemporaryDirectory(prefix="blueprints-") as folder,
        service("opensearch", Path(folder) / "os") as url,
    ):
        yield url


@pytest.fixture(scope="session")
def tika_url(tmp_path_factory):
    with service("tika", tmp_path_factory.mktemp("services") / "tika") as url:
        yield url


def pytest_collection_modifyitems(items):
    """Keep together, where several processes run, what shares a server or fixtures."""
    for item in items:
        folder = item.path.parent.name
        together = folder if folder in ("contract", "relevance") else str(item.path)
        item.add_marker(pytest.mark.xdist_group(together))


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["used"] = dict(used)


def pytest_testnodedown(node):
    for name, source in getattr(node, "workeroutput", {}).get("used", {}).items():
        used[name] = f"{used[name]}, {source}" if name in used else source


def pytest_terminal_summary(terminalreporter):
    for name, source in sorted(used.items()):
        terminalreporter.write_line(f"{name}: {source}")
