import bz2
import io
import lzma
import tarfile
import zipfile

import pytest

from demo import ole
from pipelines.extract import detect
from pipelines.extract.detect import format_of, media_type
from tests.pipelines.extract import made

MAIL = b"Return-Path: <a@b.org>\r\nFrom: a@b.org\r\nDate: today\r\n\r\nHello"
HEAD = b"From: a@example.org\nTo: b@example.org\nSubject: Hello\n\nHello"
PAGE = b"<!DOCTYPE html>\n<html><body>Hello</body></html>"


def tar(content: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        member = tarfile.TarInfo("plan.txt")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


BY_CONTENT = [
    (made.pdf("x"), detect.PDF),
    (made.word(), detect.DOCX),
    (made.slides(), detect.PPTX),
    (made.workbook(), detect.XLSX),
    (made.visio(("a", "b")), detect.VSDX),
    (made.open_document("text", ""), detect.ODT),
    (made.open_document("spreadsheet", ""), detect.ODS),
    (made.open_document("presentation", ""), detect.ODP),
    (made.package({"mimetype": "application/epub+zip"}), "application/epub+zip"),
    (made.package({"notes/a.txt": "x"}), detect.ZIP),
    (made.package({"word/document.xml": "no content types"}), detect.ZIP),
    (ole.write({"WordDocument": b"x"}), detect.DOC),
    (ole.write({"PowerPoint Document": b"x"}), detect.PPT),
    (ole.write({"Workbook": b"x"}), detect.XLS),
    (ole.write({"__properties_version1.0": b"x"}), detect.MSG),
    (made.locked(), detect.LOCKED),
    (b"{\\rtf1 Hello}", detect.RTF),
    (PAGE, detect.HTML),
    (
        b"<?xml version='1.0'?>\n<html xmlns='x'>",
        detect.HTML,
    ),
    (b"<?xml version='1.0'?><root/>", detect.XML),
    (b"<?xml version='1.0'?><!-- x --><svg xmlns='x'/>", detect.SVG),
    (b'{"a": 1}', detect.JSON),
    (b"[1, 2]", detect.JSON),
    (MAIL, detect.EML),
    (HEAD, detect.EML),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff\xe0", "image/jpeg"),
    (b"GIF89a", "image/gif"),
    (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    (b"BM\x10\0\0\0\0\0\0\0", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"Just a note", detect.TXT),
    ("Just a note".encode("utf-16"), detect.TXT),
    ("Just a note".encode("utf-16-le"), detect.TXT),
    ("Just a note".encode("utf-32"), detect.TXT),
    (b"Caf\xe9 in Latin-1", detect.TXT),
    (b"Just a note that goes on" + bytes(5), detect.TXT),
    (tar(b"The plan of the ward\n" * 999), "application/x-tar"),
    (bz2.compress(b"The plan"), "application/x-bzip2"),
    (lzma.compress(b"The plan"), "application/x-xz"),
    (bytes(range(256)), detect.UNKNOWN),
    (b"\x7fELF\2\1\1\0", detect.UNKNOWN),
]


def test_a_damaged_part_says_nothing_of_the_type(told):
    whole = made.package({"mimetype": "application/epub+zip", "a.txt": "a"})
    start = whole.index(b"mimetype") + len(b"mimetype")
    damaged = whole[:start] + b"\xff" * 8 + whole[start + 8 :]
    assert told(damaged, "download") == detect.ZIP


@pytest.fixture
def told(tmp_path):
    def tell(content: bytes, name: str) -> str:
        path = tmp_path / "file"
        path.write_bytes(content)
        return media_type(path, name)

    return tell


@pytest.mark.parametrize(("content", "expected"), BY_CONTENT)
def test_content_decides_when_the_name_says_nothing_or_lies(told, content, expected):
    assert told(content, "download") == expected
    assert told(content, "photo.jpg") == expected


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"# Title\n\ntext", "README.md", detect.MD),
        (b"<div>\n\n# Title", "page.md", detect.MD),
        (b"a,b\n1,2", "data.csv", detect.CSV),
        (b"a\tb\n1\t2", "data.TSV", detect.TSV),
        (b"Subject: only one header\n\nHello", "mail.eml", detect.EML),
        (b"---\nlayout: x\n---\n<p>Hello</p>", "page.html", detect.HTML),
        (b"Note: buy milk\nThat: too\n", "note.txt", detect.TXT),
        (b"not json at all", "data.json", detect.TXT),
        (b"<Name of the project> business case", "plan.txt", detect.TXT),
        (b"<?xml version='1.0'?><root/>", "export.txt", detect.XML),
        (b"<system> started", "server.log", detect.TXT),
        (made.locked(), "plan.docx", detect.DOCX),
        (made.word()[:5000], "cut.docx", detect.DOCX),
        (made.word()[:5000], "cut", detect.ZIP),
        (ole.write({"WordDocument": b"x"})[:600], "cut.doc", detect.DOC),
    ],
)
def test_the_extension_settles_what_content_cannot(told, content, name, expected):
    assert told(content, name) == expected


def test_a_package_inside_a_document_does_not_change_its_type(told):
    content = made.changed(made.slides(), {"ppt/embeddings/x.xlsx": made.workbook()})
    assert told(content, "deck") == detect.PPTX


def test_names_in_capitals_and_with_backslashes_are_understood(told):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("[CONTENT_TYPES].XML", "WORD\\DOCUMENT.XML"):
            archive.writestr(name, "x")
    assert told(stream.getvalue(), "report") == detect.DOCX


def test_a_media_type_without_a_format_is_other():
    assert format_of(detect.DOCM) == "docx"
    assert format_of("application/gzip") == "other"


def test_many_comments_before_an_element_take_no_long_time(told):
    assert told(b"<!---->" * 200 + b"<root/>", "export.xml") == detect.XML
    assert told(b"<!-- x -->" * 99 + b"<svg/>", "drawing") == detect.SVG
