import os
import resource
import subprocess
import sys

import pytest

from mappings.load import load_mappings
from pipelines.extract import EXTRACTORS, FORMATS, detect, extract_file, load
from pipelines.extract.file import Limits
from tests.pipelines.extract import made


def test_every_extractor_has_a_format_and_every_format_a_label():
    assert set(EXTRACTORS) <= set(FORMATS)
    terms = load_mappings().taxonomies["formats"].terms
    assert set(FORMATS.values()) <= {term.id for term in terms}


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


def test_a_folder_gives_a_reason_and_a_file_that_is_gone_is_no_bad_file(tmp_path):
    found = extract_file(tmp_path, "folder.pdf")
    assert found.status == "corrupt"
    assert found.reason.startswith("cannot be read: ")
    with pytest.raises(FileNotFoundError):
        extract_file(tmp_path / "gone.pdf", "gone.pdf")


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


@pytest.mark.parametrize("suffix", ["txt", "pdf", "zip", "docx"])
def test_a_machine_that_opens_no_file_is_not_the_fault_of_one(tmp_path, suffix):
    path = tmp_path / f"one.{suffix}"
    path.write_text("some text", "utf-8")
    extract_file(path, path.name)  # all is imported
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.open(os.devnull, os.O_RDONLY)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, limits[1]))
    try:
        with pytest.raises(OSError, match="Too many open files"):
            extract_file(path, path.name)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
