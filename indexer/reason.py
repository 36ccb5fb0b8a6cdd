"""Why the system did not do what it was asked, for messages."""


def reason_of(error: OSError) -> str:
    """The system's reason in words."""
    return (error.strerror or str(error) or type(error).__name__).lower()
