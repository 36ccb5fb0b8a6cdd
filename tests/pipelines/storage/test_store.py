import hashlib
import os

import fsspec
import pytest

from pipelines.errors import StoreError
from pipelines.records import Member, Record, Segment
from pipelines.storage.store import RecordStore, pack, unpack

RECORD = Record(
    "d" * 64,
    "native 1",
    12,
    "text/plain",
    "partial",
    "cut short",
    (Segment("page", 1, "page 1", "a ward\n😀"), Segment("body", None, "", "")),
    {"title": "Plan"},
    (Member("in.txt", "e" * 64, 3),),
    0.25,
)


@pytest.fixture(params=["folder", "memory"])
def store(request, tmp_path):
    if request.param == "folder":
        yield RecordStore(str(tmp_path / "records"))
    else:
        yield RecordStore("memory://records")
        fsspec.filesystem("memory").store.clear()


def test_a_record_comes_back_as_it_was(store):
    assert store.get(RECORD.digest, "native 1") is None
    store.put(RECORD)
    assert store.get(RECORD.digest, "native 1") == RECORD


def test_extractor_and_ending_are_part_of_the_key(store):
    store.put(RECORD, ".csv")
    assert store.get(RECORD.digest, "native 1", ".csv") == RECORD
    assert store.get(RECORD.digest, "native 1", ".txt") is None
    assert store.get(RECORD.digest, "native 2", ".csv") is None


def test_a_forgotten_record_is_gone(store):
    store.put(RECORD)
    store.forget(RECORD.digest, "native 1")
    store.forget(RECORD.digest, "native 1")
    assert store.get(RECORD.digest, "native 1") is None


def test_members_lie_at_their_location(store):
    digest = store.put_member(b"inside")
    assert digest == hashlib.sha256(b"inside").hexdigest()
    assert store.member(digest) == b"inside"
    assert store.has_member(digest, 6)
    assert not store.has_member(digest, 7)
    with fsspec.open(store.location(digest)) as file:
        assert file.read() == b"inside"
    store.forget_member(digest)
    assert store.member(digest) is None


@pytest.mark.parametrize("damage", ["short", "flip", "empty", "other"])
def test_a_damaged_record_is_none_and_logged(tmp_path, caplog, damage):
    store = RecordStore(str(tmp_path))
    store.put(RECORD)
    path = next(tmp_path.rglob("*.gz"))
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 255
    path.write_bytes(
        {"short": whole[:-9], "flip": bytes(flipped), "empty": b"", "other": b"{}"}[
            damage
        ]
    )
    assert store.get(RECORD.digest, "native 1") is None
    assert RECORD.digest in caplog.text
    store.put(RECORD)
    assert store.get(RECORD.digest, "native 1") == RECORD


def test_a_damaged_member_is_none_and_can_be_put_again(tmp_path):
    store = RecordStore(str(tmp_path))
    digest = store.put_member(b"inside")
    path = tmp_path / "members" / digest[:2] / digest
    path.write_bytes(b"insi")
    assert store.member(digest) is None
    store.put_member(b"inside")
    assert store.member(digest) == b"inside"


def test_sweep_removes_only_what_is_half_written(tmp_path):
    store = RecordStore(str(tmp_path))
    store.put(RECORD)
    old, young = tmp_path / "tmp/123-abc", tmp_path / "tmp/124-abc"
    for half in (old, young):
        half.write_bytes(b"half")
    os.utime(old, (1, 1))
    store.sweep()
    # Another data folder that uses the store, or a worker, may be writing it just now.
    assert list((tmp_path / "tmp").iterdir()) == [young]
    assert store.get(RECORD.digest, "native 1") == RECORD


def test_a_store_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "records").write_text("a file")
    with pytest.raises(StoreError, match="cannot be written"):
        RecordStore(str(tmp_path / "records")).put(RECORD)


def test_the_same_record_gives_the_same_bytes():
    assert pack(RECORD) == pack(unpack(pack(RECORD)))


def test_lone_surrogates_do_not_stop_a_record(tmp_path):
    store = RecordStore(str(tmp_path))
    odd = Record("f" * 64, "n 1", 1, "text/plain", "ok", "", (), {"title": "\ud800"})
    store.put(odd)
    assert store.get("f" * 64, "n 1").metadata == {"title": "?"}
