"""Stylesheets, scripts and pictures, at addresses that change with their bytes."""

from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
NHS = "vendor/nhsuk-frontend.min.css"
KEPT = "public, max-age=31536000, immutable"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}


class Assets:
    """The files of a folder, read once."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.suffix in TYPES
        }
        digest = sha256()
        for name, content in self._files.items():
            digest.update(name.encode() + content)
        self.digest = digest.hexdigest()[:16]

    @property
    def complete(self) -> bool:
        """Whether the stylesheet of the design system was brought by installation."""
        return NHS in self._files

    def url(self, root: str, name: str) -> str:
        """Where a file is served below `root`; KeyError if there is no such file."""
        if name not in self._files:
            raise KeyError(f"no file {name!r} in {FOLDER.name}/")
        return self.address(root, name)

    def address(self, root: str, name: str) -> str:
        """Where a file or a folder is served, if there is one."""
        return f"{root}/static/{self.digest}/{name}"

    def answer(self, digest: str, name: str) -> Response:
        """The file, to be kept for ever under its digest; HTTPException 404."""
        content = self._files.get(name)
        if content is None or digest != self.digest:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"there is no file {name!r} here")
        return Response(
            content,
            media_type=TYPES[Path(name).suffix],
            headers={"Cache-Control": KEPT},
        )


def static(request: Request, digest: str, name: str) -> Response:
    """The route of all files."""
    assets: Assets = request.app.state.pages.assets
    return assets.answer(digest, name)
