"""How messages say a number of things, and what the system would not do."""

from indexer.reason import reason_of


def counted(count: int, one: str, many: str = "") -> str:
    """1 file, 2 files."""
    return f"{count} {one if count == 1 else many or f'{one}s'}"


def sentence_of(error: Exception) -> str:
    """What went wrong, in a sentence."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename!r}: {reason_of(error)}"
    return reason_of(error) if isinstance(error, OSError) else str(error)
