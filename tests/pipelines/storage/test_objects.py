import sys

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


@pytest.mark.parametrize("url", ["nosuch://bucket/records", "s3://bucket/records"])
def test_a_place_that_cannot_be_opened_is_one_sentence(url, monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)  # an extra package
    with pytest.raises(StoreError, match=f"record store {url} cannot be opened"):
        Objects(url)
