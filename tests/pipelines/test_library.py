import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.local import LocalFileSystem
from fsspec.implementations.memory import MemoryFile, MemoryFileSystem

from pipelines.errors import LibraryError
from pipelines.library import (
    METADATA,
    NO_URL,
    OUTSIDE,
    Skipped,
    Source,
    discover,
    library_url,
    reach,
    uri_in,
)

ROOT = Path(__file__).parents[2]


def put(root, *paths):
    for path in paths:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"text of {path}", "utf-8")


def reasons(found):
    return {e.path: e.reason for e in found if isinstance(e, Skipped)}


def keys(found):
    return [e.key for e in found if isinstance(e, Source)]


def test_every_file_of_every_folder_in_order(tmp_path):
    put(tmp_path, "b/x.txt", "a/z.txt", "a/deep/er/y.txt", "a/b.txt")
    found = list(discover(str(tmp_path)))
    assert keys(found) == ["a/b.txt", "a/z.txt", "a/deep/er/y.txt", "b/x.txt"]
    first = found[0]
    assert (first.blueprint_folder, first.path) == ("a", "b.txt")
    assert first.size == len("text of a/b.txt")
    assert first.uri == f"file://{tmp_path}/a/b.txt"
    assert len(first.modified) == 10


def test_a_library_has_one_name_however_it_is_written(tmp_path, monkeypatch):
    (tmp_path / "library").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "library")
    monkeypatch.chdir(tmp_path)
    own = str(tmp_path / "library")
    for written in ("library", "./library/", "link", own, f"file://{own}"):
        assert library_url(written) == own
    assert library_url("memory://remote/library/") == "memory://remote/library"


@pytest.mark.parametrize("root", ["", " ", "file://", "local:// "])
def test_a_name_that_is_empty_is_not_the_folder_the_command_runs_in(root):
    with pytest.raises(LibraryError, match="names no folder"):
        library_url(root)


def test_a_library_whose_name_is_no_text_is_refused(tmp_path):
    with pytest.raises(LibraryError, match="the path is not UTF-8"):
        library_url(os.fsdecode(os.fsencode(tmp_path) + b"/latin\xe9"))


def test_a_path_in_the_library_is_where_the_library_is(tmp_path):
    put(tmp_path, "a/x..y/plan.txt")
    for root in (str(tmp_path), "memory://remote"):
        with pytest.raises(LibraryError, match="leads out of library"):
            uri_in(root, "a/../../secret.txt")
    (source,) = discover(str(tmp_path))
    assert uri_in(str(tmp_path), source.key) == source.uri
    assert uri_in("memory://remote", "a/x") == "memory://remote/a/x"


def test_a_library_that_cannot_be_reached_is_said(tmp_path):
    put(tmp_path, "library/a/x.txt")
    reach(str(tmp_path / "library"))
    (tmp_path / "mount").mkdir()
    for root in (str(tmp_path / "gone"), str(tmp_path / "mount"), "memory://gone"):
        with pytest.raises(LibraryError, match=f"{root}.* (exist|is empty)"):
            reach(root)


def test_metadata_and_loose_files_are_no_artefacts(tmp_path):
    put(tmp_path, "catalogue.xlsx", "notes.pdf", "a/blueprint.yaml", "a/catalogue.csv")
    put(tmp_path, "a/deep/blueprint.yaml", "b/Blueprint.YML", "c/blueprint.yaml.txt")
    put(tmp_path, "Catalogue.CSV", "costs.csv", "catalogue.pdf", "blueprint.yaml")
    found = list(discover(str(tmp_path)))
    assert reasons(found) == {
        "catalogue.xlsx": METADATA,
        "notes.pdf": OUTSIDE,
        "Catalogue.CSV": METADATA,
        "costs.csv": OUTSIDE,
        "catalogue.pdf": OUTSIDE,
        "blueprint.yaml": OUTSIDE,  # where nobody reads it
        "a/blueprint.yaml": METADATA,
        "b/Blueprint.YML": METADATA,
        "c/blueprint.yaml.txt": METADATA,
    }
    assert keys(found) == ["a/catalogue.csv", "a/deep/blueprint.yaml"]


