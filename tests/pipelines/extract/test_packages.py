"""Packages made to hurt: each gives a status in little time and memory."""

import io
import zipfile

import pytest

from pipelines.extract.file import Limits
from tests.pipelines.extract import made

MAIN = "word/document.xml"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def document(prologue: str, text: str, attribute: str = "") -> bytes:
    body = f"<w:body><w:p w:x='{attribute}'><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    root = f"{prologue}<w:document xmlns:w='{W}'>{body}</w:document>"
    return made.changed(made.word(), {MAIN: root})


def replaced(content: bytes, name: str, size: int) -> bytes:
    """The package with a part of `size` zeros, written without holding them."""
    stream = io.BytesIO()
    packed = zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(stream, "w", packed, compresslevel=1) as archive:
        for own, kept in made.parts_of(content).items():
            if own != name:
                archive.writestr(own, kept)
        with archive.open(name, "w", force_zip64=True) as part:
            for _ in range(size // 2**20):
                part.write(bytes(2**20))
    return stream.getvalue()


def test_a_part_of_a_gigabyte_of_nothing_is_refused(extracted):
    found = extracted(replaced(made.word(), MAIN, 2**30), "bomb.docx")
    assert found.status == "too_large"
    assert found.reason == f"{MAIN} unpacks to 1073741824 bytes, the limit is 67108864"


@pytest.mark.parametrize(
    ("content", "name", "part"),
    [
        (made.word(), "bomb.docx", MAIN),
        (made.workbook(), "bomb.xlsx", "xl/worksheets/sheet1.xml"),
        (made.with_shared_texts(), "bomb.xlsx", "xl/sharedStrings.xml"),
        (made.open_document("text", ""), "bomb.odt", "content.xml"),
    ],
)
def test_a_part_that_packs_too_well_is_refused(extracted, content, name, part):
    found = extracted(replaced(content, part, 8 * 2**20), name)
    assert found.status == "too_large"
    assert found.reason == f"{part} unpacks to over 200 times its size"


def test_parts_that_are_large_together_are_refused(extracted):
    found = extracted(made.word(), "large.docx", Limits(total_bytes=3000))
    assert (found.status, found.reason) == ("too_large", "unpacks to over 3000 bytes")


def test_more_parts_than_the_limit_are_refused(extracted):
    stream = io.BytesIO(made.word())
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(20_001):
            archive.writestr(zipfile.ZipInfo(f"word/{number}"), b"")
    found = extracted(stream.getvalue(), "many.docx")
    assert found.status == "too_large"
    assert found.reason.endswith("parts, the limit is 20000")


def test_an_external_entity_is_not_read(extracted, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    prologue = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    found = extracted(document(prologue, "before &e; after"), "xxe.docx")
    assert "the secret" not in "".join(s.text for s in found.segments)


@pytest.mark.parametrize("place", ["text", "attribute"])
def test_a_billion_laughs_are_not_laughed(extracted, place):
    entities = '<!ENTITY e0 "ha">' + "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)
    )
    found = extracted(
        document(f"<!DOCTYPE x [{entities}]>", **{"text": "", place: "&e9;"}), "ha.docx"
    )
    assert sum(len(s.text) for s in found.segments) < 1000


def test_elements_nested_without_end_are_refused(extracted):
    deep = "<w:p>" * 10_000 + "</w:p>" * 10_000
    root = f"<w:document xmlns:w='{W}'>{deep}</w:document>"
    found = extracted(made.changed(made.word(), {MAIN: root}), "deep.docx")
    assert found.status == "corrupt"


def test_a_style_based_on_itself_ends(extracted):
    styles = "<w:style w:styleId='a'><w:basedOn w:val='a'/></w:style>"
    root = f"<w:styles xmlns:w='{W}'>{styles}</w:styles>"
    content = made.changed(made.word(), {"word/styles.xml": root})
    assert extracted(content, "loop.docx").status == "ok"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (made.word(), "report.docx"),
        (made.slides(), "deck.pptx"),
        (made.workbook(), "benefits.xlsx"),
        (made.open_document("text", "<x/>" * 500), "report.odt"),
        (made.visio(("Context", "Shared record")), "flows.vsdx"),
    ],
)
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.95])
def test_a_package_cut_short_is_corrupt(extracted, content, name, kept):
    found = extracted(content[: int(len(content) * kept)], name)
    assert found.status == "corrupt"
    assert found.reason.startswith("not a whole zip package")


@pytest.mark.parametrize("name", ["plan.docx", "plan.pptx", "plan.xlsx", "plan"])
def test_a_package_under_a_password_is_encrypted(extracted, name):
    found = extracted(made.locked(), name)
    assert (found.status, found.reason) == ("encrypted", "protected by a password")


def test_a_package_with_flipped_bits_gives_a_status(extracted):
    content = bytearray(made.word())
    for place in range(100, len(content), 997):
        content[place] ^= 0xFF
    assert extracted(bytes(content), "report.docx").status in ("corrupt", "partial")


def test_a_part_that_leaves_the_package_is_only_missing(extracted):
    rels = made.part(made.word(), "word/_rels/document.xml.rels")
    rels = rels.replace('Target="styles.xml"', 'Target="../../../../etc/passwd"')
    content = made.changed(made.word(), {"word/_rels/document.xml.rels": rels})
    assert extracted(content, "slip.docx").status == "ok"


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (made.word(), "word/_rels/document.xml.rels"),
        (made.slides(), "ppt/slides/_rels/slide1.xml.rels"),
        (made.workbook(), "xl/worksheets/_rels/sheet1.xml.rels"),
    ],
)
def test_damaged_links_are_told_once(extracted, content, part):
    found = extracted(made.changed(content, {part: "<broken"}), "report")
    assert found.status == "partial"
    assert found.reason.count(part) == 1
