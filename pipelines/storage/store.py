"""The record store: what was read of each file, by the digest of its bytes."""

import gzip
import hashlib
import json
import logging
import mimetypes
import re
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from indexer.documents import MEMBERS
from pipelines.extract.detect import UNKNOWN
from pipelines.records import Member, Record, Segment, Status
from pipelines.storage.objects import Objects

if TYPE_CHECKING:  # who only reads files needs no ledger, and no SQLite
    from pipelines.storage.ledger import Row

RECORDS = "text"  # the folder of records in a store, beside `MEMBERS`
log = logging.getLogger(__name__)


class RecordStore:
    """Records and the bytes of members, in a folder or at any fsspec URL.

    A damaged entry is as good as none: it is logged, and made again from the file.
    Raises StoreError where it cannot be read or written.
    """

    def __init__(self, url: str) -> None:
        self.objects = Objects(url)
        self.url = self.objects.url

    def get(self, digest: str, extractor: str, suffix: str = "") -> Record | None:
        """The record of these bytes by that extractor; None if absent or damaged.

        `suffix` is how the file's name ends: the same bytes may be text or a table.
        """
        packed = self.objects.read(record_name(digest, extractor, suffix))
        if packed is None:
            return None
        try:
            record = unpack(packed)
        except (ValueError, KeyError, TypeError, EOFError, OSError, zlib.error) as bad:
            log.warning("record %s is damaged and will be made again: %s", digest, bad)
            return None
        return record if record.digest == digest else None

    def of(self, row: "Row") -> Record | None:
        """The record of a row; None if absent or damaged, and must be made again."""
        if row.digest:
            return self.get(row.digest, row.extractor, row.suffix)
        # Too large to be opened: still found by its name.
        media_type = mimetypes.guess_type(row.path)[0] or UNKNOWN
        status = cast(Status, row.status)
        return Record("", row.extractor, row.size, media_type, status, row.reason)

    def put(self, record: Record, suffix: str = "") -> None:
        """Keep a record."""
        name = record_name(record.digest, record.extractor, suffix)
        self.objects.write(name, pack(record))

    def forget(self, digest: str, extractor: str, suffix: str = "") -> None:
        """Drop a record, so that it is made again."""
        self.objects.remove(record_name(digest, extractor, suffix))

    def put_member(self, content: bytes) -> str:
        """Keep the bytes of a member and return their digest."""
        digest = hashlib.sha256(content).hexdigest()
        name = member_name(digest)
        if self.objects.size(name) != len(content):
            self.objects.write(name, content)
        return digest

    def member(self, digest: str) -> bytes | None:
        """The bytes of a member; None if absent or damaged."""
        content = self.objects.read(member_name(digest))
        if content is None or hashlib.sha256(content).hexdigest() != digest:
            return None
        return content

    def location(self, digest: str) -> str:
        """The fsspec URL at which the bytes of a member lie."""
        return self.objects.location(member_name(digest))

    def forget_member(self, digest: str) -> None:
        """Drop the bytes of a member, so that they are written again."""
        self.objects.remove(member_name(digest))

    def has_member(self, digest: str, size: int) -> bool:
        """Whether the bytes of a member are there, as far as their number tells."""
        return self.objects.size(member_name(digest)) == size

    def sweep(self) -> None:
        """Remove what a killed run left half written."""
        self.objects.sweep()


def record_name(digest: str, extractor: str, suffix: str) -> str:
    """Where the record of these bytes by that extractor lies in the store."""
    version = re.sub(r"[^a-z0-9]+", "-", extractor.lower())
    ending = re.sub(r"[^a-z0-9]+", "", suffix.lower())[:12] or "none"
    return f"{RECORDS}/{digest[:2]}/{digest}.{ending}.{version}.json.gz"


def member_name(digest: str) -> str:
    """Where the bytes of a member lie in the store."""
    return f"{MEMBERS}/{digest[:2]}/{digest}"


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
