"""Lines on a terminal: broken between words, and whole where nobody reads them."""

import io

import pytest
from rich.console import Console
from rich.text import Text

from pipelines.command.terminal import fitted, say


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("", [""]),
        ("short enough", ["short enough"]),
        ("one line and then another", ["one line and", "  then another"]),
        ("  set in by two blanks", ["  set in by", "    two blanks"]),
        (
            "see an-id-longer-than-the-line ok",
            ["see", "  an-id-longer-than-the-line", "  ok"],
        ),
        ("an-id-longer-than-the-line", ["an-id-longer-than-the-line"]),
        ("病棟計画 病棟計画", ["病棟計画", "  病棟計画"]),
    ],
)
def test_a_line_is_broken_between_words_and_goes_on_set_in(written, lines):
    found = fitted(Text(written), 14)
    assert [line.plain for line in found] == lines


def test_marks_stay_where_they_are():
    text = Text("one line and then another")
    text.stylize("bold", 13, 17)
    first, second = fitted(text, 14)
    assert not first.spans
    assert second.plain[second.spans[0].start : second.spans[0].end] == "then"


@pytest.mark.parametrize(("terminal", "lines"), [(True, 2), (False, 1)])
def test_in_a_pipe_a_line_stays_one(terminal, lines):
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=14)
    say("one line and then another", console=console)
    assert len(out.getvalue().splitlines()) == lines
