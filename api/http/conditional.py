"""Conditional and partial requests: what an asker has, and what part is wanted.

Starlette answers them for local files alone, not for those of other stores, and a range
that RFC 9110 says to pass over with 400.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

ANY = "*"
RANGE = re.compile(r"bytes=\s*(\d*)-(\d*)\s*", re.ASCII | re.IGNORECASE)
DIGITS = 18  # of a place in a file; more would be no file of this world
Part = tuple[int, int]  # from a byte on, up to before another


class UnsatisfiableError(ValueError):
    """The part that is wanted lies behind the end."""


class ChangedError(ValueError):
    """A state of a file is wanted that it is not in, by the header of that name."""


def check_state(asked: Mapping[str, str], told: Mapping[str, str]) -> None:
    """Nothing comes back: the file is in the state that the asker wants a part of, if
    one is named. ChangedError if it is in another.
    """
    if header := asked.get("If-Match", ""):  # a strong comparison: no weak tag is it
        tags = {t.strip() for t in header.split(",")}
        if not tags & {ANY, told["ETag"]}:
            raise ChangedError("If-Match")
        return
    until, changed = (
        _moment(asked.get("If-Unmodified-Since", "")),
        _moment(told.get("Last-Modified", "")),
    )
    if until and changed and changed > until:
        raise ChangedError("If-Unmodified-Since")


def known(header: str, tag: str) -> bool:
    """Whether the asker has what `tag` stands for, by If-None-Match; a weak comparison,
    as RFC 9110 asks.
    """
    tags = {t.strip().removeprefix("W/") for t in header.split(",")}
    return header.strip() == ANY or tag.removeprefix("W/") in tags


def unchanged(asked: Mapping[str, str], told: Mapping[str, str]) -> bool:
    """Whether the asker has a file already, by the ETag and date told of it."""
    if header := asked.get("If-None-Match", ""):
        return known(header, told["ETag"])
    since, changed = (
        _moment(asked.get("If-Modified-Since", "")),
        _moment(told.get("Last-Modified", "")),
    )
    return bool(since and changed and changed <= since)


def part_of(asked: Mapping[str, str], told: Mapping[str, str], size: int) -> Part:
    """The part of a file of `size` bytes that is wanted, all of it where that cannot be
    said: several parts at once, or the asker's part is of another file.

    UnsatisfiableError if it has no such part.
    """
    whole = (0, size)
    wanted = RANGE.fullmatch(asked.get("Range", ""))
    same = (told["ETag"], told.get("Last-Modified"))
    if not wanted or ("If-Range" in asked and asked["If-Range"] not in same):
        return whole
    first, last = wanted.groups()
    if not (first or last) or max(len(first), len(last)) > DIGITS:
        return whole
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1 if last else size)
        if last and int(last) < start:
            return whole  # no range at all, so it counts for nothing
    if start >= end:
        raise UnsatisfiableError(f"bytes */{size}")
    return start, end


def date_of(moment: datetime) -> str:
    """A time as headers write it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _moment(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written).astimezone(UTC)
    except (ValueError, OverflowError):  # no date, or none of a calendar
        return None
