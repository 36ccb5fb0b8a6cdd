"""What all tests share: real services on demand, and a word on which were used."""

import pytest

from tests.services.provider import service, used


@pytest.fixture(scope="session")
def opensearch_url(tmp_path_factory):
    with service("opensearch", tmp_path_factory.mktemp("services") / "os") as url:
        yield url


@pytest.fixture(scope="session")
def tika_url(tmp_path_factory):
    with service("tika", tmp_path_factory.mktemp("services") / "tika") as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory):
    with service("redis", tmp_path_factory.mktemp("services") / "redis") as url:
        yield url


def pytest_terminal_summary(terminalreporter):
    for name, source in used.items():
        terminalreporter.write_line(f"{name}: {source}")
