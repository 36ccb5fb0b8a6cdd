import pytest

from pipelines.extract.file import Limits
from pipelines.extract.members import Members, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/b.txt", "a/b.txt"),
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Temp\\a.doc", "Temp/a.doc"),
        ("a/./b/../c.txt", "a/b/c.txt"),
        ("two\nlines\0.txt", "two lines .txt"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("📄.pdf", "📄.pdf"),
    ],
)
def test_a_name_leads_nowhere_else(name, safe):
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_extension():
    name = safe_name("é" * 300 + ".docx")
    assert len(name.encode()) <= 200
    assert name.endswith("é.docx")


def test_limits_leave_members_out_and_say_so():
    members = Members(Limits(part_bytes=5, total_bytes=8, entries=2))
    for name, size in (("a", 6), ("b", 5), ("c", 4), ("d", 1), ("e", 1)):
        members.take(name, bytes(size))
    assert [child.name for child in members.children] == ["b", "d"]
    assert members.left_out == 3
    assert "a: 6 bytes, the limit is 5" in members.reason()
