"""JSON: the strings under their keys, a line each; a notebook cell by cell."""

import json
from collections.abc import Iterator
from itertools import islice

from pipelines.extract import markdown
from pipelines.extract.decoding import decoded
from pipelines.extract.file import File
from pipelines.records import Extraction, Segment

LINES = 1_000_000  # of one file: far more than anyone reads


def extract(file: File) -> Extraction:
    """The strings and numbers with their keys; text as it is where it is not JSON."""
    text = decoded(file.path.read_bytes())
    try:
        known = _parsed(text)
    except (ValueError, RecursionError) as error:
        shown = "nested too deeply" if isinstance(error, RecursionError) else error
        body = Segment("body", None, "", text)
        reason = f"read as plain text, for it is not JSON: {shown}"
        return Extraction(file.media_type, (body,), status="partial", reason=reason)
    if isinstance(known, dict) and "nbformat" in known and _list(known.get("cells")):
        return _notebook(file, _list(known.get("cells")))
    lines = list(islice(_lines(known), LINES + 1))
    body = Segment("body", None, "", "\n".join(lines[:LINES]))
    if len(lines) > LINES:
        reason = f"only the first {LINES} values are kept"
        return Extraction(file.media_type, (body,), status="partial", reason=reason)
    title = known.get("title") if isinstance(known, dict) else None
    metadata = {"title": title} if isinstance(title, str) else {}
    return Extraction(file.media_type, (body,), metadata)


def _parsed(text: str) -> object:
    """The value of the file, or the list of values where it has one a line."""
    try:
        return json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not all(line.lstrip()[0] in "{[" for line in lines):
            raise
        return [json.loads(line) for line in lines]


def _lines(known: object) -> Iterator[str]:
    """Values in the order of the file; a list of single words stands on one line."""
    left: list[tuple[str, object]] = [("", known)]
    while left:
        key, value = left.pop()
        if isinstance(value, dict):
            if key and value:
                yield f"{key}:"
            left += reversed([(str(k), v) for k, v in value.items()])
        elif isinstance(value, list):
            if all(isinstance(v, str | int | float) for v in value):
                apart = "\n" if any(" " in _shown(v) for v in value) else ", "
                value = apart.join(map(_shown, value))
                left += [(key, value)] if value else []
            else:
                left += reversed([(key, v) for v in value])
        elif _shown(value):
            yield f"{key}: {_shown(value)}" if key else _shown(value)


def _shown(value: object) -> str:
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return str(value)


def _notebook(file: File, cells: list[object]) -> Extraction:
    """The cells of a Jupyter notebook, numbered; what they printed is left out."""
    segments: list[Segment] = []
    title = ""
    for number, cell in enumerate(cells, 1):
        known = cell if isinstance(cell, dict) else {}
        source = known.get("source", "")
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        if known.get("cell_type") == "markdown":
            parts = list(markdown.sections(text))
            headings = (part.label for part in parts if part.kind == "section")
            title = title or next(headings, "")
            text = "\n".join(part.text for part in parts)
        segments.append(Segment("section", number, f"cell {number}", text))
    return Extraction(file.media_type, tuple(segments), {"title": title})


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
