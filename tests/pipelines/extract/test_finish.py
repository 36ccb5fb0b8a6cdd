import pytest

from pipelines.extract.file import Limits
from pipelines.extract.finish import clean, finish
from pipelines.records import Child, Extraction, Segment


def body(text: str) -> Segment:
    return Segment("body", None, "", text)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("con\x02firming", "confirming"),
        ("\uf0b7 one\n\uf0fctwo", "one\ntwo"),
        ("a\0b\x07c\ud800d", "abcd"),
        ("soft\xadly", "softly"),
        ("one\r\ntwo\rthree\x0bfour\x0cfive", "one\ntwo\nthree\nfour\nfive"),
        ("a\n\n\n  \n\nb", "a\n\nb"),
        ("a \t \nb\tc", "a\nb\tc"),
        ("the patient’s “record”", 'the patient\'s "record"'),
        ("cafe\u0301", "café"),
        ("  indented", "indented"),
    ],
)
def test_text_is_cleaned(written, kept):
    assert clean(written) == kept
    assert clean(kept) == kept


def test_a_cell_padded_with_many_blanks_is_cleaned():
    """It took an hour."""
    assert clean(" " * 500_000 + "end \n") == "end"


def test_segments_without_text_go_unless_they_are_counted():
    given = (body(" \n"), Segment("page", 1, "page 1", ""), body("text"))
    found = finish(Extraction("text/plain", given), Limits())
    assert [s.label for s in found.segments] == ["page 1", ""]


def test_an_extraction_without_text_is_empty_with_a_reason():
    found = finish(Extraction("text/plain", (body("\x01"),)), Limits())
    assert (found.status, found.reason) == ("empty", "no text in the file")


def test_a_container_of_files_is_not_empty():
    given = Extraction("application/zip", children=(Child("a.txt", b"x"),))
    assert finish(given, Limits()).status == "ok"


def test_characters_beyond_the_limit_go_with_a_reason():
    given = Extraction("text/plain", (body("12345"), body("67890")))
    found = finish(given, Limits(characters=7))
    assert [s.text for s in found.segments] == ["12345", "67"]
    assert found.status == "partial"
    assert found.reason == "only the first 7 characters are kept"


def test_segments_beyond_the_limit_go_with_a_reason():
    given = Extraction("text/plain", (body("a"), body("b")), {}, (), "partial", "x")
    found = finish(given, Limits(segments=1))
    assert len(found.segments) == 1
    assert found.reason == "x; only the first 1 segments are kept"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ward clerks were trained before the system went live. " * 2, "en"),
        ("Hyfforddwyd clercod y wardiau cyn i'r system fynd yn fyw. " * 2, "cy"),
        ("Too short", "und"),
        ("123 456 " * 100, "und"),
        ('{"id": "5f9c-11aa", "system": "https://trust.example/Id"}\n' * 9, "und"),
        ("pack/RAID E-prescribing.xlsx\npack/Hazard Log v2.xlsx\npack/Plan.doc", "und"),
    ],
)
def test_the_language_is_told_from_the_beginning(text, language):
    found = finish(Extraction("text/plain", (body(text),)), Limits())
    assert found.metadata["language"] == language


def test_metadata_is_clean_and_on_one_line():
    given = {"title": " Rollout\nplan\x00", "author": " "}
    found = finish(Extraction("text/plain", (body("x"),), given), Limits()).metadata
    assert found == {"title": "Rollout plan", "language": "und"}
