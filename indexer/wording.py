"""How numbers of things are written, on pages as in messages."""


def number(count: int) -> str:
    """2955 as 2,955."""
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """1 file, 2 files; many is given where it is more than an s."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"
