import pytest

from pipelines.extract import extract_file
from pipelines.extract.file import Limits
from pipelines.records import Extraction


@pytest.fixture
def extracted(tmp_path):
    """Writes bytes to a file of that name and returns what extraction makes of it."""

    def extract(content: bytes, name: str, limits: Limits | None = None) -> Extraction:
        path = tmp_path / "file"
        path.write_bytes(content)
        return extract_file(path, name, limits or Limits())

    return extract
