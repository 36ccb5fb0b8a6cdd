import pytest

from pipelines.extract.word97 import shown
from tests.pipelines.extract.compounds import document


def test_pieces_of_both_kinds_are_one_text(extracted):
    found = extracted(document([b"Caf\xe9 \x93so\x94\r", "Привет\r"]), "a.doc")
    assert (found.status, found.reason) == ("ok", "")
    (segment,) = found.segments
    assert (segment.kind, segment.number) == ("body", None)
    assert segment.text == 'Café "so"\nПривет'


def test_page_breaks_are_pages_and_stories_are_apart(extracted):
    main, notes, heads = "one\r\x0ctwo\r", "\x02 a note\r", "Draft\r"
    lengths = [len(main), len(notes), len(heads)]
    found = extracted(document([main + notes + heads], lengths=lengths), "a.doc")
    assert [(s.kind, s.label, s.text) for s in found.segments] == [
        ("page", "page 1", "one"),
        ("page", "page 2", "two"),
        ("section", "footnotes", "a note"),
        ("section", "headers and footers", "Draft"),
    ]


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("a\x13 HYPERLINK x \x14link\x15b", "alinkb"),
        ("\x13 IF \x13 PAGE \x141\x15 = 1 \x14yes\x15", "yes"),
        ("\x13 TOC \x15gone", "gone"),
        ("never \x13 ended", "never  ended"),
        ("stray \x14\x15 marks", "stray  marks"),
        ("A\x07B\x07\x07C\x07D\x07\x07", "A\tB\nC\tD\n"),
        ("soft\x1fhyphen non\x1ebreaking\x01\x08", "softhyphen non-breaking"),
    ],
)
def test_codes_are_not_text(stored, text):
    assert shown(stored) == text


def test_a_password_is_told(extracted):
    found = extracted(document(["x"], flags=0x0100), "a.doc")
    assert (found.status, found.reason) == ("encrypted", "protected by a password")


def test_documents_of_word_95_are_read(extracted):
    found = extracted(document([b"Old words\r"], magic=0xA5DC), "a.doc")
    assert (found.status, found.segments[0].text) == ("ok", "Old words")


def test_damage_is_told(extracted):
    whole = document(["words " * 3000])
    assert extracted(whole[:1000], "a.doc").status == "corrupt"
    assert extracted(whole[:20_000], "a.doc").status in ("partial", "corrupt")
    assert extracted(document([b"x"], magic=0x1234), "a.doc").status == "corrupt"
    assert extracted(document([]), "a.doc").status in ("partial", "empty")


def test_many_pieces_are_one_text_and_cannot_multiply(extracted):
    pieces = [b"words" * 200] * 50
    assert extracted(document(pieces), "a.doc").status == "ok"
    piece = b"words" * 2_000
    content = document([piece] + [piece] * 500, overlapping=True)
    found = extracted(content, "a.doc")
    assert sum(len(s.text) for s in found.segments) <= len(content)
