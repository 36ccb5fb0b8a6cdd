"""How messages say what the system would not do."""

from indexer.reason import reason_of


def sentence_of(error: Exception) -> str:
    """What went wrong, in a sentence."""
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename!r}: {reason_of(error)}"
    return reason_of(error) if isinstance(error, OSError) else str(error)
