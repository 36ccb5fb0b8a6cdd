import pytest


def test_form_feeds_are_pages(extracted):
    found = extracted(b"one\r\n\x0c\x0cthree\x0c", "a.txt")
    assert [(s.kind, s.number, s.text) for s in found.segments] == [
        ("page", 1, "one"),
        ("page", 3, "three"),
    ]


def test_text_without_pages_is_one_body(extracted):
    content = ("It’s\0 £5\n" + "Words. " * 30).encode("cp1252")
    (segment,) = extracted(content, "a.txt").segments
    assert (segment.kind, segment.number, segment.label) == ("body", None, "")
    assert segment.text.startswith("It's £5\nWords.")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.json", "a.xml"])
@pytest.mark.parametrize("content", [b"", b" \n\n ", b"\xef\xbb\xbf"])
def test_nothing_is_empty(extracted, name, content):
    assert extracted(content, name).status == "empty"


def test_a_name_of_255_bytes_or_with_a_newline_is_read(extracted):
    assert extracted(b"words", "n" * 251 + ".txt").status == "ok"
    assert extracted(b"words", "two\nlines 📄.txt").status == "ok"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(99), "a.png"),
        (b"\xff\xd8\xff\xe0" + bytes(99), "a.jpg"),
        (b"GIF89a" + bytes(99), "a.gif"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>", "a.svg"),
    ],
)
def test_images_hold_no_text(extracted, content, name):
    found = extracted(content, name)
    assert (found.status, found.reason) == ("empty", "an image holds no text")
