"""Where a library or a store lies: a local folder, or a URL that fsspec opens."""

from pathlib import Path


def is_remote(root: str) -> bool:
    """Whether a library or store is named by a URL that is not a local file's."""
    return "://" in root and not root.startswith(("file://", "local://"))


def local_path(root: str) -> Path:
    """The absolute path of a local library or store."""
    return Path(root.removeprefix("file://").removeprefix("local://")).absolute()


def astray(link: Path, root: Path) -> str:
    """Why a symbolic link in the library at `root` is not followed; empty if it is."""
    try:
        target = link.resolve(strict=True)
    except FileNotFoundError:
        return "symbolic link to nothing"
    except PermissionError:
        return "symbolic link to where permission is denied"
    except (OSError, RuntimeError):
        return "symbolic link in a circle"
    if not target.is_relative_to(root):
        return "symbolic link out of the library"
    return "symbolic link to a folder" if target.is_dir() else ""
