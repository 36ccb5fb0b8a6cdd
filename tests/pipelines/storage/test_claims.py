"""What data folders need of a store that they share, and what goes when none does."""

import shutil

import pytest

from pipelines.errors import StoreError
from pipelines.storage.claims import Claims, needed, needed_by
from pipelines.storage.ledger import Row
from pipelines.storage.store import member_name, record_name


@pytest.fixture
def folders(objects, tmp_path):
    """The claims of two data folders on one store."""
    some = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        some.append(Claims(objects, tmp_path / name))
    return some


def fill(objects, *names):
    for name in names:
        objects.write(name, b"x")
    return frozenset(names)


def there(objects):
    return sorted({**objects.sizes("text"), **objects.sizes("members")})


def test_what_was_left_behind_goes_with_the_second_build_after(objects, folders):
    one, _ = folders
    fill(objects, "text/a", "text/b")
    assert not one.is_said()
    one.settle(frozenset({"text/a", "text/b"}), built=True)
    assert one.is_said()
    one.settle(frozenset({"text/b"}), built=True)
    one.settle(frozenset({"text/b"}), built=False)
    assert there(objects) == ["text/a", "text/b"]
    one.settle(frozenset({"text/b"}), built=True)
    assert there(objects) == ["text/b"]
    assert needed_by([one.own()]) == {"text/b"}


def test_what_comes_back_before_that_stays(objects, folders):
    one, _ = folders
    both = fill(objects, "text/a", "text/b")
    for names in (both, frozenset({"text/b"}), both, both):
        one.settle(names, built=True)
    assert there(objects) == ["text/a", "text/b"]


def test_what_another_folder_needs_stays(objects, folders):
    one, two = folders
    fill(objects, "text/a", "text/b", "text/c")
    two.settle(frozenset({"text/a", "text/b"}), built=True)
    two.settle(frozenset({"text/b"}), built=True)
    one.settle(frozenset({"text/a", "text/b", "text/c"}), built=True)
    one.settle(frozenset(), built=True)
    one.settle(frozenset(), built=True)
    assert there(objects) == ["text/a", "text/b"]
    (other,) = one.others()
    assert other.data.endswith("/two")
    assert needed_by([other]) == {"text/a", "text/b"}
    one.forget(other.id)
    assert one.others() == ()


def test_what_is_dropped_is_not_even_kept_for_an_earlier_build(folders):
    one, two = folders
    one.settle(frozenset({"text/a", "text/b"}), built=True)
    one.settle(frozenset({"text/b"}), built=True)
    one.drop(frozenset({"text/b"}))
    assert needed_by(two.others()) == {"text/b"}


def test_a_folder_whose_id_a_full_disk_left_empty_gets_one(folders, tmp_path):
    one, two = folders
    (tmp_path / "one" / "claim").touch()
    one.settle(frozenset({"text/a"}), built=True)
    (other,) = two.others()
    assert other.id == (tmp_path / "one" / "claim").read_text().strip() != ""


def test_a_copy_of_a_folder_gets_an_id_of_its_own_and_a_moved_one_keeps_it(
    objects, folders, tmp_path
):
    one, _ = folders
    one.settle(fill(objects, "text/a"), built=True)
    shutil.copytree(tmp_path / "one", tmp_path / "copy")
    copy = Claims(objects, tmp_path / "copy")
    assert (copy.is_said(), one.is_said()) == (False, True)
    for _ in range(2):
        copy.settle(frozenset(), built=True)
    assert there(objects) == ["text/a"]
    (other,) = copy.others()
    assert other.id == one.own().id
    (tmp_path / "one").rename(tmp_path / "moved")
    moved = Claims(objects, tmp_path / "moved")
    assert (moved.own().id, moved.is_said()) == (other.id, True)


def test_a_run_says_that_it_reads_until_it_settled(folders):
    one, two = folders
    one.settle(frozenset({"text/a"}), built=True)
    one.begin()
    (other,) = two.others()
    assert (bool(other.reading), other.names) == (True, {"text/a"})
    one.settle(frozenset({"text/a"}), built=False)
    assert two.others()[0].reading == ""


def test_a_claim_that_cannot_be_read_is_never_taken_for_none(objects, folders):
    one, two = folders
    one.settle(frozenset({"text/a"}), built=True)
    (name,) = objects.names("claims")
    objects.write(f"claims/{name}", b"torn")
    with pytest.raises(StoreError, match=f"claims/{name} in record store"):
        two.others()
    one.settle(frozenset({"text/a"}), built=True)  # who made it makes it anew
    assert two.others()[0].names == {"text/a"}


def test_a_row_needs_its_record_and_a_member_its_bytes_too():
    file = Row("w/a.ZIP", "w", digest="d1", extractor="native 2")
    member = Row("w/a.ZIP!/b", "w", parent="w/a.ZIP", digest="d2", extractor="tika 1")
    deep = Row("w/a.ZIP!/c", "w", parent="w/a.ZIP", digest="d3", outcome="skipped")
    unread = Row("w/x", "w", outcome="skipped")
    assert needed([file, member, deep, unread]) == {
        record_name("d1", "native 2", ".zip"),
        record_name("d2", "tika 1", ""),
        member_name("d2"),
        member_name("d3"),
    }
