import pytest

from pipelines.extract.decoding import decoded

TEXT = "The trust’s café spent £500 on “tablets” – naïve."


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_the_encoding_is_told_by_the_bytes(encoding):
    assert decoded(TEXT.encode(encoding)) == TEXT


def test_a_declared_encoding_is_used_when_it_is_not_utf8():
    assert decoded("Привет".encode("koi8-r"), "KOI8-R") == "Привет"
    assert decoded(TEXT.encode(), "latin-1") == TEXT


@pytest.mark.parametrize("declared", ["no-such", "base64", "rot13", "", "undefined"])
def test_a_wrong_declaration_is_passed_over(declared):
    assert decoded(TEXT.encode("cp1252"), declared) == TEXT


def test_one_broken_byte_does_not_change_a_long_text():
    text = "é plan " * 20_000
    assert decoded(text.encode() + b"\xff") == text + "\ufffd"
