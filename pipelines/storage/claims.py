"""What each data folder needs of a record store: what none needs may go.

Several data folders may share a store. Each leaves there a list of what it needs, under
`claims/ID.json.gz`, with an ID of its own, which it keeps in its file `claim`.
"""

import gzip
import json
import secrets
import socket
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.errors import StoreError
from pipelines.storage.ledger import Row
from pipelines.storage.objects import Objects
from pipelines.storage.store import member_name, record_name

ALL = "claims"
FILE = "claim"  # its name in the data folder
Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Claim:
    """What the data folder `data` on `host` needs, as said at `at`.

    `left` is what it needed for the build before the last, and no longer does. While a
    run reads it has more than it says: `reading` is then since when.
    """

    id: str
    data: str
    host: str
    at: str
    names: Names = frozenset()
    left: Names = frozenset()
    reading: str = ""


class Claims:
    """The claims on a record store, one of them that of a data folder.

    Raises StoreError, also where a claim of somebody else cannot be read.
    """

    def __init__(self, objects: Objects, data: Path) -> None:
        self._objects = objects
        self._data = data.absolute()

    def own(self) -> Claim:
        """What this data folder needs; nothing where it never said so."""
        id_ = self._id
        fresh = Claim(id_, str(self._data), socket.gethostname(), _now())
        try:
            return self._read(id_) or fresh
        except StoreError:
            return fresh

    def others(self) -> tuple[Claim, ...]:
        """What the other data folders need."""
        names = (n.partition(".")[0] for n in self._objects.names(ALL))
        found = (self._read(id_) for id_ in sorted(names) if id_ != self._id)
        return tuple(claim for claim in found if claim)

    def is_said(self) -> bool:
        """Whether this data folder said what it needs."""
        return self._objects.size(_place(self._id)) is not None

    def begin(self) -> None:
        """Say that a run reads into the store from now on."""
        self._write(replace(self.own(), reading=_now()))

    def settle(self, names: Names, *, built: bool) -> None:
        """Say what is needed now, at the end of a run.

        What was left behind by the build before the last goes, if a new one was made:
        a generation that can be rolled back to still has its records.
        """
        own = self.own()
        if built:
            self._objects.remove(*sorted(own.left - names - needed_by(self.others())))
        before = own.names if built else own.names | own.left
        self._write(replace(own, names=names, left=before - names, reading=""))

    def drop(self, names: Names) -> None:
        """Say that nothing else than this is needed, not even by an earlier build."""
        self._write(replace(self.own(), names=names, left=frozenset(), reading=""))

    def forget(self, id_: str) -> None:
        """Take away the claim of a data folder that is gone for good."""
        self._objects.remove(_place(id_))

    @cached_property
    def _id(self) -> str:
        id_ = _written(self._data)
        if not id_ or self._is_copy(id_):  # empty where its disk was full
            id_ = secrets.token_hex(4)
            (self._data / FILE).write_text(id_ + "\n", "utf-8")
        return id_

    def _is_copy(self, id_: str) -> bool:
        """Whether the folder that said this claim is still there, and another one."""
        try:
            claim = self._read(id_)
            there = Path(claim.data) if claim else self._data
            return _written(there) == id_ and not there.samefile(self._data)
        except (StoreError, OSError):  # it cannot be read: nobody knows
            return False

    def _write(self, claim: Claim) -> None:
        said = replace(
            claim, data=str(self._data), host=socket.gethostname(), at=_now()
        )
        plain = {name: getattr(said, name) for name in _PLAIN}
        lists = {name: sorted(getattr(said, name)) for name in _LISTS}
        text = json.dumps({**plain, **lists})
        self._objects.write(_place(claim.id), gzip.compress(text.encode("utf-8")))

    def _read(self, id_: str) -> Claim | None:
        packed = self._objects.read(_place(id_))
        if packed is None:
            return None
        try:
            told = json.loads(gzip.decompress(packed))
            said: dict[str, Any] = {name: str(told[name]) for name in _PLAIN}
            return Claim(**said | {name: frozenset(told[name]) for name in _LISTS})
        except (ValueError, KeyError, TypeError, EOFError, OSError, zlib.error) as bad:
            raise StoreError(
                f"{_place(id_)} in record store {self._objects.url} cannot be read"
                f" ({bad}); the next ingest that uses this store writes it anew"
            ) from bad


def needed(rows: Iterable[Row]) -> Names:
    """The objects of a record store that these rows were read into."""
    found = set()
    for row in rows:
        if row.digest and row.extractor:
            found.add(record_name(row.digest, row.extractor, row.suffix))
        if row.digest and row.parent:
            found.add(member_name(row.digest))
    return frozenset(found)


def needed_by(claims: Iterable[Claim]) -> Names:
    """What any of these data folders needs, or did for the build before its last."""
    return frozenset().union(*(claim.names | claim.left for claim in claims))


def _written(data: Path) -> str:
    """The ID in a data folder; empty if there is none."""
    path = data / FILE
    return path.read_text("utf-8").strip() if path.is_file() else ""


def _place(id_: str) -> str:
    return f"{ALL}/{id_}.json.gz"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


_PLAIN = ("id", "data", "host", "at", "reading")
_LISTS = ("names", "left")
