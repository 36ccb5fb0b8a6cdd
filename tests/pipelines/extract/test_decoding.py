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


def test_bytes_of_another_encoding_do_not_change_a_text_in_utf8():
    written = "– costs\nThe café’s plan\n"
    assert decoded(written.encode() + b"na\xefve, \xa35") == f"{written}naïve, £5"
    text = "plan " * 20_000
    assert (
        decoded(text.encode() + "é £5 –".encode() + b" caf\xe9") == text + "é £5 – café"
    )


@pytest.mark.parametrize(
    "written",
    [
        "the patient’s record",
        "### Option 2 – search",
        "We show a ‘booking’",
        "École “Zürich”",
        "5 µg/ml ± 0.2, § 4",
        "¿Qué? São Paulo…",
    ],
)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_short_texts_of_western_offices_are_told_apart(written, encoding):
    assert decoded(written.encode(encoding)) == written


def test_a_text_of_dos_keeps_its_pounds_and_accents():
    assert decoded("Café £5, crème".encode("cp850")) == "Café £5, crème"
