"""Zipped packages (OOXML, ODF, ZIP) with the same bytes for the same parts."""

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

EPOCH = (2020, 10, 1, 9, 0, 0)  # ZIP entries need a time; content carries the date
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata"
CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    "<cp:coreProperties"
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{title}</dc:title><dc:subject>{label}</dc:subject>"
    "<dc:creator>{author}</dc:creator><cp:keywords>{label}</cp:keywords>"
    "<dc:description>{label}</dc:description>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{date}T09:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{date}T09:00:00Z</dcterms:modified>'
    "</cp:coreProperties>"
)


def packed(
    parts: Mapping[str, str] | Mapping[str, bytes] | Mapping[str, str | bytes],
    stored: tuple[str, ...] = (),
    comment: str = "",
) -> bytes:
    """The parts as a ZIP, in their order; those of `stored` are not compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
        archive.comment = comment.encode()
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr = 0o644 << 16
            kept = name in stored
            info.compress_type = zipfile.ZIP_STORED if kept else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return target.getvalue()


def settled(content: bytes, date: str) -> bytes:
    """A package that a library wrote, without the time of its writing."""
    parts = _parts(content)
    core = parts["docProps/core.xml"].decode()
    stamp = rf"\g<1>{date}T09:00:00Z\g<2>"
    pattern = r"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</)"
    parts["docProps/core.xml"] = re.sub(pattern, stamp, core).encode()
    return packed(parts)


def retyped(content: bytes, kinds: Mapping[str, str]) -> bytes:
    """A package in which content types are replaced by others."""
    parts = _parts(content)
    types = parts["[Content_Types].xml"].decode()
    for old, new in kinds.items():
        types = types.replace(old, new)
    return packed({**parts, "[Content_Types].xml": types})


def core_properties(title: str, author: str, date: str, label: str) -> str:
    """The part ``docProps/core.xml``."""
    return CORE.format(
        title=escape(title), author=escape(author), date=date, label=escape(label)
    )


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
