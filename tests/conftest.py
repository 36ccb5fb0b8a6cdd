"""What all tests share: real services on demand, and a word on which were used."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.services.provider import service, used

FOLDERS = ("contract", "relevance", "demo")  # all files of each share what takes long


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


def shared(path):
    """The folder whose files share servers and libraries, else the file itself."""
    return next((f for f in FOLDERS if path.startswith(f"tests/{f}/")), path)


def pytest_collection_modifyitems(items):
    """What takes longest is begun with, in two processes at once."""
    order = {folder: n for n, folder in enumerate(FOLDERS)}
    items.sort(key=lambda item: order.get(shared(item.nodeid), len(order)))


class Together(LoadScopeScheduling):
    """Has one process run what shares a server or fixtures.

    Marks of xdist_group hold nothing together with pytest 9.2 (issue 1386 of xdist).
    """

    def _split_scope(self, nodeid):
        return shared(nodeid.partition("::")[0])


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False  # by the number of tests
    return Together(config, log)


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["used"] = dict(used)


def pytest_testnodedown(node):
    for name, source in getattr(node, "workeroutput", {}).get("used", {}).items():
        used[name] = f"{used[name]}, {source}" if name in used else source


def pytest_terminal_summary(terminalreporter):
    for name, source in sorted(used.items()):
        terminalreporter.write_line(f"{name}: {source}")
