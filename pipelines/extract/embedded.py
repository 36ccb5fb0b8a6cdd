"""Files inside office documents: whole ones, and those that OLE objects wrap."""

import io
import posixpath
import struct
from collections.abc import Iterable, Sequence

import olefile

from pipelines.extract import compound, detect
from pipelines.extract.file import Limits
from pipelines.extract.members import Members
from pipelines.extract.packages import Package
from pipelines.records import Child, ExtractError

KINDS = ("package", "oleObject")
NATIVE = "\x01Ole10Native"  # any file at all, as the packager of Windows wraps it
WRAPPED = ("CONTENTS", "Package", "EmbeddedOdf")  # streams that are a file
STARTS = (b"%PDF-", b"PK\3\4")  # of the files that they may be
# Charts of Office 97 to 2003 are workbooks as well: what they draw is in their picture.
CHARTS = ("00020803", "00020821")  # how the ids of their programs begin
DRAWN = ".vsd"  # of Visio before 2013: nothing reads it, and its picture is shown
FILE = 2  # the kind of thing that the packager wraps


def embedded(
    package: Package, parts: Iterable[str], limits: Limits
) -> tuple[Child, ...]:
    """The files that these parts show or lead to; what is left out is a problem.

    The workbook behind a chart belongs to the chart, and is none of them.
    """
    if not package.holds("embeddings"):
        return ()
    links = (link for part in parts for link in package.links(part).values())
    targets = {link.target for link in links if link.kind in KINDS}
    members = Members(limits)
    for target in sorted(targets):
        if target not in package or target.lower().endswith(DRAWN):
            continue
        name = posixpath.basename(target)
        try:
            content = package.read(target)
            if name.endswith(".bin"):
                name, content = unwrapped(name, content)
        except ExtractError as error:
            members.problem(f"{name}: {error.reason}")
            continue
        if content:
            members.take(name, content)
    if reason := members.reason():
        package.problems.append(reason)
    return tuple(members.children)


def inside(ole: "olefile.OleFileIO", limits: Limits) -> Members:
    """The files in the storages of a DOC or XLS.

    A document of Office 97 to 2003 is none of them: its streams lie in the storage as
    they are, and no bytes there are a file.
    """
    members = Members(limits)
    storages = ole.listdir(streams=False, storages=True)
    for number, path in enumerate(sorted(storages), 1):
        try:
            name, content = _wrapped(ole, path, f"object{number}")
        except ExtractError as error:
            members.problem(error.reason)
            continue
        if content:
            members.take(name, content)
    return members


def unwrapped(name: str, content: bytes) -> tuple[str, bytes]:
    """The name and the bytes of the file in an OLE object; no bytes if it holds none.

    ExtractError if the object is damaged.
    """
    stem = name.removesuffix(".bin")
    try:
        ole = olefile.OleFileIO(io.BytesIO(content))
    except compound.DAMAGED as error:
        raise ExtractError("corrupt", f"damaged: {error}") from None
    with ole:
        found = _wrapped(ole, (), stem)
        if found[1]:
            return found
        program = str(ole.root.clsid) if ole.root else ""
        kinds = detect.of_streams(ole)
    if len(kinds) != 1 or program.startswith(CHARTS):
        return name, b""
    return f"{stem}.{detect.format_of(kinds.pop())}", content


def _wrapped(
    ole: "olefile.OleFileIO", path: Sequence[str], stem: str
) -> tuple[str, bytes]:
    """The name and the bytes of the file that a stream of a storage is."""
    if native := compound.stream(ole, *path, NATIVE):
        return _packaged(native)
    for stream in WRAPPED:
        inner = compound.stream(ole, *path, stream)
        if inner.startswith(STARTS):
            return f"{stem}.{detect.extension_of(inner)}", inner
    return stem, b""


def _packaged(native: bytes) -> tuple[str, bytes]:
    """The file that the packager wrapped, after its label and two paths."""
    try:
        (kind,) = struct.unpack_from("<H", native, 4)
        label, path, rest = native[6:].split(b"\0", 2)
        (length,) = struct.unpack_from("<I", rest, 4)
        (size,) = struct.unpack_from("<I", rest, 8 + length)
    except (struct.error, ValueError):
        return "", b""
    if kind != FILE:
        return "", b""
    name = (label or path).decode("cp1252", "replace")
    content = rest[12 + length : 12 + length + size]
    if len(content) < size:
        raise ExtractError("corrupt", f"{name} breaks off")
    return name.replace("\\", "/").rpartition("/")[2] or "unnamed", content
