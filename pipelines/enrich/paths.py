"""Paths: what a file and its folders are called, in words."""

import re
from pathlib import PurePosixPath

from mappings.taxonomy import fold

FILE = re.compile(
    r"\.(?:docx?|pptx?|xls[xm]?|pdf|vsdx?|od[tsp]|html?|rtf|txt|md|[ct]sv|xml|json"
    r"|eml|msg|zip|png|jpe?g|gif|bmp|tiff?|svg)$",
    re.I,
)
# "a-b", not "a - b"; "final.draft", not "v1.2"
_JOINS = re.compile(r"(?!(?<= )-+ |(?<=\d)\.\d)[_\-+.]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")


def readable(path: str) -> str:
    """A file or folder name as people would say it: no extension, dashes, CamelCase.

    Of a path that was flattened with double underscores the last part.
    """
    said = " ".join(_CAMEL.sub(" ", _JOINS.sub(" ", _parts(path)[-1])).split())
    if not fold(said):
        return PurePosixPath(path).name
    # "ePMA" and "eRS" are written so.
    return said if said[1:2].isupper() else said[:1].upper() + said[1:]


def file_name(path: str) -> str:
    """A file's name in words, with its extension: what people look for it by."""
    extension = FILE.search(written_name(path))
    return f"{readable(path)}{extension[0]}" if extension else readable(path)


def written_name(path: str) -> str:
    """A file's name as it is written, without the folder or the file it lies in."""
    return path.rsplit("!/", 1)[-1].rsplit("/", 1)[-1]


def folders(path: str) -> tuple[str, ...]:
    """The folders of a path, the innermost last; flattened ones count as folders.

    One that is called like its file, or has it as its index, is not among them: it
    is what the file is called.
    """
    *outer, name = _parts(path)
    if outer and (name.casefold() == "index" or name == outer[-1]):
        outer.pop()
    return tuple(outer)


def _parts(path: str) -> list[str]:
    """The folders of a path, and last the name of its file without extension."""
    *outer, name = path.replace("!/", "/").split("/")
    stem = FILE.sub("", name) if FILE.search(name) else name
    *inner, stem = stem.rstrip("_").split("__")
    return [*filter(fold, [*outer, *inner]), stem]
