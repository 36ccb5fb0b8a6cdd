"""Which server a test gets: a given URL, else Docker, else one started here."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import docker.errors
import pytest
import yaml
from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import (
    HttpWaitStrategy,
    LogMessageWaitStrategy,
    WaitStrategy,
)

from tests.services import servers

Starter = Callable[[Path], AbstractContextManager[str]]
COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"
used: dict[str, str] = {}


@contextmanager
def service(name: str, folder: Path) -> Iterator[str]:
    """The URL of a real server of that name, for as long as the context lasts."""
    if given := os.environ.get(f"BLUEPRINTS_TEST_{name.upper()}_URL"):
        used[name] = f"given: {given}"
        yield given
        return
    if "none" in os.environ.get("BLUEPRINTS_TEST_SERVICES", ""):
        if os.environ.get("CI"):
            pytest.fail(f"{name}: CI never skips a service")
        pytest.skip(f"{name}: BLUEPRINTS_TEST_SERVICES=none asked for no services")
    try:
        with DOCKER[name]() as url:
            used[name] = f"docker: {url}"
            yield url
        return
    except docker.errors.DockerException as error:
        no_docker = error
    try:
        with LOCAL[name](folder) as url:
            used[name] = f"started here: {url}"
            yield url
    except (OSError, RuntimeError) as error:
        pytest.fail(
            f"no {name}: BLUEPRINTS_TEST_{name.upper()}_URL is not set;"
            f" Docker: {no_docker}; started here: {error}"
        )


def _image(name: str) -> str:
    """The image of a service, named in docker-compose.yml alone."""
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return str(services[name]["image"])


@contextmanager
def _container(
    image: str, port: int, wait: WaitStrategy, scheme: str = "http", **env: str
) -> Iterator[str]:
    container = DockerContainer(image).with_exposed_ports(port).waiting_for(wait)
    for name, value in env.items():
        container = container.with_env(name.replace("__", "."), value)
    with container:
        host, outside = (
            container.get_container_host_ip(),
            container.get_exposed_port(port),
        )
        yield f"{scheme}://{host}:{outside}"


DOCKER: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "opensearch": lambda: _container(
        _image("opensearch"),
        9200,
        HttpWaitStrategy(9200, "/_cluster/health"),
        discovery__type="single-node",
        DISABLE_SECURITY_PLUGIN="true",
        DISABLE_INSTALL_DEMO_CONFIG="true",
        OPENSEARCH_JAVA_OPTS="-Xms512m -Xmx512m",
    ),
    "redis": lambda: _container(
        _image("broker"), 6379, LogMessageWaitStrategy("Ready to accept"), "redis"
    ),
    "tika": lambda: _container(
        _image("tika"), 9998, HttpWaitStrategy(9998, "/version")
    ),
}
LOCAL: dict[str, Starter] = {
    "opensearch": servers.opensearch,
    "redis": servers.redis,
    "tika": servers.tika,
}
