"""From the bytes of one file to segments of text, by a module a family of formats."""

from collections.abc import Callable, Mapping
from pathlib import Path
from pkgutil import resolve_name

from pipelines.extract import detect
from pipelines.extract.detect import FORMATS
from pipelines.extract.file import File, Limits, fault_of
from pipelines.extract.finish import finish
from pipelines.records import ExtractError, Extraction, Status

__all__ = ["EXTRACTORS", "FORMATS", "VERSION", "extract_file", "load"]

# Part of every record's key: raised whenever a file may give another text.
VERSION = "native 7"
LIMITS = Limits()

# A format is a module with `extract` and a row here for each media type. They are
# imported where files are read: who only looks for files need not wait for them.
EXTRACTORS: Mapping[str, str] = {
    detect.PDF: "pdf:extract",
    detect.DOCX: "docx:extract",
    detect.DOCM: "docx:extract",
    detect.PPTX: "pptx:extract",
    detect.PPTM: "pptx:extract",
    detect.XLSX: "xlsx:extract",
    detect.XLSM: "xlsx:extract",
    detect.ODT: "odf:extract",
    detect.ODS: "odf:extract",
    detect.ODP: "odf:extract",
    detect.VSDX: "vsdx:extract",
    detect.DOC: "word97:extract",
    detect.PPT: "slides97:extract",
    detect.XLS: "sheets97:extract",
    detect.XLSB: "sheets97:extract_binary",
    detect.MSG: "outlook:extract",
    detect.EML: "mail:extract",
    detect.ZIP: "archive:extract",
    detect.RTF: "rtf:extract",
    detect.HTML: "html:extract",
    detect.CSV: "table:extract",
    detect.TSV: "table:extract",
    detect.TXT: "plain:extract",
    detect.MD: "markdown:extract",
    detect.XML: "markup:extract",
    detect.JSON: "structured:extract",
    detect.SVG: "markup:extract_svg",
    "image/png": "picture:extract",
    "image/jpeg": "picture:extract",
    "image/gif": "picture:extract",
    "image/tiff": "picture:extract",
    "image/bmp": "picture:extract",
    "image/webp": "picture:extract",
}


def load() -> None:
    """Import all extractors: a library that is missing is no file's fault."""
    for row in EXTRACTORS.values():
        _named(row)


def extract_file(path: Path, name: str, limits: Limits = LIMITS) -> Extraction:
    """What a local file called `name` holds; a status and a reason if it cannot tell.

    Nothing a file contains raises: the caller sees only an extraction. OSError if the
    system is to blame: no file can be opened, or this one not any more.
    """
    found = detect.UNKNOWN
    try:
        size = path.stat().st_size
        if size == 0:
            return _failed(found, "empty", "the file has no bytes")
        found = detect.media_type(path, name)
        if size > limits.file_bytes:
            reason = f"{size} bytes, the limit is {limits.file_bytes}"
            return _failed(found, "too_large", reason)
        return finish(_extract(File(path, name, found, limits)), limits)
    except ExtractError as error:
        if fault := fault_of(error, path):
            raise fault from error
        return _failed(found, error.status, error.reason)
    except MemoryError:
        return _failed(found, "too_large", "reading it needs too much memory")
    except RecursionError:
        return _failed(found, "corrupt", "nested too deeply")
    except OSError as error:
        if fault_of(error, path):
            raise
        reason = f"cannot be read: {error.strerror or error}"
        return _failed(found, "corrupt", reason)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001
        # Libraries fail on damaged files in their own ways, and a panic in a Rust
        # library is a BaseException.
        return _failed(found, "corrupt", f"{type(error).__name__}: {error}"[:300])


def _extract(file: File) -> Extraction:
    if file.media_type == detect.LOCKED:
        raise ExtractError("encrypted", "protected by a password")
    row = EXTRACTORS.get(file.media_type)
    if row is None:
        raise ExtractError("unsupported", f"no extractor for {file.media_type}")
    return _named(row)(file)


def _named(row: str) -> Callable[[File], Extraction]:
    found: Callable[[File], Extraction] = resolve_name(f"{__name__}.{row}")
    return found


def _failed(media_type: str, status: Status, reason: str) -> Extraction:
    return Extraction(media_type, status=status, reason=reason)
