import pytest

from pipelines.errors import WrongUseError
from pipelines.extract import VERSION as NATIVE
from pipelines.extract.tika import INSTEAD
from pipelines.reading.one_file import read_alone
from tests.pipelines.runs import MISBEHAVING


def test_a_file_is_read_and_nothing_is_kept(settings, tmp_path):
    file = tmp_path / "100% done #2.md"
    file.write_text("# Goshawk\n\nThe ward names a goshawk.", "utf-8")
    record = read_alone(settings, file)
    assert (record.status, record.extractor) == ("ok", NATIVE)
    assert record.segments[0].label == "Goshawk"
    assert not settings.data.exists()


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("abort.txt", "crashed", "ended by SIGABRT"),
        ("hang.txt", "timeout", "not read within 2 seconds"),
        ("large.txt", "too_large", "1048577 bytes, the limit is 1048576"),
    ],
)
def test_a_hostile_file_has_the_outcome_of_a_run(
    settings, tmp_path, name, status, reason
):
    file = tmp_path / name
    file.write_bytes(b"x" * (2**20 + (name == "large.txt")))
    strict = settings.model_copy(update={"timeout_seconds": 2, "max_file_mb": 1})
    record = read_alone(strict, file, MISBEHAVING)
    assert (record.status, record.reason) == (status, reason)


def test_a_file_that_cannot_be_opened_is_told(settings, tmp_path):
    file = tmp_path / "away.txt"
    file.write_text("text", "utf-8")
    with pytest.raises(WrongUseError, match=r"away\.txt' cannot be read: stale file"):
        read_alone(settings, file, MISBEHAVING)


def test_a_tika_server_reads_it_where_one_is_set(settings, tika_url, tmp_path):
    file = tmp_path / "torn.pdf"
    file.write_bytes(b"%PDF-1.4 torn")
    served = settings.model_copy(update={"tika_endpoint": tika_url})
    record = read_alone(served, file)
    assert (record.status, record.extractor) == ("corrupt", INSTEAD)
