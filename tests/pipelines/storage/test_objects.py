import shutil
import sys
import threading

import fsspec
import pytest

from pipelines.errors import StoreError
from pipelines.storage.objects import Objects


def test_an_object_comes_back_and_goes(objects):
    assert (objects.read("a/b"), objects.size("a/b")) == (None, None)
    objects.write("a/b", b"one")
    objects.write("a/b", b"other")
    assert (objects.read("a/b"), objects.size("a/b")) == (b"other", 5)
    with fsspec.open(objects.location("a/b")) as file:
        assert file.read() == b"other"
    objects.write("a/d", b"another")
    objects.remove("a/b", "a/c", "a/d")
    assert objects.names("a") == []
    objects.remove("a/b")
    objects.remove()
    assert objects.read("a/b") is None


def test_a_folder_is_listed_read_and_dropped(objects):
    assert objects.names("a") == []
    assert objects.read_all([]) == {}
    for name, content in (("a/b", b""), ("a/c", b"c"), ("a/in/d", b"d"), ("e", b"e")):
        objects.write(name, content)
    assert sorted(objects.names("a")) == ["b", "c", "in"]
    assert objects.sizes("a") == {"a/b": 0, "a/c": 1, "a/in/d": 1}
    assert objects.sizes("x") == {}
    assert objects.read_all(["a/b", "a/c", "a/x"]) == {"a/b": b"", "a/c": b"c"}
    objects.drop("a")
    objects.drop("a")
    assert objects.names("a") == []
    assert objects.read("e") == b"e"


def test_what_is_taken_away_while_it_is_measured_is_no_error(tmp_path):
    objects, ended = Objects(str(tmp_path)), threading.Event()

    def come_and_go():
        for _ in range(100):
            for number in range(20):
                objects.write(f"a/{number % 3}/{number}", b"x")
            shutil.rmtree(tmp_path / "a")
        ended.set()

    objects.write("e", b"e")
    threading.Thread(target=come_and_go).start()
    while not ended.is_set():
        assert set(objects.sizes("a").values()) <= {1}
    assert objects.sizes("") == {"e": 1}


@pytest.mark.parametrize("url", ["nosuch://bucket/records", "s3://bucket/records"])
def test_a_place_that_cannot_be_opened_is_one_sentence(url, monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)  # an extra package
    with pytest.raises(StoreError, match=f"record store {url} cannot be opened"):
        Objects(url)
