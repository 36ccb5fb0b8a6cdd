"""Zipped documents (OOXML, OpenDocument, Visio) read part by part, within limits."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol
from urllib.parse import unquote

from lxml import etree

from pipelines.extract.dates import day
from pipelines.extract.detect import OLE
from pipelines.extract.file import File, Limits
from pipelines.records import ExtractError

RATIO_FROM = 2**20  # a small part may be packed as well as it likes
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError)


class EnoughError(Exception):
    """Raised by a target that needs no more of its part."""


class Target(Protocol):
    """What hears a part element by element."""

    def start(self, tag: str, attributes: Mapping[str, str], /) -> None: ...
    def data(self, text: str, /) -> None: ...
    def end(self, tag: str, /) -> None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship of a part: its kind (the last word of its type) and target."""

    kind: str
    target: str


class Package:
    """The parts of a zipped document; names are compared in lower case.

    `problems` collects what was wrong with parts the document can do without.
    """

    def __init__(self, path: Path | IO[bytes], limits: Limits) -> None:
        self._limits = limits
        self._left = limits.total_bytes
        self.problems: list[str] = []
        try:
            self._archive = zipfile.ZipFile(path)
        except (*DAMAGED, ValueError) as error:
            raise ExtractError("corrupt", f"not a whole zip package: {error}") from None
        members = self._archive.infolist()
        if len(members) > limits.entries:
            self._archive.close()
            reason = f"{len(members)} parts, the limit is {limits.entries}"
            raise ExtractError("too_large", reason)
        self._members = {_name(member.filename): member for member in members}

    def __enter__(self) -> "Package":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._archive.close()

    def __contains__(self, name: str) -> bool:
        return _name(name) in self._members

    def reason(self) -> str:
        """The problems in a sentence, each once however often its part was opened."""
        return "; ".join(dict.fromkeys(self.problems))

    def names(self, prefix: str, suffix: str = ".xml") -> list[str]:
        """The parts in a folder, in the order of the numbers in their names."""
        found = (n for n in self._members if n.startswith(prefix.lower()))
        return sorted((n for n in found if n.endswith(suffix)), key=_counted)

    def holds(self, folder: str) -> bool:
        """Whether any part lies in a folder of that name."""
        return any(f"/{folder}/" in name for name in self._members)

    def read(self, name: str) -> bytes:
        """The bytes of a part; ExtractError when missing, damaged or too large."""
        with self.stream(name, self._limits.part_bytes) as stream:
            try:
                return stream.read()
            except MemoryError:  # it unpacks to more than it says, or says so
                reason = f"{name} needs too much memory"
                raise ExtractError("too_large", reason) from None
            except DAMAGED as error:
                raise ExtractError("corrupt", f"{name} is damaged: {error}") from None

    def stream(self, name: str, most: int | None = None) -> IO[bytes]:
        """A part to read bit by bit; it gives no more bytes than it declares."""
        member = self._members.get(_name(name))
        if member is None:
            raise ExtractError("corrupt", f"{name} is missing")
        self._admit(member, self._limits.total_bytes if most is None else most)
        try:
            return self._archive.open(member)
        except RuntimeError:
            raise ExtractError("encrypted", f"{name} needs a password") from None
        except (*DAMAGED, ValueError) as error:
            raise ExtractError("corrupt", f"{name} is damaged: {error}") from None

    def tree(self, name: str) -> etree._Element:
        """The root of an XML part."""
        try:
            return etree.fromstring(self.read(name), _parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise ExtractError("corrupt", f"{name} is damaged: {error}") from None

    def optional(self, name: str) -> etree._Element | None:
        """The root of a part the document can do without; None if it cannot be had."""
        if name not in self:
            return None
        try:
            return self.tree(name)
        except ExtractError as error:
            self.problems.append(error.reason)
            return None

    def feed(self, name: str, target: Target) -> None:
        """Every start, text and end of a large part to `target`, with no tree made.

        A part that breaks off adds a problem; what `target` has by then is good.
        """
        with self.stream(name) as stream:
            try:
                etree.parse(stream, _parser(target))
            except EnoughError:
                return
            except (etree.XMLSyntaxError, *DAMAGED) as error:
                self.problems.append(f"{name} is damaged: {error}")

    def links(self, name: str) -> dict[str, Link]:
        """The relationships of a part (of the package itself for ``""``) by id."""
        folder = posixpath.dirname(name)
        found: dict[str, Link] = {}
        for element in self._relationships(name):
            if element.get("TargetMode") == "External":
                continue
            kind = element.get("Type", "").rsplit("/", 1)[-1]
            target = unquote(element.get("Target", ""))
            target = posixpath.normpath(posixpath.join("/", folder, target))
            found[element.get("Id", "")] = Link(kind, target.lstrip("/"))
        return found

    def addresses(self, name: str) -> dict[str, str]:
        """What lies outside the package that a part leads to, by id."""
        return {
            element.get("Id", ""): element.get("Target", "")
            for element in self._relationships(name)
            if element.get("TargetMode") == "External"
        }

    def _relationships(self, name: str) -> Iterator[etree._Element]:
        folder, base = posixpath.split(name)
        root = self.optional(posixpath.join(folder, "_rels", f"{base}.rels"))
        yield from () if root is None else root.iter("{*}Relationship")

    def main(self, usual: str) -> str:
        """The name of the part the package is about."""
        for link in self.links("").values():
            if link.kind in ("officeDocument", "document") and link.target in self:
                return link.target
        return usual

    def _admit(self, member: zipfile.ZipInfo, most: int) -> None:
        name, size = member.filename, member.file_size
        if size > most:
            reason = f"{name} unpacks to {size} bytes, the limit is {most}"
            raise ExtractError("too_large", reason)
        if size > RATIO_FROM and size > member.compress_size * self._limits.ratio:
            reason = f"{name} unpacks to over {self._limits.ratio} times its size"
            raise ExtractError("too_large", reason)
        self._left -= size
        if self._left < 0:
            reason = f"unpacks to over {self._limits.total_bytes} bytes"
            raise ExtractError("too_large", reason)


def open_package(file: File) -> Package:
    """The package of a file; ExtractError `encrypted` for one under a password."""
    with file.path.open("rb") as stream:
        if stream.read(len(OLE)) == OLE:
            raise ExtractError("encrypted", "protected by a password")
    return Package(file.path, file.limits)


def properties(package: Package) -> dict[str, str]:
    """Title, author, dates and page count as an OOXML package states them."""
    found: dict[str, str] = {}
    core = package.optional("docProps/core.xml")
    for element in () if core is None else core.iter("{*}*"):
        name, text = etree.QName(element).localname, (element.text or "").strip()
        if name in ("title", "creator") and text:
            found["author" if name == "creator" else name] = text
        elif name in ("created", "modified") and day(text):
            found[name] = day(text)
    app = package.optional("docProps/app.xml")
    for element in () if app is None else app.iter("{*}Pages", "{*}Slides"):
        if (element.text or "").strip().isdigit() and int(element.text or 0):
            found["pages"] = str(int(element.text or 0))
    return found


def _parser(target: Target | None = None) -> etree.XMLParser:
    """No DTD, no network, no entity: and libxml2's own limits stay switched on."""
    return etree.XMLParser(
        target=target,  # type: ignore[arg-type]  # stubs want `comment` too
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )


def _name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _counted(name: str) -> tuple[int, str]:
    digits = "".join(filter(str.isdecimal, posixpath.basename(name)))
    return int(digits[-9:] or 0), name