def test_litter_is_skipped_with_a_reason(tmp_path):
    put(tmp_path, "a/.DS_Store", "a/~$plan.docx", "a/Thumbs.db", "a/.git/config")
    put(tmp_path, "a/__MACOSX/x")
    assert reasons(discover(str(tmp_path))) == {
        "a/.DS_Store": "hidden",
        "a/.git/config": "hidden",
        "a/Thumbs.db": "left behind by an operating system",
        "a/__MACOSX/x": "left behind by an operating system",
        "a/~$plan.docx": "lock file of an office program",
    }


def test_links_are_followed_only_to_files_of_the_library(tmp_path):
    library = tmp_path / "library"
    put(tmp_path, "library/a/x.txt", "secret.txt")
    (library / "a/in.txt").symlink_to(library / "a/x.txt")
    (library / "a/out.txt").symlink_to(tmp_path / "secret.txt")
    (library / "a/up").symlink_to(library)
    (library / "a/gone.txt").symlink_to(library / "nothing")
    (library / "a/self").symlink_to(library / "a/self")
    found = list(discover(str(library)))
    assert keys(found) == ["a/in.txt", "a/x.txt"]
    assert reasons(found) == {
        "a/out.txt": "symbolic link out of the library",
        "a/up": "symbolic link to a folder",
        "a/gone.txt": "symbolic link to nothing",
        "a/self": "symbolic link in a circle",
    }


def test_sockets_and_pipes_are_not_opened(tmp_path, monkeypatch):
    put(tmp_path, "a/x.txt")
    os.mkfifo(tmp_path / "a/pipe")
    monkeypatch.chdir(tmp_path / "a")  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("sock")
        assert reasons(discover(str(tmp_path))) == {
            "a/pipe": "not a regular file",
            "a/sock": "not a regular file",
        }


def test_odd_names(tmp_path):
    put(
        tmp_path,
        "a/new\nline.txt",
        "a/smile 😀.txt",
        f"a/{'n' * 251}.txt",
        "a/x::y#%20",
    )
    (tmp_path / "a" / os.fsdecode(b"latin\xe9.txt")).write_text("x")
    found = list(discover(str(tmp_path)))
    assert len(keys(found)) == 4
    assert reasons(found) == {"a/latin\\xe9.txt": "name is not UTF-8"}
    for source in found:
        if isinstance(source, Source):
            assert Path(source.uri.removeprefix("file://")).is_file()


