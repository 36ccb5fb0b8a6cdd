"""What a file is, by its content; the extension only settles what content cannot."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

import olefile

from pipelines.extract.decoding import MARKS, wide

HEAD = 16_384  # bytes looked at
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

PDF = "application/pdf"
DOCX = OOXML + "wordprocessingml.document"
PPTX = OOXML + "presentationml.presentation"
XLSX = OOXML + "spreadsheetml.sheet"
DOCM = "application/vnd.ms-word.document.macroenabled.12"
PPTM = "application/vnd.ms-powerpoint.presentation.macroenabled.12"
XLSM = "application/vnd.ms-excel.sheet.macroenabled.12"
XLSB = "application/vnd.ms-excel.sheet.binary.macroenabled.12"
ODT, ODS, ODP = ODF + "text", ODF + "spreadsheet", ODF + "presentation"
VSDX = "application/vnd.ms-visio.drawing"
DOC, PPT, XLS = (
    "application/msword",
    "application/vnd.ms-powerpoint",
    "application/vnd.ms-excel",
)
MSG, EML = "application/vnd.ms-outlook", "message/rfc822"
ZIP = "application/zip"
RTF, HTML = "application/rtf", "text/html"
CSV, TSV = "text/csv", "text/tab-separated-values"
TXT, MD = "text/plain", "text/markdown"
XML, JSON = "application/xml", "application/json"
SVG = "image/svg+xml"
LOCKED = "application/x-encrypted-office"  # a password hides even the kind of document
UNKNOWN = "application/octet-stream"

# Media type to the value of the facet `format`; anything else is "other".
FORMATS: Mapping[str, str] = {
    PDF: "pdf",
    DOCX: "docx",
    DOCM: "docx",
    PPTX: "pptx",
    PPTM: "pptx",
    XLSX: "xlsx",
    XLSM: "xlsm",
    XLSB: "xlsx",
    ODT: "odt",
    ODS: "ods",
    ODP: "odp",
    VSDX: "vsdx",
    DOC: "doc",
    PPT: "ppt",
    XLS: "xls",
    MSG: "msg",
    EML: "eml",
    ZIP: "zip",
    RTF: "rtf",
    HTML: "html",
    CSV: "csv",
    TSV: "tsv",
    TXT: "txt",
    MD: "md",
    XML: "xml",
    JSON: "json",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/tiff": "tif",
    SVG: "svg",
    "image/bmp": "bmp",
    "image/webp": "webp",
    UNKNOWN: "other",
}

MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"{\\rtf", RTF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh91AY&SY", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
)
PARTS = {"word/": DOCX, "ppt/": PPTX, "xl/": XLSX, "visio/": VSDX}
MACROS = {DOCX: DOCM, PPTX: PPTM, XLSX: XLSM}
STREAMS = {
    "worddocument": DOC,
    "powerpoint document": PPT,
    "workbook": XLS,
    "book": XLS,
    "__properties_version1.0": MSG,
}
BY_EXTENSION = {
    "docx": DOCX,
    "docm": DOCM,
    "pptx": PPTX,
    "pptm": PPTM,
    "xlsx": XLSX,
    "xlsm": XLSM,
    "vsdx": VSDX,
    "odt": ODT,
    "ods": ODS,
    "odp": ODP,
}
OLE_BY_EXTENSION = {"doc": DOC, "ppt": PPT, "xls": XLS, "msg": MSG}
TEXT_BY_EXTENSION = {
    "md": MD,
    "markdown": MD,
    "csv": CSV,
    "tsv": TSV,
    "tab": TSV,
    "eml": EML,
    "html": HTML,
    "htm": HTML,
    "xhtml": HTML,
    "log": TXT,
    "txt": TXT,  # "<Name of the project>" begins a letter as well as an element
}
HEADER = re.compile(
    r"^(from|to|cc|subject|date|received|return-path|message-id|mime-version"
    r"|delivered-to|content-type|reply-to|x-[\w-]+):",
    re.IGNORECASE,
)
TAG = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def format_of(media_type: str) -> str:
    """The value of the facet `format` for a media type."""
    return FORMATS.get(media_type, "other")


def media_type(path: Path, name: str) -> str:
    """The media type of a local file that people call `name`."""
    extension = PurePosixPath(name).suffix.lower().removeprefix(".")
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith(OLE):
        return _compound(path, extension)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _packaged(path, extension)
    return _by_magic(head) or _by_text(head, extension)


def of_streams(ole: "olefile.OleFileIO") -> set[str]:
    """The media types that the names of an OLE file's streams stand for."""
    names = {entry[0].lower() for entry in ole.listdir() if len(entry) == 1}
    return {kind for stream, kind in STREAMS.items() if stream in names}


