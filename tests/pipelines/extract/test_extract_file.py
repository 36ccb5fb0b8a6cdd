import subprocess
import sys

import pytest

from pipelines.extract import EXTRACTORS, FORMATS, detect, extract_file, load
from pipelines.extract.file import Limits
from tests.pipelines.extract import made


def test_every_extractor_has_a_format():
    assert set(EXTRACTORS) <= set(FORMATS)


def test_every_extractor_can_be_loaded_and_none_is_before():
    load()
    ask = "import sys, pipelines.ingest; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, check=True
    )
    early = set(done.stdout.split())
    assert "pipelines.extract" in early
    assert "pipelines.extract.pdf" not in early


def test_a_file_without_bytes_is_empty(extracted):
    found = extracted(b"", "report.docx")
    assert (found.status, found.reason) == ("empty", "the file has no bytes")


def test_a_file_over_the_limit_is_not_opened(extracted):
    found = extracted(made.word(), "report.docx", Limits(file_bytes=100))
    assert found.media_type == detect.DOCX
    assert found.status == "too_large"
    assert found.reason.endswith("the limit is 100")


def test_what_no_module_reads_is_unsupported(extracted):
    found = extracted(b"\x7fELF\2\1\1\0", "program")
    assert found.status == "unsupported"
    assert found.reason == "no extractor for application/octet-stream"


def test_a_file_that_is_gone_or_a_folder_gives_a_reason(tmp_path):
    for path in (tmp_path / "gone.pdf", tmp_path):
        found = extract_file(path, "gone.pdf")
        assert found.status == "corrupt"
        assert found.reason.startswith("cannot be read: ")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (made.word(), "report.pdf"),
        (made.pdf("Hello"), "report.docx"),
        (made.workbook(), "benefits.doc"),
        (made.slides(), "deck"),
    ],
)
def test_a_wrong_extension_does_no_harm(extracted, content, name):
    assert extracted(content, name).status == "ok"


def test_no_control_character_reaches_a_segment(extracted):
    found = extracted(made.open_document("text", "<text:p>a\x85b</text:p>"), "a.odt")
    assert found.segments[0].text == "a\nb"


@pytest.mark.parametrize("magic", [b"%PDF-1.7\n", b"PK\3\4", b"PK\5\6", detect.OLE])
def test_noise_behind_a_signature_gives_a_status(extracted, magic):
    noise = bytes(n * n * 31 % 251 for n in range(20_000))
    for extension in ("pdf", "docx", "xlsx", "doc", "xls", "msg", "zip", "txt"):
        found = extracted(magic + noise, f"noise.{extension}")
        assert found.status in ("corrupt", "unsupported", "empty", "encrypted")
        assert found.reason