def test_unreadable_files_are_skipped_and_an_unreadable_library_is_refused():
    # As another user: the superuser may read everything.
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        put(folder, "a/x.txt", "a/locked.txt", "a/.hidden", "loose.txt")
        put(folder, "b/y.txt", "lost+found/z.txt")
        (folder / "a/link.txt").symlink_to(folder / "b/y.txt")
        locked = ["a/locked.txt", "a/.hidden", "loose.txt", "b", "lost+found"]
        for path in locked:
            (folder / path).chmod(0)
        script = (
            "import os, sys\n"
            "from pipelines.errors import LibraryError\n"
            "from pipelines.library import discover, Skipped\n"
            "if os.getuid() == 0: os.setuid(65534)\n"
            "for e in discover(sys.argv[1]):\n"
            "    if isinstance(e, Skipped): print(e.path, e.reason, e.uri)\n"
            "try: print(*discover(sys.argv[1] + '/b'))\n"
            "except LibraryError as error: print(error)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        for path in locked:
            (folder / path).chmod(0o755)
        shutil.rmtree(folder)
    # What would be read has its place, so that a run counts it as not reached.
    assert done.stdout.splitlines() == [
        "loose.txt not inside a Blueprint folder ",
        "a/.hidden hidden ",
        "a/link.txt symbolic link to where permission is denied ",
        f"a/locked.txt permission denied file://{folder}/a/locked.txt",
        f"b permission denied file://{folder}/b",
        "lost+found left behind by an operating system ",
        f"library '{folder}/b' cannot be listed: Permission denied",
    ]


def test_a_folder_that_vanishes_while_it_is_read(tmp_path):
    put(tmp_path, "a/x.txt", "b/y.txt", "c/z.txt")
    found = discover(str(tmp_path))
    first = next(found)
    shutil.rmtree(tmp_path / "b")
    rest = list(found)
    assert keys([first, *rest]) == ["a/x.txt", "c/z.txt"]
    assert reasons(rest) == {}


def test_a_stamp_tells_changed_content_even_of_the_same_size_and_time(tmp_path):
    put(tmp_path, "a/x.txt")
    before = next(discover(str(tmp_path)))
    path = tmp_path / "a/x.txt"
    about = path.stat()
    path.write_text("TEXT OF a/x.txt")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    after = next(discover(str(tmp_path)))
    assert before.size == after.size
    assert before.stamp != after.stamp


def test_what_is_no_library_is_said(tmp_path):
    (tmp_path / "file").touch()
    roots = {
        tmp_path / "missing": "missing' does not exist",
        tmp_path / "file": "file' is not a folder",
        "memory://not-there": "not-there' is not a folder or does not exist",
    }
    for root, told in roots.items():
        with pytest.raises(LibraryError, match=told):
            list(discover(str(root)))


def test_a_remote_library():
    fs = fsspec.filesystem("memory")
    fs.pipe_file("/remote/b/annex/x.txt", b"one")
    fs.pipe_file("/remote/a/y.txt", b"two!")
    fs.pipe_file("/remote/loose.txt", b"three")
    try:
        found = list(discover("memory://remote"))
    finally:
        fs.rm("/remote", recursive=True)
    assert keys(found) == ["a/y.txt", "b/annex/x.txt"]
    assert reasons(found) == {"loose.txt": OUTSIDE}
    assert found[0].size == 4
    assert found[0].uri == "memory://remote/a/y.txt"
    assert len(found[0].modified) == 10


class Hosted(MemoryFileSystem):
    """A store on a host that the URL names, as those of FTP and SFTP."""

    protocol = "hosted"

    def __init__(self, host, **more):
        super().__init__(host=host, **more)

    @staticmethod
    def _get_kwargs_from_urls(url):
        return {"host": url.removeprefix("hosted://").partition("/")[0]}

    @classmethod
    def _strip_protocol(cls, path):
        if path.startswith("hosted://"):
            path = path.removeprefix("hosted://").partition("/")[2]
        return "/" + path.strip("/")


def test_a_file_of_a_remote_library_is_where_the_library_is():
    fsspec.register_implementation("hosted", Hosted, clobber=True)
    fs = fsspec.filesystem("memory")
    for name in ("a/y.txt", "a/C::D.txt", "a/../z.txt"):
        fs.store[f"/far/{name}"] = MemoryFile(fs, f"/far/{name}", b"two!")
    try:
        found = list(discover("hosted://archive:2121/far"))
    finally:
        fs.store.clear()
    (one,) = (e for e in found if isinstance(e, Source))
    assert one.uri == uri_in("hosted://archive:2121/far", "a/y.txt")
    assert reasons(found) == {"a/C::D.txt": NO_URL, "a/../z.txt": NO_URL}


class Far(LocalFileSystem):
    """A store that is listed folder by folder; of the `shut` ones nothing is told."""

    protocol = "far"
    shut: Mapping[str, OSError] = {}

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(str(path).removeprefix("far://"))

    def ls(self, path, detail=False, **more):
        if error := self.shut.get(Path(path).name):
            raise error
        return super().ls(path, detail=detail, **more)


def test_a_folder_that_a_store_does_not_list_is_told_and_not_gone(
    tmp_path, monkeypatch
):
    fsspec.register_implementation("far", Far, clobber=True)
    put(tmp_path, "a/x.txt", "a/annex/y.txt", "b/z.txt", ".git/w.txt", "c::d/v.txt")
    root = library_url(f"far://{tmp_path}")
    assert keys(discover(root)) == ["a/annex/y.txt", "a/x.txt", "b/z.txt"]
    denied, gone = PermissionError(13, "Permission denied"), FileNotFoundError("550 no")
    shut = {"annex": denied, "b": gone, ".git": denied, "c::d": denied}
    monkeypatch.setattr(Far, "shut", shut)
    found = list(discover(root))
    assert keys(found) == ["a/x.txt"]
    assert {e.path: (e.reason, e.uri) for e in found if isinstance(e, Skipped)} == {
        "a/annex": ("permission denied", f"{root}/a/annex"),
        "b": ("550 no", f"{root}/b"),
        ".git": ("hidden", ""),
        "c::d": (NO_URL, ""),
    }
    monkeypatch.setattr(Far, "shut", {tmp_path.name: denied})
    with pytest.raises(LibraryError, match="cannot be listed"):
        list(discover(root))


class Web(MemoryFileSystem):
    """A store that lists names alone, and tells more of a single file."""

    protocol = "web"
    changed = ""

    def find(self, path, **_):
        names = (f"{path}/a/{name}" for name in ("gone.txt", "page.txt"))
        return {name: {"name": name, "size": None} for name in names}

    def info(self, path, **_):
        if path.endswith("gone.txt"):
            raise FileNotFoundError(path)
        if not path.endswith(".txt"):
            return {"name": path, "size": 0, "type": "directory"}
        return {"name": path, "size": 4, "Last-Modified": self.changed}


def test_a_change_is_seen_where_a_listing_holds_names_alone(monkeypatch):
    fsspec.register_implementation("web", Web, clobber=True)
    stamps = set()
    for changed in ("Fri, 27 Nov 2026 17:49:04 GMT", "Fri, 27 Nov 2026 17:50:04 GMT"):
        monkeypatch.setattr(Web, "changed", changed)
        (found,) = discover("web://library")
        assert (found.key, found.size) == ("a/page.txt", 4)
        stamps.add(found.stamp)
    assert len(stamps) == 2


@pytest.mark.parametrize("told", [{"modify": "20261127174904"}, {"sha": "8c7e"}])
def test_a_stamp_is_what_the_store_tells(monkeypatch, told):
    monkeypatch.setattr(MemoryFileSystem, "isdir", lambda *_: True)
    about = {"size": 4, **told}
    monkeypatch.setattr(
        MemoryFileSystem, "find", lambda *_, **__: {"/remote/a/x.txt": about}
    )
    (found,) = discover("memory://remote")
    assert found.stamp == f"4-{next(iter(told.values()))}"


@pytest.mark.parametrize("secret", ["ada:s3cret", ":s3cret", "ada:s3@cret"])
def test_a_password_in_a_url_is_refused_and_not_told(secret):
    with pytest.raises(LibraryError) as refused:
        library_url(f"ftp://{secret}@host:21/library")
    assert "cret" not in str(refused.value)
    assert "'ftp://***@host:21/library'" in str(refused.value)
    assert "FSSPEC_FTP_PASSWORD" in str(refused.value)
    for good in ("ftp://ada@host:21/library", "s3://bucket/a:b@c"):
        assert library_url(good) == good


@pytest.mark.parametrize("root", ["zip://::file:///library.zip", "cached::s3://b/c"])
def test_a_chain_of_urls_is_no_library(root):
    with pytest.raises(LibraryError, match="chain of URLs"):
        library_url(root)


@pytest.mark.parametrize(
    ("told", "day"),
    [
        (datetime(2024, 5, 6, tzinfo=UTC), "2024-05-06"),
        ("2024-05-06T07:08:09.000Z", "2024-05-06"),
        (1714979289.5, "2024-05-06"),
        ("yesterday", ""),
        (1e20, ""),
        (None, ""),
    ],
)
def test_a_remote_file_has_the_day_that_its_store_tells(monkeypatch, told, day):
    about = {"size": 4, "LastModified": told, "ETag": "abc"}
    monkeypatch.setattr(MemoryFileSystem, "isdir", lambda *_: True)
    monkeypatch.setattr(
        MemoryFileSystem, "find", lambda *_, **__: {"/remote/a/x.txt": about}
    )
    (found,) = discover("memory://remote")
    assert (found.key, found.modified, found.stamp) == ("a/x.txt", day, "4-abc")
