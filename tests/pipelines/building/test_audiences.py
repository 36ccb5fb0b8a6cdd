"""What a build refuses to open to everyone."""

import pytest

from indexer.documents import EVERYONE, NOBODY
from pipelines.building.audiences import check_opened
from pipelines.building.history import State
from pipelines.errors import LibraryError


@pytest.mark.parametrize(
    ("audience", "refused"),
    [
        (("board", "finance"), True),
        ((EVERYONE,), False),
        ((EVERYONE, "board"), False),
        ((NOBODY,), False),  # its own word is not heard any more
        ((NOBODY, "board"), True),
    ],
)
def test_what_had_an_audience_is_not_opened_by_silence(audience, refused):
    before = {"b": State({}, (), audience), "c": State({}, (), ("board",))}
    folders = {"b": "B", "c": "C", "new": "New"}
    check_opened(before, folders, [])
    if refused:
        told = rf"1 Blueprint of the last run, 'B' \({', '.join(audience[-2:])}\)"
        told = told.replace(f"{NOBODY}, ", "")
        with pytest.raises(LibraryError, match=told):
            check_opened(before, folders, ["B", "New"])
    else:
        check_opened(before, folders, ["B", "New"])
