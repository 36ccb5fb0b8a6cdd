"""ZIP: its members as children, within limits; names are data and never paths."""

import stat
import zipfile
import zlib

from pipelines.extract.file import File
from pipelines.extract.members import Members, safe_name
from pipelines.records import ExtractError, Extraction, Segment, Status

RATIO_FROM = 2**20  # a small member may be packed as well as it likes
LOCKED, UTF8 = 0x1, 0x800  # flags of a member
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,  # also "not implemented"
)
# What systems add by themselves, of no use to a reader.
CLUTTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def extract(file: File) -> Extraction:
    """The members as children and their names as text.

    A member that is locked, damaged or too large is left out: then the status is
    ``partial``, and the status of the member where nothing is left.
    """
    try:
        archive = zipfile.ZipFile(file.path)
    except DAMAGED as error:
        raise ExtractError("corrupt", f"not a whole zip file: {error}") from None
    with archive:
        infos = [info for info in archive.infolist() if not _of_no_use(info)]
        if len(infos) > file.limits.entries:
            reason = f"{len(infos)} members, the limit is {file.limits.entries}"
            raise ExtractError("too_large", reason)
        members = Members(file.limits)
        statuses = [_take(archive, info, members) for info in infos]
    return _extraction(file, members, [named(info) for info in infos], statuses)


def named(info: zipfile.ZipInfo) -> str:
    """A member's name as written: old archives hold UTF-8 that says it is cp437."""
    if info.flag_bits & UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _of_no_use(info: zipfile.ZipInfo) -> bool:
    name = safe_name(named(info))
    # Not is_dir(): it fails where a damaged name is empty.
    folder = info.filename.endswith("/")
    return folder or name.startswith(CLUTTER[0]) or name.endswith(CLUTTER[1:])


def _take(archive: zipfile.ZipFile, info: zipfile.ZipInfo, members: Members) -> Status:
    """Takes one member as a child; what its status would be if it is left out."""
    name = named(info)
    safe = safe_name(name)
    if stat.S_ISLNK(info.external_attr >> 16):
        members.problems.append(f"{safe}: a link, which is not followed")
        return "ok"
    if info.flag_bits & LOCKED:
        members.problem(f"{safe}: protected by a password")
        return "encrypted"
    if not members.fits(safe, info.file_size):
        return "too_large"
    packed = info.compress_size * members.limits.ratio
    if info.file_size > RATIO_FROM and info.file_size > packed:
        members.problem(
            f"{safe}: unpacks to over {members.limits.ratio} times its size"
        )
        return "too_large"
    try:
        content = archive.read(info)
    except MemoryError:  # it unpacks to more than it says, or says so
        members.problem(f"{safe}: needs too much memory")
        return "too_large"
    except NotImplementedError:
        members.problem(f"{safe}: packed in a way that is not read")
        return "unsupported"
    except DAMAGED as error:
        members.problem(f"{safe}: damaged: {error}")
        return "corrupt"
    members.take(name, content)
    return "ok"


def _extraction(
    file: File, members: Members, names: list[str], statuses: list[Status]
) -> Extraction:
    if not names:
        raise ExtractError("empty", "the archive has no files")
    if not members.children and members.left_out:
        worst = next(status for status in statuses if status != "ok")
        raise ExtractError(worst, members.reason())
    listing = "\n".join(safe_name(name) for name in names)
    body = (Segment("body", None, "files", listing),)
    status: Status = "partial" if members.left_out else "ok"
    return Extraction(
        file.media_type, body, {}, tuple(members.children), status, members.reason()
    )
