"""Why the system did not do what it was asked, for messages."""


def reason_of(error: OSError) -> str:
    """The system's reason, to go on a sentence with; or what a remote store says, as it
    says it: names in it may differ by their capitals.
    """
    said = error.strerror
    if said:
        return said[:1].lower() + said[1:]
    return str(error) or type(error).__name__
