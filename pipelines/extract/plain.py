"""TXT: the text as it is, cut into pages where it has form feeds."""

from pipelines.extract.breaks import paged
from pipelines.extract.decoding import decoded
from pipelines.extract.file import File
from pipelines.records import Extraction


def extract(file: File) -> Extraction:
    """The text in one segment, or one for each page between form feeds."""
    text = decoded(file.path.read_bytes())
    return Extraction(file.media_type, paged(text))
