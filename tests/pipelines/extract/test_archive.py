import io
import zipfile

from pipelines.extract.file import Limits
from tests.pipelines.extract.made import package


def test_members_are_children_and_their_names_are_text(extracted):
    inner = package({"deep.txt": "deep"})
    content = package({"a/plan.txt": "A plan", "nested.zip": inner, "folder/": ""})
    found = extracted(content, "pack.zip")
    assert found.status == "ok"
    assert [(c.name, c.content) for c in found.children] == [
        ("a/plan.txt", b"A plan"),
        ("nested.zip", inner),
    ]
    assert found.segments[0].text == "a/plan.txt\nnested.zip"


def test_names_are_data_and_never_paths(extracted, tmp_path):
    content = package({"../../evil.txt": "x", "/abs.txt": "y", "b\\..\\c.txt": "z"})
    found = extracted(content, "slip.zip")
    assert [c.name for c in found.children] == ["evil.txt", "abs.txt", "b/c.txt"]
    assert "../../evil.txt: leads out of its folder" in found.reason
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_bomb_is_left_out(extracted):
    found = extracted(package({"zeros.txt": bytes(3 * 2**20), "a.txt": "a"}), "b.zip")
    assert found.status == "partial"
    assert [c.name for c in found.children] == ["a.txt"]
    assert "200 times" in found.reason
    assert extracted(package({"z": bytes(3 * 2**20)}), "b.zip").status == "too_large"


def test_a_member_without_a_name_is_one_like_others(extracted):
    content = package({"a.txt": "a", "b.txt": "b"}).replace(b"b.txt", b"\0.txt")
    found = extracted(content, "pack.zip")
    assert (found.status, found.reason) == ("ok", "")
    assert [(c.name, c.content) for c in found.children] == [
        ("a.txt", b"a"),
        ("unnamed", b"b"),
    ]


def test_too_many_members_are_refused(extracted):
    content = package({f"{i}.txt": "" for i in range(50)})
    found = extracted(content, "many.zip", Limits(entries=49))
    assert (found.status, found.reason) == ("too_large", "50 members, the limit is 49")


def test_a_locked_member_is_told(extracted):
    content = bytearray(package({"a.txt": "secret"}))
    start, middle = content.find(b"PK\3\4"), content.find(b"PK\1\2")
    content[start + 6] |= 1
    content[middle + 8] |= 1
    found = extracted(bytes(content), "locked.zip")
    assert found.status == "encrypted"
    assert "a.txt: protected by a password" in found.reason


def test_a_damaged_member_does_not_stop_the_others(extracted):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("bad.txt", "spoiled text")
        archive.writestr("good.txt", "good text")
    content = stream.getvalue().replace(b"spoiled text", b"spOiled text")
    found = extracted(content, "half.zip")
    assert found.status == "partial"
    assert [c.name for c in found.children] == ["good.txt"]


def test_a_member_packed_in_another_way_is_not_called_damaged(extracted):
    """Windows packs large files by Deflate64."""
    content = bytearray(package({"a.txt": "the plan"}))
    content[content.find(b"PK\3\4") + 8] = 9
    content[content.find(b"PK\1\2") + 10] = 9
    found = extracted(bytes(content), "large.zip")
    reason = "a.txt: packed in a way that is not read"
    assert (found.status, found.reason) == ("unsupported", reason)


def test_links_and_what_systems_add_are_no_files(extracted):
    link = zipfile.ZipInfo("latest.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(link, "../v2/plan.txt")
        for name in ("__MACOSX/._plan.txt", "a/.DS_Store", "plan.txt"):
            archive.writestr(name, "The plan")
    found = extracted(stream.getvalue(), "mac.zip")
    assert [child.name for child in found.children] == ["plan.txt"]
    assert found.segments[0].text == "latest.txt\nplan.txt"
    reason = "latest.txt: a link, which is not followed"
    assert (found.status, found.reason) == ("ok", reason)


def test_an_old_name_in_utf8_is_read(extracted):
    content = package({"caf\u00e9.txt": "x"})
    raw = bytearray(content)
    raw[raw.find(b"PK\3\4") + 7] &= ~8 & 0xFF
    raw[raw.find(b"PK\1\2") + 9] &= ~8 & 0xFF
    assert extracted(bytes(raw), "a.zip").children[0].name == "café.txt"


def test_empty_and_cut_archives(extracted):
    assert extracted(package({}), "none.zip").status == "empty"
    cut = package({"a.txt": "text " * 99})[:60]
    assert extracted(cut, "cut.zip").status == "corrupt"
