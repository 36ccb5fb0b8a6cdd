"""Where a library or a store lies: a local folder, or a URL that fsspec opens."""

from pathlib import Path


def is_remote(root: str) -> bool:
    """Whether a library or store is named by a URL that is not a local file's."""
    return "://" in root and not root.startswith(("file://", "local://"))


def local_path(root: str) -> Path:
    """The absolute path of a local library or store."""
    return Path(root.removeprefix("file://").removeprefix("local://")).absolute()
