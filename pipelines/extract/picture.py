"""Images: their name and type are all that search can use; nothing is decoded."""

from pipelines.extract.file import File
from pipelines.records import Extraction

REASON = "an image holds no text"


def extract(file: File) -> Extraction:
    """No segments; the status is ``empty``."""
    return Extraction(file.media_type, status="empty", reason=REASON)
