"""What is told while a run goes on."""

import time

import pytest

from pipelines.command.progress_bar import Tally


@pytest.mark.parametrize(
    ("seconds", "read", "told"),
    [
        (3, 10, ""),  # the first file of many says nothing of the others
        (3, 90_000, "0 s left"),
        (32, 1_000, "53 min left"),
        (32, 100, "8 h 53 min left"),
        (0.1, 90_000, ""),
    ],
)
def test_what_is_left_is_told_when_it_can_be_known(monkeypatch, seconds, read, told):
    tally = Tally("read", 1, read, 100, 100_000, began=0.0)
    monkeypatch.setattr(time, "monotonic", lambda: seconds)
    assert tally.line.endswith(told), tally.line
    assert ("left" in tally.line) == bool(told)