def extension_of(content: bytes) -> str:
    """The usual extension of a PDF or a package by its bytes; ``zip`` where it is
    damaged or no document.
    """
    if content.startswith(b"%PDF-"):
        return "pdf"
    return format_of(_packaged(io.BytesIO(content), ""))


def _by_magic(head: bytes) -> str | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for magic, found in MAGIC:
        if start.startswith(magic) or head.startswith(magic):
            return found
    if head[257:262] == b"ustar":
        return "application/x-tar"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return None


def _compound(path: Path, extension: str) -> str:
    """The type of an OLE file by the names of its streams."""
    try:
        with olefile.OleFileIO(path) as ole:
            if ole.exists("EncryptedPackage"):
                return BY_EXTENSION.get(extension, LOCKED)
            found = of_streams(ole)
    except (OSError, ValueError, IndexError):
        return OLE_BY_EXTENSION.get(extension, UNKNOWN)
    if len(found) == 1:
        return found.pop()
    # A workbook beside a document, as converters leave it: the extension decides.
    wanted = OLE_BY_EXTENSION.get(extension, UNKNOWN)
    return wanted if wanted in found or not found else sorted(found)[0]


def _packaged(path: Path | IO[bytes], extension: str) -> str:
    """The type of a zip file by the names of its parts."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower().replace("\\", "/") for name in archive.namelist()]
            declared = _declared(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return BY_EXTENSION.get(extension, ZIP)
    if declared:
        return declared
    if "[content_types].xml" not in names:
        return ZIP
    return _office(names)


def _declared(archive: zipfile.ZipFile) -> str | None:
    """What the member `mimetype` says: OpenDocument and EPUB have it."""
    try:
        if archive.getinfo("mimetype").file_size > 200:
            return None
        text = archive.read("mimetype").decode("ascii").strip()
    except (KeyError, ValueError, RuntimeError, OSError, EOFError):
        return None
    except (zipfile.BadZipFile, zlib.error, MemoryError):
        return None
    return text.removesuffix("-template") if "/" in text else None


def _office(names: Iterable[str]) -> str:
    names = list(names)
    for prefix, found in PARTS.items():
        inside = [name for name in names if name.startswith(prefix)]
        if any(name.endswith("workbook.bin") for name in inside):
            return XLSB
        if any(name.endswith("vbaproject.bin") for name in inside):
            return MACROS.get(found, found)
        if inside:
            return found
    return ZIP


def _by_text(head: bytes, extension: str) -> str:
    text = _decoded(head)
    if text is None or len(CONTROL.findall(text)) > len(text) / 50:
        # Mail gateways and web servers put lines before the signature.
        return PDF if b"%PDF-" in head[:1024] else UNKNOWN
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _markup(start, extension)
    if extension == "json" or (start[:1] in ("{", "[") and _like_json(start)):
        return JSON if start[:1] in ("{", "[", '"') else TXT
    if _like_mail(start):
        return EML
    return TEXT_BY_EXTENSION.get(extension, TXT)


def _decoded(head: bytes) -> str | None:
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace")
    if b"\0" in head:
        if encoding := wide(head):
            return head.decode(encoding, "replace")
        return None if head.count(0) > len(head) * 0.3 else _without_nul(head)
    return head.decode("utf-8", "replace")


def _without_nul(head: bytes) -> str:
    """Text that something put zeros into; what is binary still looks so without."""
    return head.replace(b"\0", b"").decode("utf-8", "replace")


def _markup(start: str, extension: str) -> str:
    opening = start[:2048]
    if TAG.search(opening) and extension not in ("md", "markdown"):
        return HTML
    if TAG.match(opening):
        return HTML
    if re.match(
        # What is taken is not given back: many comments could be parted in many ways.
        r"(?>(?:<\?xml[^>]*>|<!--.*?-->|<!doctype[^>]*>)\s*)*+<svg\b",
        opening,
        re.DOTALL | re.IGNORECASE,
    ):
        return SVG
    if extension in TEXT_BY_EXTENSION and not opening.startswith("<?xml"):
        return TEXT_BY_EXTENSION[extension]
    return XML if re.match(r"<[?!A-Za-z_]", opening) else TXT


def _like_json(start: str) -> bool:
    return (
        re.match(r'\{\s*("|\})|\[\s*([\[{"\]]|-?\d|true|false|null)', start) is not None
    )


def _like_mail(start: str) -> bool:
    """Three known header lines, and nothing but headers before the body."""
    lines = start.split("\n", 40)[:40]
    if lines and lines[0].startswith("From "):
        lines = lines[1:]
    known: set[str] = set()
    for line in lines:
        if not line.strip():
            break
        found = HEADER.match(line)
        if found:
            known.add(found[1].lower())
        elif not line[0].isspace() and ":" not in line:
            return False
    return len(known) >= 3 and bool(known & {"from", "received", "message-id", "date"})
