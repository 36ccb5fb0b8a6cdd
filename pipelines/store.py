"""The record store: what was read of each file, by the digest of its bytes."""

import gzip
import hashlib
import json
import logging
import os
import re
import secrets
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import fsspec

from pipelines.errors import StoreError
from pipelines.places import is_remote, local_path
from pipelines.records import Member, Record, Segment

log = logging.getLogger(__name__)


class RecordStore:
    """Records and the bytes of members, in a folder or at any fsspec URL.

    An entry is written beside its place and moved there in one step. A damaged entry
    is as good as none: it is logged, and made again from the file.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._folder = None if is_remote(url) else local_path(self.url)
        if self._folder is None:
            self._fs, self._base = fsspec.core.url_to_fs(self.url)

    def get(self, digest: str, extractor: str, suffix: str = "") -> Record | None:
        """The record of these bytes by that extractor; None if absent or damaged.

        `suffix` is how the file's name ends: the same bytes may be text or a table.
        """
        packed = self._read(_record_name(digest, extractor, suffix))
        if packed is None:
            return None
        try:
            record = unpack(packed)
        except (ValueError, KeyError, TypeError, EOFError, OSError, zlib.error) as bad:
            log.warning("record %s is damaged and will be made again: %s", digest, bad)
            return None
        return record if record.digest == digest else None

    def put(self, record: Record, suffix: str = "") -> None:
        """Keep a record; StoreError if it cannot be written."""
        name = _record_name(record.digest, record.extractor, suffix)
        self._write(name, pack(record))

    def forget(self, digest: str, extractor: str, suffix: str = "") -> None:
        """Drop a record, so that it is made again."""
        self._remove(_record_name(digest, extractor, suffix))

    def put_member(self, content: bytes) -> str:
        """Keep the bytes of a member and return their digest."""
        digest = hashlib.sha256(content).hexdigest()
        name = _member_name(digest)
        if self._size(name) != len(content):
            self._write(name, content)
        return digest

    def member(self, digest: str) -> bytes | None:
        """The bytes of a member; None if absent or damaged."""
        content = self._read(_member_name(digest))
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            return None
        return content

    def location(self, digest: str) -> str:
        """The fsspec URL at which the bytes of a member lie."""
        if self._folder is not None:
            return f"file://{self._folder / _member_name(digest)}"
        return f"{self.url}/{_member_name(digest)}"

    def forget_member(self, digest: str) -> None:
        """Drop the bytes of a member, so that they are written again."""
        self._remove(_member_name(digest))

    def has_member(self, digest: str, size: int) -> bool:
        """Whether the bytes of a member are there, as far as their number tells."""
        return self._size(_member_name(digest)) == size

    def sweep(self) -> None:
        """Remove what a killed run left half written."""
        if self._folder is not None:
            for left in self._folder.glob("tmp/*"):
                left.unlink(missing_ok=True)

    def _read(self, name: str) -> bytes | None:
        try:
            if self._folder is not None:
                return (self._folder / name).read_bytes()
            return cast(bytes, self._fs.cat_file(f"{self._base}/{name}"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"record store {self.url} cannot be read: {error}") from (
                error
            )

    def _remove(self, name: str) -> None:
        if self._folder is not None:
            (self._folder / name).unlink(missing_ok=True)
        elif self._fs.exists(f"{self._base}/{name}"):
            self._fs.rm(f"{self._base}/{name}")

    def _size(self, name: str) -> int | None:
        try:
            if self._folder is not None:
                return (self._folder / name).stat().st_size
            return int(self._fs.size(f"{self._base}/{name}"))
        except (OSError, TypeError):
            return None

    def _write(self, name: str, content: bytes) -> None:
        try:
            if self._folder is not None:
                _write_beside(self._folder, name, content)
            else:
                # Object stores show an object only when all of it has arrived.
                self._fs.pipe_file(f"{self._base}/{name}", content)
        except OSError as error:
            raise StoreError(
                f"record store {self.url} cannot be written: {error.strerror or error};"
                " what was read so far is kept, the same command goes on from there"
            ) from error


def _write_beside(folder: Path, name: str, content: bytes) -> None:
    fresh = folder / "tmp" / f"{os.getpid()}-{secrets.token_hex(6)}"
    place = folder / name
    try:
        # Not synced to the disk: gzip's checksum finds what a power cut tore.
        try:
            fresh.write_bytes(content)
        except FileNotFoundError:
            fresh.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(content)
        try:
            fresh.replace(place)
        except FileNotFoundError:
            place.parent.mkdir(parents=True, exist_ok=True)
            fresh.replace(place)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _record_name(digest: str, extractor: str, suffix: str) -> str:
    version = re.sub(r"[^a-z0-9]+", "-", extractor.lower())
    ending = re.sub(r"[^a-z0-9]+", "", suffix.lower())[:12] or "none"
    return f"text/{digest[:2]}/{digest}.{ending}.{version}.json.gz"


def _member_name(digest: str) -> str:
    return f"members/{digest[:2]}/{digest}"


def pack(record: Record) -> bytes:
    """A record as compressed JSON; the same record gives the same bytes."""
    plain: dict[str, Any] = {
        **{name: getattr(record, name) for name in _PLAIN},
        "metadata": dict(record.metadata),
        "segments": [[s.kind, s.number, s.label, s.text] for s in record.segments],
        "members": [asdict(m) for m in record.members],
    }
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode("utf-8", "replace"), compresslevel=1, mtime=0)


def unpack(packed: bytes) -> Record:
    """The record that was packed; ValueError, EOFError, … if it is damaged."""
    plain: Mapping[str, Any] = json.loads(gzip.decompress(packed))
    return Record(
        **{name: plain[name] for name in _PLAIN},
        metadata=plain["metadata"],
        segments=tuple(Segment(*segment) for segment in plain["segments"]),
        members=tuple(Member(**member) for member in plain["members"]),
    )


_PLAIN = ("digest", "extractor", "size", "media_type", "status", "reason", "seconds")
