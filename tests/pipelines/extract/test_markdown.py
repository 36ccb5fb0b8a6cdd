import pytest

from pipelines.extract.markdown import unmarked

TEXT = b"""---
title: Virtual wards
author: Digital team
date: 2023-04-05
summary: "What a ward at home needs."
---
# Virtual wards

Care at **home** with a [tablet](https://a.example/x_y) and ![a map](m.png).
It is *good*.<br>Really.

Costs
-----

| Item | Cost |
|------|-----:|
| Tablet | 100 |

```python
# not a heading
x = a * b * c
```

#### Small print

<!-- hidden -->Words &amp; more {% include note.html content="Mind the gap." %}
"""


def test_headings_are_sections_without_their_marks(extracted):
    found = extracted(TEXT, "a.md")
    assert found.status == "ok"
    labels = [(s.kind, s.label) for s in found.segments]
    assert labels == [("body", ""), ("section", "Virtual wards"), ("section", "Costs")]
    lead, ward, costs = (s.text for s in found.segments)
    assert lead == "What a ward at home needs."
    assert "Care at home with a tablet and a map." in ward
    assert "It is good.\nReally." in ward
    assert "Item\tCost\nTablet\t100" in costs
    assert "# not a heading\nx = a * b * c" in costs
    assert "Small print" in costs
    assert "Words & more Mind the gap." in costs
    assert "hidden" not in costs


@pytest.mark.parametrize("line", ["-" * 200, "-- " * 100, "--|" * 100])
def test_a_long_line_of_dashes_before_words_is_read(extracted, line):
    """As it is written above a message that is sent on; it took hours."""
    found = extracted(f"# Plan\n\n{line} the minutes\n{line}\n".encode(), "a.md")
    assert found.status == "ok"
    assert found.segments[-1].text.endswith("the minutes")


def test_front_matter_is_metadata(extracted):
    metadata = extracted(TEXT, "a.md").metadata
    assert metadata["title"] == "Virtual wards"
    assert metadata["author"] == "Digital team"
    assert metadata["created"] == "2023-04-05"


@pytest.mark.parametrize(
    "front",
    [
        b"---\na: &a [x, x]\nb: &b [*a, *a]\n---\nwords",
        b"---\n: : {\n---\nwords",
        b"---\n- a list\n---\nwords",
    ],
)
def test_front_matter_that_is_none_does_no_harm(extracted, front):
    assert extracted(front, "a.md").segments[0].text == "words"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("snake_case_name", "snake_case_name"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("`code` and ~~old~~", "code and old"),
        ("<https://a.example>", "https://a.example"),
        ("[site][1]", "site"),
        ("[1]: https://a.example", ""),
        ("> quoted", "quoted"),
        ("a \\* b", "a * b"),
        ("x < y and y > z", "x < y and y > z"),
    ],
)
def test_marks(written, shown):
    assert unmarked(written) == shown


@pytest.mark.parametrize("piece", ["<!-- ", "{% comment %} "])
def test_endless_comments_end(extracted, piece):
    assert extracted(piece.encode() * 5_000, "a.md").status in ("ok", "empty")


@pytest.mark.parametrize(
    "piece", ["[", "![", "*a", "**", "`", "<a ", "{%", "\\", "|", " "]
)
def test_endless_marks_end(piece):
    unmarked(piece * 5_000)


def test_between_the_marks_of_code_nothing_is_a_mark(extracted):
    content = b"# The `<details>` element {#top}\n\nUse `git clone <url>` and `a*b*c`\n"
    (found,) = extracted(content, "a.md").segments
    assert found.label == "The <details> element"
    assert found.text.endswith("Use git clone <url> and a*b*c")


def test_scripts_and_styles_are_not_read_but_where_they_are_shown(extracted):
    content = b"""<style>p {
# no heading
}</style>
Shown
<script>var x</script>
```html
<script>alert()</script>
```
"""
    (found,) = extracted(content, "a.md").segments
    assert found.text.split("\n") == ["Shown", "<script>alert()</script>"]
